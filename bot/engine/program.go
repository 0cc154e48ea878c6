package engine

import (
	"iter"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/schedule"
)

// Program is a script made ready to run: its answers and questions indexed. It
// is safe for use by many turns at once.
type Program struct {
	Script *bot.Script
	menus  map[*bot.Step]*answer.Menu
	exact  map[*bot.Step]map[string]int // whole texts that name an option and nothing else
	topics *answer.Topics
	// counted are the questions of which it is counted which answers they get.
	counted map[*bot.Step]bool
	byName  map[string]*bot.Topic
	asked   map[string]*bot.Topic // by examples as they stand, of two words or more
}

// Compile indexes a script.
func Compile(s *bot.Script) *Program {
	p := &Program{Script: s, menus: map[*bot.Step]*answer.Menu{}, exact: map[*bot.Step]map[string]int{}, counted: map[*bot.Step]bool{}, byName: map[string]*bot.Topic{}, asked: map[string]*bot.Topic{}}
	for _, f := range s.Flows {
		for _, st := range f.Steps {
			p.counted[st] = f.Counted(st) == bot.CountedYes
			if len(st.Answer.Options) > 0 {
				p.menus[st], p.exact[st] = menuOf(st.Answer.Options)
			}
		}
	}
	examples := make([]answer.TopicExamples, 0, len(s.Topics))
	for i := range s.Topics {
		t := &s.Topics[i]
		p.byName[t.Name] = t
		e := answer.TopicExamples{Name: t.Name}
		for _, lang := range sortedLangs(t.Examples) {
			e.Examples = append(e.Examples, t.Examples[lang]...)
			for _, x := range t.Examples[lang] {
				if key := foldKey(x); strings.Contains(key, " ") {
					p.asked[key] = t
				}
			}
		}
		examples = append(examples, e)
	}
	p.topics = answer.NewTopics(examples)
	return p
}

// menuOf indexes options, and the texts that are an option word for word.
func menuOf(options []bot.Option) (*answer.Menu, map[string]int) {
	in := wordsOf(options)
	exact := map[string]int{}
	for i, o := range in {
		exact[o.Digit] = i
		for _, w := range o.Words {
			exact[foldKey(w)] = i
		}
	}
	return answer.NewMenu(in), exact
}

// wordsOf lists for each option the words that choose it.
func wordsOf(options []bot.Option) []answer.Option {
	in := make([]answer.Option, len(options))
	for i, o := range options {
		words := []string{o.Name}
		for _, lang := range sortedLangs(o.Label) {
			words = append(words, o.Label[lang])
		}
		for _, lang := range sortedLangs(o.Also) {
			words = append(words, o.Also[lang]...)
		}
		in[i] = answer.Option{Name: o.Name, Digit: o.Digit, Words: words, Alone: o.Alone}
	}
	return in
}

// Topic returns the question that text asks, if it is plain which one.
func (p *Program) Topic(text string) (*bot.Topic, bool) {
	if t := p.asked[foldKey(text)]; t != nil {
		return t, true
	}
	name, _, sure := p.topics.Match(text)
	return p.byName[name], sure && p.byName[name] != nil
}

// Clinic is what a turn may know of the clinic. Facts and limits are always the
// newest, whatever script version a conversation is pinned to.
type Clinic struct {
	Zone  *time.Location
	Langs []bot.Lang // the first is the default
	Facts bot.Facts
	// CarrierAnswers is true when the carrier itself answers STOP, START and
	// HELP (Twilio's default), so that we must not.
	CarrierAnswers bool
	Limits         Limits
	// Calendar is for saying hours, closures and how far ahead visits can be
	// booked; without it only the week's hours are said, from Facts.
	Calendar *schedule.Calendar
}

// Limits bound automatic talk. The zero value means the defaults.
type Limits struct {
	RepliesPerHour int           // 40
	RepliesPerDay  int           // 120
	HoldFor        time.Duration // how long a seat is held while the person decides; 10 min
}

func (l Limits) withDefaults() Limits {
	if l.RepliesPerHour == 0 {
		l.RepliesPerHour = 40
	}
	if l.RepliesPerDay == 0 {
		l.RepliesPerDay = 120
	}
	if l.HoldFor == 0 {
		l.HoldFor = 10 * time.Minute
	}
	return l
}

// World is what one turn may know besides the session.
type World struct {
	Program *Program
	// Newest is the current script, for phrases that an older version of it, on
	// which a conversation began, has not.
	Newest *bot.Script
	// Ways are where a conversation that began on an older version may go on, best
	// first; without any it finishes where it began.
	Ways   []Way
	Clinic Clinic
	Staff  bot.StaffNow
	// Claimed is true when a member of staff has the person's open case.
	Claimed bool
	// Openings by visit kind, soonest first, the same each time they are gone
	// through. A kind that is absent was not looked up: the turn asks for it by
	// Turn.Need.
	Openings map[string]iter.Seq[bot.Opening]
	// Spent is true when the clinic has sent as many automatic texts today as it
	// wants to. Hasty counts the texts of this person that are too many in a
	// minute, with this one.
	Spent bool
	Hasty int
	// Taken is an opening that the store refused for this very input.
	Taken *bot.Opening
}
