package flows

import "strings"

// Answers as people write them who think of a list and not of lines.

// kindsFor are what people write in place of a kind of answer, and the kind.
var kindsFor = map[string]string{"multiple": "choice", "multi": "choice", "option": "choice", "options": "choice", "list": "choice", "menu": "choice", "select": "choice", "pick": "choice", "number": "choice",
	"yes": "yesno", "yes/no": "yesno", "y/n": "yesno", "yn": "yesno", "si/no": "yesno", "free": "text", "open": "text", "words": "text", "anything": "text", "string": "text", "any": "text", "message": "text", "age": "adult", "first": "name", "day": "date", "time": "daypart"}

// kindMeant reports a kind of answer in other words, all of what stands there.
func (p *parser) kindMeant(s *sentence) {
	if !s.more() || s.toks[0].quoted {
		return
	}
	kind := kindsFor[strings.ToLower(strings.TrimRight(s.toks[0].text, ":,"))]
	if kind == "" || kind == "choice" && len(s.l.kids) == 0 {
		return
	}
	const most = 4 // words of a kind
	end := s.toks[0].end
	for i, t := range s.toks[1:] {
		if t.text == "skip" || t.text == "up" {
			break
		}
		if end = t.end; i == most {
			return
		}
	}
	s.failWith("unknown-word", `I don't know the kind of answer "`+clip(s.l.raw[s.at():end], 30)+`"`, s.rewritten(s.at(), end, kind))
	p.lost = true
}

// listedBehind reports answers that stand on the line of "answer" itself, and writes them
// below it.
func (p *parser) listedBehind(s *sentence) bool {
	if !s.more() || len(s.l.kids) > 0 {
		return false
	}
	rest := strings.TrimSpace(s.l.raw[s.at():])
	kind := "choice"
	for _, k := range []string{"choices", "choice"} {
		if after, is := strings.CutPrefix(rest, k); is {
			kind, rest = k, strings.TrimSpace(strings.TrimPrefix(after, ":"))
			break
		}
	}
	if len(rest) > maxFixed {
		return false
	}
	items := itemsOf(rest)
	if w := firstWord(rest); len(items) < 2 || w == "skip" || w == "up" || contains(kinds, w) || kindsFor[w] != "" && w != "yes" || strings.HasPrefix(rest, ",") {
		return false
	}
	at := s.l.raw[:s.l.indent]
	if len(items) == 2 && contains([]string{"yes", "si"}, folded(items[0])) && folded(items[1]) == "no" {
		s.fixed = at + "answer yesno"
	} else {
		s.fixed = at + "answer " + kind
		for i, item := range items[:min(len(items), maxOptions)] {
			s.fixed += "\n" + at + "  " + itoa(i+1) + " " + nameOf(item) + "  en: " + item
		}
	}
	if kind == "choice" && strings.HasSuffix(s.fixed, "yesno") {
		s.failWith("unexpected", "yes and no are a kind of answer of their own", "write:  answer yesno")
		return true
	}
	s.failWith("unexpected", `each answer stands on a line of its own under "answer `+kind+`", with its number, a name and its words`,
		"write:  answer "+kind+"  and under it, further right:  1 "+clip(nameOf(items[0])+"  en: "+items[0]+"  es: ...", 60))
	return true
}

// itemsOf are the answers of a list in one line, parted by commas, numbers, bars or
// blanks.
func itemsOf(s string) []string {
	var items []string
	item := ""
	put := func() {
		if item = strings.Trim(item, " .,;:/|\"'()"); item != "" {
			items = append(items, item)
		}
		item = ""
	}
	words := strings.Fields(strings.NewReplacer(",", " , ", ";", " , ", "/", " , ", "|", " , ").Replace(s))
	marks := strings.ContainsAny(s, ",;/|")
	for i, w := range words {
		switch digit := digitOf(w); {
		case w == ",":
			marks = true
			put()
		case digit != "":
			marks = true
			put()
		case (w == "or" || w == "and" || w == "o" || w == "y") && i+1 < len(words):
			marks = true
			put()
		default:
			item += " " + w
		}
	}
	put()
	if !marks {
		return words
	}
	return items
}
