package flows

import (
	"strings"

	"nightdesk/bot"
)

// maxOptions is more than fits into one text.
const maxOptions = 20

// answer reads: answer KIND [up to 160] [skip as skipped], and its options.
func (p *parser) answer(key string, l *line) bot.AnswerSpec {
	s := p.sentence(l, "answer")
	if p.listedBehind(s) {
		p.lost = true
		return bot.AnswerSpec{Kind: bot.AnswerChoice}
	}
	p.kindMeant(s)
	a := bot.AnswerSpec{Kind: bot.AnswerKind(s.oneOf("the kind of answer", kinds...))}
	for s.more() {
		switch {
		case s.take(","):
		case s.take("up"):
			s.must("to")
			a.MaxLen = s.number("how many characters", 1, 1600)
			s.take("characters")
		case s.take("skip"):
			s.must("as")
			a.SkipAs = s.name("what to keep when they skip")
		default:
			s.fail("unexpected", `I don't know "`+s.toks[0].text+`" here`)
		}
	}
	if a.MaxLen > 0 && a.Kind != bot.AnswerText && a.Kind != bot.AnswerName {
		p.problem(l, l.indent, "misplaced", `"up to" goes with answers in free words only`, "answer text up to 160")
	}
	choice := a.Kind == bot.AnswerChoice || a.Kind == bot.AnswerChoices
	options := l.kids[:min(len(l.kids), maxOptions)]
	switch {
	case choice && len(l.kids) > maxOptions:
		p.problem(l.kids[maxOptions], l.kids[maxOptions].indent, "too-many", "a question has at most "+itoa(maxOptions)+" answers", "ask in two questions")
	case choice && len(l.kids) < 2 && !s.bad:
		p.problem(l, len(l.raw), "unfinished", "a choice needs at least two answers, each on a line of its own under this one", example("option"))
	case !choice && len(l.kids) > 0 && !s.bad:
		p.problem(l.kids[0], l.kids[0].indent, "misplaced", `answers can be listed only under "answer choice" and "answer choices"`,
			"answer choice (or delete these lines; yes and no are known already)")
		if k := l.kids[0]; a.Kind == bot.AnswerYesNo && len(k.kids) == 0 && digitOf(first(k)) != "" {
			p.fix(k, k.raw[:k.indent]+"# "+k.text()) // a note is read by nobody
		}
	}
	if !choice {
		return a
	}
	p.aligned("these answers", options)
	names, digits := map[string]bool{}, map[string]bool{}
	p.lost = p.lost || s.bad
	for _, k := range options {
		o, ok := p.option(key, k, freeDigit(options, k))
		if !ok {
			p.lost = true
			continue
		}
		if names[o.Name] {
			p.problem(k, k.indent, "twice", `there is an answer "`+o.Name+`" above already`, "give this one another name")
		}
		if digits[o.Digit] {
			p.problem(k, k.indent, "twice", "there is an answer "+o.Digit+" above already",
				"give it another number, here and in the question:  "+clip(freeDigit(options, nil)+strings.TrimPrefix(k.text(), first(k)), 60))
		}
		names[o.Name], digits[o.Digit] = true, true
		a.Options = append(a.Options, o)
	}
	return a
}

// freeDigit is the first number that none of the answers has; for one without a number
// that stands among others, the next of them.
func freeDigit(options []*line, of *line) string {
	taken := map[string]bool{}
	for _, l := range options {
		taken[digitOf(first(bulletless(l)))] = true
	}
	before := 0
	for _, l := range options {
		if l == of {
			break
		}
		if digitOf(first(bulletless(l))) == "" {
			before++
		}
	}
	for n := 1; ; n++ {
		if taken[itoa(n)] {
			continue
		}
		if before--; before < 0 {
			return itoa(n)
		}
	}
}

// bulletless is an answer without the bullet of a pasted list.
func bulletless(l *line) *line {
	rest := strings.TrimLeft(l.text(), bullets+" ")
	if rest == "" || rest == l.text() {
		return l
	}
	return &line{raw: rest}
}

