package flows

import (
	"regexp"
	"strings"

	"nightdesk/bot"
)

// optionLine is how an answer begins, as in "1 me  en: me, myself".
var optionLine = regexp.MustCompile(`^\d{1,2} +[\w-]+ +(?:alone +)?[a-z]{2,3}:`)

// answersAlone reports answers of a question without the line "answer" above them: whoever
// took it out by mistake needs that line, and not the answers anew.
func (p *parser) answersAlone(st *bot.Step, ask bot.Source) bool {
	lines := p.byLine[ask.File]
	var l *line
	skip := ""
	for no := ask.Line + 1; no <= len(lines); no++ {
		k := lines[no-1]
		switch {
		case k == nil:
		case k.indent < ask.Col-1:
			no = len(lines)
		case l == nil && optionLine.MatchString(k.text()):
			l = k
		case strings.HasPrefix(k.text(), "if skipped "):
			skip = " skip as skipped"
		}
	}
	if l == nil {
		return false
	}
	for lang, s := range st.Ask { // they were read as the rest of its wording
		if i := strings.Index(s, strings.Join(strings.Fields(l.text())[:2], " ")+" "); i >= 0 && strings.Contains(s[i:], ": ") {
			st.Ask[lang] = strings.TrimSpace(s[:i])
		}
	}
	p.report(source(l, l.indent), "unfinished", "these answers stand under no line that says what they are", "put a line above them:  answer choice"+skip)
	p.fix(l, strings.Repeat(" ", ask.Col-1)+"answer choice"+skip+"\n"+strings.Repeat(" ", max(ask.Col+1, l.indent))+l.text())
	return true
}
