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

// words reads a wording in its languages: what follows the verb on l, and the
// lines under it (verb names the example for mends). Each language begins with its code; a line without one goes
// on with the language before it.
func (p *parser) words(key, verb string, l *line) bot.Text {
	t := map[bot.Lang]*strings.Builder{}
	put := func(code bot.Lang, s string) { t[code] = &strings.Builder{}; t[code].WriteString(s) }
	var lang bot.Lang
	add := func(l *line, at int, s string) {
		s = strings.TrimSpace(s)
		if t[lang] == nil {
			put(lang, "")
		}
		if t[lang].Len() > 0 && s != "" {
			s = " " + s
		}
		t[lang].WriteString(s)
		p.braces(l, at, s)
		if i := strings.Index(s, " "+string(otherThan(lang))+"  "); i >= 0 && verb != "asked" {
			p.problem(l, at, "missing-language", languageName(otherThan(lang))+" begins in the middle of this line", "begin a new line there:  "+clip(s[i+1:], 60))
			if j := strings.Index(l.raw, s[i+1:]); j > 0 {
				p.fix(l, strings.TrimRight(l.raw[:j], " ")+"\n"+strings.Repeat(" ", wordingColumnOf(l, verb))+l.raw[j:])
			}
			put(otherThan(lang), strings.TrimSpace(s[i+4:]))
			put(lang, s[:i])
			p.mark(key+"/"+string(otherThan(lang)), l, at)
		}
	}
	begin := func(l *line, at int, code bot.Lang, known bool, s string) {
		if !known {
			p.problem(l, at, "unknown-language", `"`+string(code)+`" is not a language I know`, p.meant(string(code), []string{"en", "es"}, verb))
			p.guessed(l, at, string(code), []string{"en", "es"})
		}
		if _, twice := t[code]; twice {
			mend, better := "delete one of the two", ""
			if other := otherThan(code); t[other] == nil || t[other].Len() == 0 {
				better = l.raw[:at] + string(other) + l.raw[at+len(code):]
				mend += "; or, if it is " + languageName(other) + ", write:  " + string(other) + "  " + clip(strings.TrimSpace(s), 60)
				code = other // so that it is not missed as well
			}
			p.problem(l, at, "twice", "the wording in "+languageName(lang)+" is here twice", mend)
			if better != "" {
				p.fix(l, better)
			}
		}
		lang = code
		p.mark(key+"/"+string(lang), l, at)
		put(lang, "")
		add(l, at, s)
	}
	skip := l.indent + len(first(l))
	if s := strings.TrimSpace(l.raw[skip:]); s != "" {
		at := strings.Index(l.raw[skip:], s) + skip
		code, rest, is, known := languageOf(s)
		if !is {
			code, rest, is = p.spelled(l, at, s, false)
			known = is
		}
		if is {
			begin(l, at, code, known, rest)
		} else {
			p.problem(l, at, "missing-language", "I can't tell which language this is in", "write:  "+clip(l.text()[:at-l.indent]+"en  "+s, 80))
			p.fix(l, l.raw[:at]+"en  "+s)
			lang = bot.English
			p.mark(key+"/en", l, at)
			add(l, at, s)
		}
	}
	for _, k := range l.under() {
		code, rest, is, known := languageOf(k.text())
		_, had := t[code]
		if !is {
			if slip, after, found := p.spelled(k, k.indent, k.text(), true); found {
				code, rest, is, known = slip, after, true, true
				had = false
			}
		}
		switch {
		case is && (!had || strings.HasPrefix(rest, " ")): // "es una linea" goes on in Spanish
			begin(k, k.indent, code, known, rest)
		case lang == "":
			p.problem(k, k.indent, "missing-language", "I can't tell which language this is in", example(verb))
			lang = bot.English
			p.mark(key+"/en", k, k.indent)
			add(k, k.indent, k.text())
		default:
			if p.looksLikeVerb(k.text()) {
				p.problem(k, k.indent, "indent", "this looks like a new sentence, but it stands under the wording above and would be sent with it",
					"start it in the same column as line "+itoa(l.no))
				p.moved(k, l.indent)
				continue
			}
			add(k, k.indent, k.text())
		}
	}
	if len(t) == 0 {
		p.problem(l, len(l.raw), "unfinished", "this sentence stops too early: I expected a language and the wording", example(verb))
		return nil
	}
	text := bot.Text{}
	for code, s := range t {
		if text[code] = s.String(); s.Len() == 0 {
			src := p.script.Sources[key+"/"+string(code)]
			p.report(src, "unfinished", "nothing is said in "+languageName(code), "write the wording after \""+string(code)+"\"")
		}
	}
	return text
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
	if code == "" || w == bare && len(w) > 2 && within || within && !strings.HasSuffix(w, ":") && !strings.HasPrefix(rest, " ") {
		return "", s, false
	}
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

// braces reports { and } that are no pair around a name.
func (p *parser) braces(l *line, at int, s string) {
	open := -1
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{' && open >= 0, s[i] == '}' && open < 0:
			p.problem(l, at, "braces", "there is a { or } without its other half", "write names as {clinic short name}")
			return
		case s[i] == '{':
			open = i
		case s[i] == '}':
			if strings.TrimSpace(s[open+1:i]) == "" {
				p.problem(l, at, "braces", "there is no name between { and }", "write names as {clinic short name}")
				return
			}
			open = -1
		}
	}
	if open >= 0 {
		p.problem(l, at, "braces", "there is a { without its }", "write names on one line, as {clinic short name}")
	}
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