// option reads: 1 me [alone] [also] en: me, myself  es: yo, para mi. free is a
// number for it if it has none.
func (p *parser) option(key string, l *line, free string) (bot.Option, bool) {
	digit := first(l)
	s := p.sentence(l, digit)
	s.verb = "option"
	o := bot.Option{Digit: strings.TrimRight(digit, ".):"), Label: bot.Text{}, Also: map[bot.Lang][]string{}}
	if len(o.Digit) == 0 || len(o.Digit) > 2 || strings.Trim(o.Digit, "0123456789") != "" {
		mended := numberedAnswer(bulletless(l).text(), free)
		p.problem(l, l.indent, "unknown-word", "an answer begins with its number, 1 to 99", "write:  "+clip(mended, 60))
		p.fix(l, l.raw[:l.indent]+mended)
		return o, false
	}
	s.take("=", "-", ":", ")")
	if o.Name = s.name("the name of the answer"); s.bad && asName(o.Name) != "first_visit" {
		o.Name, s.bad = asName(o.Name), false // read on by the name that was meant
	}
	o.Alone = s.take("alone")
	s.take("also")
	if s.bad {
		return o, false
	}
	key += "/" + o.Name
	p.mark(key, l, l.indent)
	var lang bot.Lang
	list := map[bot.Lang][]string{}
	p.marked(l, s.at(), key, &lang, list)
	for _, k := range l.under() {
		p.marked(k, k.indent, key, &lang, list)
	}
	for code, words := range list {
		for w := range strings.SplitSeq(strings.Join(words, " "), ",") {
			w = strings.TrimSpace(w)
			switch {
			case w == "":
			case len(w) > longestWords: // what they are read by grows faster than they do
				p.report(p.script.Sources[key+"/"+string(code)], "unfinished", "these words of an answer are longer than a whole text: nobody answers so much", "keep the few words that people text")
				if o.Label[code] == "" {
					o.Label[code] = clip(w, 30)
				}
			case o.Label[code] == "":
				o.Label[code] = w
			case len(o.Also[code]) == mostWords: // each is compared with all others: what follows is not read
				p.report(p.script.Sources[key+"/"+string(code)], "unfinished", "this answer has more than "+itoa(mostWords)+" other words: nobody reads so many", "keep those that people text")
				o.Also[code] = append(o.Also[code], w)
			case len(o.Also[code]) > mostWords:
			default:
				o.Also[code] = append(o.Also[code], w)
			}
		}
		if o.Label[code] == "" {
			p.report(p.script.Sources[key+"/"+string(code)], "unfinished", "there are no words after \""+string(code)+":\"", example("option"))
		}
	}
	return o, true
}

// numberedAnswer is an answer with its number, its name and its words, as far as they are
// in s.
func numberedAnswer(s, free string) string {
	if digitOf(firstWord(s)) != "" {
		return s
	}
	words := strings.Fields(s)
	if n := numberWords[strings.ToLower(strings.TrimRight(words[0], ".):"))]; n != "" && len(words) > 1 && (isName(words[1]) && len(words) > 2 && strings.HasSuffix(words[2], ":")) {
		return n + strings.TrimPrefix(s, words[0])
	}
	if len(words) > 1 && len(strings.TrimRight(words[0], ".):")) == 1 && len(words) > 2 && strings.HasSuffix(words[2], ":") { // a friend  en:
		return free + strings.TrimPrefix(s, words[0])
	}
	if strings.Contains(s, " en:") || strings.Contains(s, " es:") || strings.HasPrefix(s, "en:") {
		return free + " " + s
	}
	return free + " " + nameOf(s) + "  en: " + strings.Trim(s, ".,;")
}

// nameOf is a name for an answer that is said in these words.
func nameOf(s string) string {
	words := strings.Fields(s)
	return asName(strings.Join(words[:min(len(words), 2)], "_"))
}

