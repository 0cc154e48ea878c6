package flows

import (
	"regexp"
	"strings"

	"nightdesk/bot"
)

// formatting finds what other programs turn into bold letters or a new line, and phones
// show as it stands.
var formatting = regexp.MustCompile(`(?i)</?(?:b|i|u|em|strong|p|br|span|div|font)\s*/?>|\*\*?[\pL{][^*]*[^* ]\*\*?|__[\pL{][^_]*[^_ ]__`)

// signs: quotes around a whole text, and signs of formatting. Whoever reads the text
// sees them.
func (c *checker) signs() {
	c.each(func(w wording, lang bot.Lang, s string) {
		at := c.at(w.key + "/" + string(lang))
		if inQuotesWhole(s) {
			c.warn(at, "the whole text stands in quotes, and people would see them", "take the quotes out")
		}
		if strings.ContainsAny(s, "<*_") {
			if m := formatting.FindString(s); m != "" {
				c.warn(at, m+" would be sent as it stands: texts have no bold letters", "take the signs out")
				c.wrong(m)
			}
		}
	})
}

// inQuotesWhole reports whether quotes stand around all of s, and nowhere else.
func inQuotesWhole(s string) bool {
	s = straight.Replace(strings.TrimSpace(s))
	return len(s) > 2 && s[0] == '"' && strings.Count(s, `"`) == 2 && strings.HasSuffix(strings.TrimRight(s, " "), `"`)
}

// unquoted is line l without the quotes around all that stands behind byte at.
func unquoted(l string, at int) string {
	code := withoutComment(l)
	from := strings.IndexAny(code[at:], "\"\u201c\u201d")
	to := strings.LastIndexAny(code, "\"\u201c\u201d")
	if from < 0 || to <= at+from || strings.TrimSpace(strings.Trim(code[to:], "\"\u201c\u201d")) != "" {
		return ""
	}
	text := strings.Trim(code[at+from:], "\"\u201c\u201d ")
	return code[:at+from] + text + l[len(code):]
}

// unformatted is s without signs of formatting.
func unformatted(s string) string {
	if strings.HasPrefix(s, "<") {
		return ""
	}
	return strings.Trim(s, "*_")
}

// parted finds what people write between the words of an answer in place of a comma.
var parted = regexp.MustCompile(`\s*(?:;|\||\s/\s)\s*`)

// partedWords: words of an answer with another sign between them than a comma.
func (c *checker) partedWords() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		for _, w := range c.options(f, s) {
			if w.lang == "" || !strings.ContainsAny(w.words, ";|/") {
				continue
			}
			if m := parted.FindString(w.words); m != "" {
				c.warn(w.at, `"`+w.words+`" is one answer here, which nobody writes so`, "put commas between the words of an answer:  "+clip(parted.ReplaceAllString(w.words, ", "), 100))
				c.wrong(w.words)
			}
		}
	})
}
