package flows

import (
	"strings"

	"nightdesk/bot"
)

// languages are the codes a line may begin with, and their names. All but
// English and Spanish want two spaces after them, for "to" and "so" begin
// sentences as well.
var languages = map[string]string{
	"en": "English", "es": "Spanish", "tl": "Tagalog", "sm": "Samoan", "ko": "Korean", "lo": "Lao", "ru": "Russian",
	"vi": "Vietnamese", "zh": "Chinese", "fr": "French", "de": "German", "ja": "Japanese", "ar": "Arabic", "uk": "Ukrainian",
	"pl": "Polish", "pt": "Portuguese", "th": "Thai", "km": "Khmer",
	"hmn": "Hmong", "esu": "Yup'ik", "fil": "Filipino", "nus": "Nuer",
}

// languageOf reads a language code at the start of s. known is false if it has
// the shape of one ("xx  ...") and is none.
func languageOf(s string) (lang bot.Lang, rest string, is, known bool) {
	w, rest, _ := strings.Cut(s, " ")
	if w == "en" || w == "es" {
		return bot.Lang(w), rest, true, true
	}
	if len(w) < 2 || len(w) > 3 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" || !strings.HasPrefix(rest, " ") {
		return "", s, false, false
	}
	_, known = languages[w]
	return bot.Lang(w), rest, true, known
}

// wordingColumnOf is the column of the wordings on a line, which may be the first of
// them or the sentence's own.
func wordingColumnOf(l *line, verb string) int {
	if first(l) == verb {
		return wordingColumn(l)
	}
	return l.indent
}

// otherThan is the language that a clinic's wording most likely has beside one.
func otherThan(code bot.Lang) bot.Lang {
	if code == bot.Spanish {
		return bot.English
	}
	return bot.Spanish
}

// spelled reads a language that is written in another way than by its code, and
// reports it: "es:", "Es", "spanish". In the middle of a wording only what can't
// be a word of it counts.
func (p *parser) spelled(l *line, at int, s string, within bool) (code bot.Lang, rest string, is bool) {
	w, rest, _ := strings.Cut(s, " ")
	bare := strings.ToLower(strings.Trim(w, ":.-()[]"))
	switch bare {
	case "en", "english", "eng", "ingles", "inglés":
		code = bot.English
	case "es", "spanish", "espanol", "español", "esp", "sp":
		code = bot.Spanish
	}
	again := withoutMarks(s, code) != s && strings.EqualFold(firstWord(strings.TrimLeft(rest, " ")), bare) // "Es es ..."
	if code == "" || w == bare && len(w) > 2 && within || within && !again && !strings.HasSuffix(w, ":") && !strings.HasPrefix(rest, " ") {
		return "", s, false
	}
	rest = withoutMarks(strings.TrimSpace(rest), code)
	p.problem(l, at, "unknown-language", `"`+w+`" is not how a wording begins`, "write:  "+clip(strings.TrimSpace(strings.TrimSpace(l.raw[:at])+" "+string(code)+"  "+strings.TrimSpace(rest)), 80))
	p.fix(l, l.raw[:at]+string(code)+"  "+strings.TrimSpace(rest))
	return code, rest, true
}

func languageName(code bot.Lang) string {
	if n := languages[string(code)]; n != "" {
		return n
	}
	return string(code)
}

// looksLikeVerb reports whether a line under a wording is a sentence that was
// moved too far right: the reader would never see that it is sent as text.
func (p *parser) looksLikeVerb(s string) bool {
	w := strings.Fields(s)
	if len(w) < 2 {
		return false
	}
	switch w[0] {
	case "say", "ask", "discreet", "again", "asked", "missing":
		return languages[w[1]] != ""
	case "answer":
		return contains(kinds, w[1])
	case "keep":
		return w[1] == "as" && len(w) == 3
	case "then", "step", "consent", "topic":
		return len(w) == 2 && isName(w[1]) || w[1] == "flow" && len(w) == 3
	case "if":
		return len(w) > 3 && w[len(w)-2] == "then" && isName(w[len(w)-1])
	case "unclear":
		return w[1] == "say"
	case "silent":
		return w[1] == "after"
	case "handoff":
		return strings.HasPrefix(w[1], `"`)
	case "set":
		return w[1] == "discreet" || w[1] == "language"
	case "none", "booked":
		return w[1] == "then" && len(w) == 3
	}
	return false
}