// longestWords is how long one way to say an answer may be, in bytes: a whole text.
const longestWords = 160

// mostWords is how many other words an answer may have in each language.
const mostWords = 100

// withMark is the line of an answer with the mark of a language at at, where the
// word w stands instead; a name of two words becomes one.
func withMark(l *line, at int, w string) string {
	rest := l.raw[at:]
	if _, code := languages[w]; code {
		rest = w + ":" + rest[len(w):]
		for code := range languages {
			if i := strings.Index(rest, "  "+code+" "); i > 0 && !strings.Contains(rest, " "+code+":") {
				rest = rest[:i+2+len(code)] + ":" + rest[i+2+len(code):]
			}
		}
		return l.raw[:at] + rest
	}
	if before, after, ok := strings.Cut(rest, " en:"); ok && strings.Count(strings.TrimSpace(before), " ") < 3 {
		return strings.TrimRight(l.raw[:at], " ") + "_" + strings.Join(strings.Fields(before), "_") + "  en:" + after
	}
	return l.raw[:at] + "en: " + rest
}

// markMend says it.
func markMend(l *line, at int, w string) string {
	mended := strings.TrimSpace(withMark(l, at, w))
	if !strings.HasPrefix(mended, strings.TrimSpace(l.raw[:at])+" ") {
		return "a name is one word; write:  " + clip(mended, 80)
	}
	return "write:  " + clip(mended, 80)
}

// hasWords reports whether the words of an answer in a language were met.
func hasWords(list map[bot.Lang][]string, code string) bool {
	_, had := list[bot.Lang(code)]
	return had
}

// marked reads words under "en:" and "es:" marks into list, which keeps lang
// across lines.
func (p *parser) marked(l *line, at int, key string, lang *bot.Lang, list map[bot.Lang][]string) {
	for at < len(l.raw) {
		end := strings.IndexByte(l.raw[at:], ' ')
		if end < 0 {
			end = len(l.raw) - at
		}
		w := l.raw[at : at+end]
		code, mark := strings.CutSuffix(w, ":")
		_, known := languages[code]
		_, had := list[bot.Lang(code)]
		switch {
		case w == "":
		case mark && known && had:
			p.problem(l, at, "twice", "the words in "+languageName(bot.Lang(code))+" are here twice", "put them into one list")
			*lang = bot.Lang(code)
		case mark && known:
			*lang = bot.Lang(code)
			list[*lang] = []string{}
			p.mark(key+"/"+code, l, at)
		case mark:
			p.problem(l, at, "unknown-language", `"`+code+`" is not a language I know`, p.meant(code, []string{"en", "es"}, "option"))
			p.guessed(l, at, code, []string{"en", "es"})
			*lang = "?"
		case *lang == "?":
		case *lang == "":
			p.problem(l, at, "missing-language", "I can't tell which language these words are in", markMend(l, at, w))
			p.fix(l, withMark(l, at, w))
			*lang = "?"
			p.lost = true
			if _, is := languages[w]; is { // only the colon is lacking
				*lang = bot.Lang(w)
				p.mark(key+"/"+w, l, at)
			}
		case known && w == code && !hasWords(list, w) && at > 1 && l.raw[at-2:at] == "  ":
			if x := p.problems; len(x) == 0 || x[len(x)-1].Rule != "missing-language" || x[len(x)-1].Line != l.no { // else it is mended with that
				p.problem(l, at, "missing-language", `the words in `+languageName(bot.Lang(w))+` begin with "`+w+`:"`, "write:  "+clip(strings.TrimSpace(l.raw[:at]+w+":"+l.raw[at+len(w):]), 80))
				p.fix(l, l.raw[:at]+w+":"+l.raw[at+len(w):])
			}
			*lang = bot.Lang(w)
			list[*lang] = []string{}
			p.mark(key+"/"+w, l, at)
		default:
			list[*lang] = append(list[*lang], w)
		}
		at += end + 1
	}
}
