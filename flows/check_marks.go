package flows

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot"
)

// verbAgain is a sentence's beginning that was typed once more into its text.
var verbAgain = regexp.MustCompile(`^(?i:say|ask|again|discreet|missing) +(?:en|es)(?:[: ] *|$)`)

// markedTwice: texts that begin with the mark of their language once more. Whoever gets
// them would read it.
func (c *checker) markedTwice() {
	look := func(key string, lang bot.Lang, s string) {
		rest := withoutMarks(s, lang)
		if rest == s {
			return
		}
		again := strings.TrimSpace(strings.TrimSuffix(s, rest))
		mend := "write:  " + string(lang) + "  " + clip(rest, 80)
		if rest == "" {
			mend = "write the text in its place"
		}
		c.error(c.at(key+"/"+string(lang)), `"`+clip(again, 20)+`" stands once more in the text, and people would read it`, mend)
	}
	c.each(func(w wording, lang bot.Lang, s string) { look(w.key, lang, s) })
	for name, t := range c.script.Danger {
		for lang, s := range t {
			look("danger/"+name, lang, s)
		}
	}
}

// withoutMarks is a text without the marks of languages, and the verbs before them, that
// it begins with.
func withoutMarks(s string, lang bot.Lang) string {
	for {
		n := markAgain(s, lang)
		if n == 0 {
			return s
		}
		s = strings.TrimLeft(s[n:], " ")
	}
}

// markAgain is how many bytes at the beginning of a text are a mark and no word of it; 0 if
// none are. "Es" begins many a Spanish sentence and "En" too, but in small letters only
// the mark does; an English one begins with neither.
func markAgain(s string, lang bot.Lang) int {
	if n := len(verbAgain.FindString(s)); n > 0 {
		return n
	}
	w := firstWord(s)
	bare := strings.Trim(w, ":.-()[]")
	code := bot.Lang(strings.ToLower(bare))
	if code != bot.English && code != bot.Spanish {
		return 0
	}
	after := s[len(w):]
	next := strings.ToLower(strings.Trim(firstWord(strings.TrimLeft(after, " ")), ":.-()[]"))
	begins, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " "))
	switch {
	case w != bare, next == string(code), strings.HasPrefix(after, "  "):
		return len(w)
	case lang == bot.English && (code == bot.Spanish || next != "route" && !strings.HasPrefix(next, "espa")):
		return len(w)
	case code == bot.Spanish && lang == code && (bare == string(code) || !unicode.IsLetter(begins) && !unicode.IsDigit(begins)):
		return len(w)
	}
	return 0
}

// fixMarks is line l without the marks that stand once more behind the one at a byte of
// it.
func fixMarks(l string, at int) string {
	code := withoutComment(l)
	mark := firstWord(code[min(at, len(code)):])
	if mark == "" || languages[mark] == "" {
		return ""
	}
	said := strings.TrimLeft(code[at+len(mark):], " ")
	rest := withoutMarks(said, bot.Lang(mark))
	if rest == said || rest == "" {
		return ""
	}
	return l[:at] + mark + "  " + rest + l[len(code):]
}
