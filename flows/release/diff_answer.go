package release

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// answer compares what counts as an answer.
func (s *stepDiff) answer() {
	a, b := s.a.Answer, s.b.Answer
	if a.Kind != b.Kind {
		s.say("answer", KindAnswer, "is now answered with "+kindWords(b.Kind)+", was "+kindWords(a.Kind))
	}
	if a.SkipAs != b.SkipAs {
		s.say("answer", KindAnswer, skipping(a.SkipAs, b.SkipAs))
	}
	if a.MaxLen != b.MaxLen {
		s.say("answer", KindAnswer, "now takes up to "+length(b.MaxLen)+", was "+length(a.MaxLen))
	}
	s.options(a.Options, b.Options)
}

// choices says in each language what may be answered to a question that is new or gone.
func (s *stepDiff) choices() {
	a, b := s.a.Answer.Options, s.b.Answer.Options
	for _, lang := range keys(languagesOf(a), languagesOf(b)) {
		c := s.change(KindAnswer, WeightPath)
		c.Lang, c.Sentence = lang, s.place()+", its answers, in "+language(lang)
		if len(b) > 0 {
			c.Sentence, c.Now = c.Sentence+", are new", []Span{{answersIn(b, lang), true}}
		} else {
			c.Sentence, c.Was, c.Gone = c.Sentence+", are gone", []Span{{answersIn(a, lang), true}}, true
		}
		s.add(s.key("answer"), c)
	}
}

func languagesOf(all []bot.Option) map[bot.Lang]bool {
	m := map[bot.Lang]bool{}
	for _, o := range all {
		maps.Copy(m, asMap(o))
	}
	return m
}

// answersIn lists answers with their digits and all words, as "1 friend, family; 2 google".
func answersIn(all []bot.Option, lang bot.Lang) string {
	var said []string
	for _, o := range all {
		said = append(said, strings.TrimSpace(o.Digit+" "+cmp.Or(strings.Join(optionAll(o, lang), ", "), o.Name)))
	}
	return strings.Join(said, "; ")
}

func skipping(was, now string) string {
	switch {
	case was == "":
		return `may now be skipped, which is kept as "` + now + `"`
	case now == "":
		return "may no longer be skipped"
	}
	return `a skipped answer is now kept as "` + now + `", was "` + was + `"`
}

// options compares the answers of a choice, by their names.
func (s *stepDiff) options(was, now []bot.Option) {
	used := make([]bool, len(was))
	for _, o := range now {
		i := slices.IndexFunc(was, func(x bot.Option) bool { return x.Name == o.Name })
		part := "option/" + o.Name
		if i >= 0 {
			used[i] = true
			s.option(part, was[i], o)
			continue
		}
		i = slices.IndexFunc(was, func(x bot.Option) bool {
			return x.Digit == o.Digit && !slices.ContainsFunc(now, func(y bot.Option) bool { return y.Name == x.Name })
		})
		if i >= 0 && !used[i] && (same(was[i].Label, o.Label) || len(s.a.Answer.Options) == len(s.b.Answer.Options)) {
			used[i] = true
			s.say(part, KindAnswer, "answer "+o.Digit+` renamed: it is now kept as "`+o.Name+`", was "`+was[i].Name+`"`)
			s.option(part, was[i], o)
			continue
		}
		s.say(part, KindAnswer, "a new answer "+o.Digit+` "`+optionWords(o)+`"`+alone(o.Alone))
	}
	for i, o := range was {
		if !used[i] {
			s.say("answer", KindAnswer, "the answer "+o.Digit+` "`+optionWords(o)+`" is gone`)
		}
	}
	name := func(o bot.Option) string { return o.Name }
	s.order(s.key("answer"), s.with(s.change(KindAnswer, WeightPath), "its answers stand in another order"), names(was, name), names(now, name))
}

// option compares one answer.
func (s *stepDiff) option(part string, a, b bot.Option) {
	if a.Digit != b.Digit {
		s.say(part, KindAnswer, `the answer "`+optionWords(b)+`" is now `+b.Digit+", was "+a.Digit)
	}
	if a.Alone != b.Alone {
		text := `the answer ` + b.Digit + ` "` + optionWords(b) + `" may now go with others`
		if b.Alone {
			text = `the answer ` + b.Digit + ` "` + optionWords(b) + `" now goes with no other`
		}
		s.say(part, KindAnswer, text)
	}
	for _, lang := range keys(asMap(a), asMap(b)) {
		c := s.change(KindAnswer, WeightPath)
		c.Lang = lang
		s.list(s.key(part), c, s.place()+": answer "+b.Digit+` "`+optionWords(b)+`", in `+language(lang)+": ",
			"now also understood", "no longer understood", "its words stand in another order", optionAll(a, lang), optionAll(b, lang))
	}
}

// asMap has the languages that an answer has words in.
func asMap(o bot.Option) map[bot.Lang]bool {
	m := map[bot.Lang]bool{}
	for lang := range o.Label {
		m[lang] = true
	}
	for lang := range o.Also {
		m[lang] = true
	}
	return m
}

func optionAll(o bot.Option, lang bot.Lang) []string {
	var all []string
	if w, ok := o.Label[lang]; ok {
		all = append(all, w)
	}
	return append(all, o.Also[lang]...)
}

// optionWords is what an answer is called in front of somebody.
func optionWords(o bot.Option) string {
	if w := o.Label.In(bot.English); w != "" {
		return w
	}
	return o.Name
}

func alone(is bool) string {
	if is {
		return ", which goes with no other"
	}
	return ""
}
