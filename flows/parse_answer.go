package flows

import (
	"slices"
	"strings"

	"nightdesk/bot"
)

// maxOptions is more than fits into one text.
const maxOptions = 20

// answer reads: answer KIND [up to 160] [skip as skipped], and its options.
func (p *parser) answer(key string, l *line) bot.AnswerSpec {
	s := p.sentence(l, "answer")
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
	case choice && len(l.kids) < 2:
		p.problem(l, len(l.raw), "unfinished", "a choice needs at least two answers, each on a line of its own under this one", example("option"))
	case !choice && len(l.kids) > 0 && !s.bad:
		p.problem(l.kids[0], l.kids[0].indent, "misplaced", `answers can be listed only under "answer choice" and "answer choices"`,
			"answer choice (or delete these lines; yes and no are known already)")
	}
	if !choice {
		return a
	}
	p.aligned("these answers", options)
	names, digits := map[string]bool{}, map[string]bool{}
	p.lost = p.lost || s.bad
	for _, k := range options {
		o, ok := p.option(key, k, freeDigit(options))
		if !ok {
			p.lost = true
			continue
		}
		if names[o.Name] {
			p.problem(k, k.indent, "twice", `there is an answer "`+o.Name+`" above already`, "give this one another name")
		}
		if digits[o.Digit] {
			p.problem(k, k.indent, "twice", "there is an answer "+o.Digit+" above already",
				"give it another number, here and in the question:  "+clip(freeDigit(options)+strings.TrimPrefix(k.text(), first(k)), 60))
		}
		names[o.Name], digits[o.Digit] = true, true
		a.Options = append(a.Options, o)
	}
	return a
}

// freeDigit is the first number that none of the answers has.
func freeDigit(options []*line) string {
	for n := 1; ; n++ {
		taken := func(l *line) bool { return strings.TrimRight(first(l), ".):") == itoa(n) }
		if !slices.ContainsFunc(options, taken) {
			return itoa(n)
		}
	}
}

// option reads: 1 me [alone] [also] en: me, myself  es: yo, para mi. free is a
// number for it if it has none.
func (p *parser) option(key string, l *line, free string) (bot.Option, bool) {
	digit := first(l)
	s := p.sentence(l, digit)
	s.verb = "option"
	o := bot.Option{Digit: strings.TrimRight(digit, ".):"), Label: bot.Text{}, Also: map[bot.Lang][]string{}}
	if len(o.Digit) == 0 || len(o.Digit) > 2 || strings.Trim(o.Digit, "0123456789") != "" {
		p.problem(l, l.indent, "unknown-word", "an answer begins with its number, 1 to 99", "write:  "+clip(free+" "+l.text(), 60))
		p.fix(l, l.raw[:l.indent]+free+" "+l.text())
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

// longestWords is how long one way to say an answer may be, in bytes: a whole text.
const longestWords = 160

// mostWords is how many other words an answer may have in each language.
const mostWords = 100

// withMark is the line of an answer with the mark of a language at at, where the
// word w stands instead; a name of two words becomes one.
func withMark(l *line, at int, w string) string {
	rest := l.raw[at:]
	if _, code := languages[w]; code {
		return l.raw[:at] + w + ":" + rest[len(w):]
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
		default:
			list[*lang] = append(list[*lang], w)
		}
		at += end + 1
	}
}
