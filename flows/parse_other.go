package flows

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
)

// settings are what holds for every step that does not say otherwise.
type settings struct {
	unclear bot.UnclearSpec
	silent  []bot.SilentRung
}

// standard applies to a clinic without a settings file.
var standard = settings{
	unclear: bot.UnclearSpec{Again: 2, Then: bot.HandoffOrder{Reason: "could not understand the answers", Level: bot.LevelNextWorkday}},
	silent: []bot.SilentRung{
		{After: 2 * time.Hour, Do: bot.SilentNudge},
		{After: 24 * time.Hour, Do: bot.SilentPause},
	},
}

// readSettings reads: unclear, silent, start flow NAME, home flow NAME.
func (p *parser) readSettings(body []*line) {
	seen := map[string]bool{}
	for _, l := range body {
		p.slip(l, settingWords)
		verb := first(l)
		if seen[verb] {
			p.problem(l, l.indent, "twice", `there is a line "`+verb+`" above already`, "delete one of the two")
		}
		seen[verb] = true
		switch verb {
		case "unclear":
			p.settings.unclear = p.unclear("settings/unclear", l)
			if p.settings.unclear.Next.Step != "" {
				p.problem(l, l.indent, "misplaced", "these settings hold in every flow, so they cannot name a step of one", "write: then flow NAME, then end, or nothing")
				p.settings.unclear.Next = bot.Target{}
			}
		case "silent":
			p.settings.silent = p.silent(l)
		case "start", "home":
			s := p.sentence(l, verb)
			s.must("flow")
			p.mark("settings/"+verb, l, s.at())
			name := s.name("the name of a flow")
			s.done()
			if verb == "start" {
				p.script.Start = name
			} else {
				p.script.Home = name
			}
		default:
			p.unknown(l, "start", settingWords)
		}
	}
}

// questions reads blocks: topic NAME [of NAME], then asked, say, discreet, missing.
func (p *parser) questions(body []*line) {
	seen := map[string]bool{}
	for _, t := range p.script.Topics {
		seen[t.Name] = true
	}
	var run strange
	for _, l := range body {
		p.slip(l, questionWords)
		if first(l) != "topic" {
			if contains(questionWords[1:], first(l)) {
				p.problem(l, l.indent, "indent", "this line belongs under a topic, further right than it", "put two spaces before it")
				p.moved(l, l.indent+2)
			} else {
				run.add(p, l, "topic", []string{"topic"})
			}
			continue
		}
		run = strange{}
		s := p.sentence(l, "topic")
		at := s.at()
		t := bot.Topic{Name: s.name("the name of a topic"), Source: source(l, l.indent), Examples: map[bot.Lang][]string{}}
		if s.take("of") {
			t.Of = s.name("the topic that this one is a part of, or none")
		}
		s.end()
		if seen[t.Name] && !s.bad {
			p.problem(l, at, "twice", `there is a topic "`+t.Name+`" already`, "give this one another name, or put both together")
			t.Name += "#" + itoa(l.no)
		}
		p.topic(&t, l)
		p.script.Topics = append(p.script.Topics, t)
		seen[t.Name] = true
	}
	for _, t := range p.script.Topics {
		if t.Of != "" && t.Of != "none" && !seen[t.Of] {
			mend, better := p.named(t.Of, slices.Sorted(maps.Keys(seen)), "the topics are: ")
			p.report(t.Source, "unknown-name", `there is no topic "`+t.Of+`" that "`+t.Name+`" could be a part of`, cmp.Or(mend, `write "of none", or leave it out`))
			if l := p.byLine[t.Source.File][t.Source.Line-1]; better != "" && strings.HasSuffix(l.raw, " "+t.Of) {
				p.fix(l, strings.TrimSuffix(l.raw, t.Of)+better)
			}
		}
	}
}

func (p *parser) topic(t *bot.Topic, l *line) {
	kids := p.mended(l.kids, questionWords[1:])
	p.aligned("this topic", kids)
	key := "topic/" + t.Name + "/"
	set := func(to *bot.Text, verb string, k *line) {
		if *to != nil {
			p.problem(k, k.indent, "twice", `this topic has a line "`+verb+`" already`, "put both into one; the answer is one text")
		}
		p.mark(key+verb, k, k.indent)
		*to = p.words(key+verb, verb, k)
	}
	asked := 0
	for _, k := range kids {
		switch verb := first(k); verb {
		case "asked":
			for code, s := range p.words(key+verb+itoa(asked), verb, k) {
				for ex := range strings.SplitSeq(s, "|") {
					if ex = strings.TrimSpace(ex); ex != "" {
						t.Examples[code] = append(t.Examples[code], ex)
					}
				}
			}
			asked++
		case "say":
			set(&t.Say, verb, k)
		case "discreet":
			set(&t.Discreet, verb, k)
		case "missing":
			set(&t.Missing, verb, k)
		default:
			p.unknown(k, "asked", questionWords[1:])
		}
	}
	if t.Say == nil {
		p.problem(l, len(l.raw), "unfinished", `the topic "`+t.Name+`" has no answer`, example("say"))
	}
	if asked == 0 {
		p.problem(l, len(l.raw), "unfinished", `the topic "`+t.Name+`" has no examples of how people ask`, example("asked"))
	}
}

// retired are phrases that nothing says any more. Scripts that still have them
// are read all the same.
var retired = []string{"paused", "discreet_answer", "other_language", "hours_open_now"}

// phrases reads blocks: a phrase's name, and its wording under it.
func (p *parser) phrases(body []*line) {
	known := bot.Phrases()
	for _, l := range body {
		p.oneWord(l, known)
		name := first(l)
		if contains(retired, name) {
			continue
		}
		key := "phrase/" + name
		if !contains(known, name) {
			mend, better := p.named(name, known, "the phrases are: ")
			p.problem(l, l.indent, "unknown-word", `there is no phrase "`+name+`"`, mend)
			if better != "" {
				p.fix(l, l.raw[:l.indent]+better+l.raw[l.indent+len(name):])
			}
			key += "?"
		} else if _, had := p.script.Phrases[name]; had {
			p.problem(l, l.indent, "twice", `the phrase "`+name+`" is here twice`, "delete one of the two")
		}
		p.mark(key, l, l.indent)
		t := p.words(key, "phrase", l)
		if contains(known, name) {
			p.script.Phrases[name] = t
		}
	}
}

// oneWord mends the name of a phrase that is written as several words.
func (p *parser) oneWord(l *line, known []string) {
	whole := strings.ReplaceAll(strings.ToLower(strings.TrimRight(l.text(), ": ")), " ", "_")
	if l.text() != whole && contains(known, whole) {
		p.problem(l, l.indent, "unknown-word", `there is no phrase "`+l.text()+`"`, "write:  "+whole)
		p.fix(l, l.raw[:l.indent]+whole)
		l.raw = l.raw[:l.indent] + whole
	}
}
