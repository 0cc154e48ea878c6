package release

import (
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// Moving says who in the middle of a conversation can go on in newer scripts.
//
// Somebody who waits for a question to be answered can, if what they read on their
// phone stays true (the same kind of answer, the same answers under the same numbers
// and names, every word understood as before), and if whatever the newer script will
// look at from there on is known of them, and in words that it knows. What it always
// knows of its own conversations at that question it may rely on; what may be missing
// in those as well, it copes with.
type Moving struct {
	was, now *bot.Script
	old, new *reading
	places   map[bot.Place]string // why nobody who waits there can; "" = nothing speaks against it
}

// Can is whether those who wait at a step can move.
type Can string

const (
	CanAll  Can = "all"
	CanSome Can = "some" // it depends on what they answered before
	CanNone Can = "none"
)

// Verdict is that of one waiting step of the older scripts.
type Verdict struct {
	Place bot.Place
	Can   Can
	// Why says why not all can, in words for people; "" if all can.
	Why string
}

// Moves compares two versions.
func Moves(was, now *bot.Script) *Moving {
	m := &Moving{was: was, now: now, new: read(now, nil), places: map[bot.Place]string{}}
	m.old = read(was, m.new.reads)
	for name, f := range was.Flows {
		for _, st := range f.Steps {
			if st.Waits() {
				p := bot.Place{Flow: name, Step: st.Name}
				m.places[p] = unlike(st, now.Step(p))
			}
		}
	}
	return m
}

// To is the version that they would move to.
func (m *Moving) To() string { return m.now.Version }

// Places is the verdict for each waiting step of the older scripts, by flow and in
// the order of its steps.
func (m *Moving) Places() []Verdict {
	var all []Verdict
	for _, name := range keys(m.was.Flows, nil) {
		for _, st := range m.was.Flows[name].Steps {
			p := bot.Place{Flow: name, Step: st.Name}
			why, waits := m.places[p]
			if !waits {
				continue
			}
			v := Verdict{Place: p, Can: CanNone, Why: why}
			if why == "" {
				v.Can, v.Why = m.standsWell(p)
			}
			all = append(all, v)
		}
	}
	return all
}

// standsWell is the verdict for a place where only what was answered before counts.
func (m *Moving) standsWell(p bot.Place) (Can, string) {
	for n := range m.new.asked[p] {
		if !m.old.asked[p][n] {
			return CanSome, lacking(n, "which not everybody was asked for")
		}
	}
	well, why := 0, ""
	for _, k := range m.old.stands[p] {
		if w := m.misfit(p, k); w == "" {
			well++
		} else {
			why = w
		}
	}
	switch {
	case m.old.stands == nil:
		return CanSome, "it depends on what they answered"
	case why == "":
		return CanAll, ""
	case well == 0 && !slices.ContainsFunc(m.old.stands[p], known.vague):
		return CanNone, why
	}
	return CanSome, why
}

// vague reports whether there is something in a state that is not known.
func (k known) vague() bool {
	for _, v := range k {
		if v == perhaps {
			return true
		}
	}
	return false
}

// Can reports whether a session can move now, and why not. One that rests needs no
// move: what begins, begins on the newest.
func (m *Moving) Can(s bot.Session) (ok bool, why string) {
	if why := Stays(s); why != "" {
		return false, why
	}
	p, back := s.At.Place, false
	if p.Flow == bot.OwnFlow { // about their visit, or the code word: the engine's, in every version
		if s.At.Return == nil {
			return true, ""
		}
		p, back = *s.At.Return, true
	}
	if p.Step == "" {
		return true, ""
	}
	why, waits := m.places[p]
	if !waits {
		return false, "they are at no question of the older version"
	}
	if why != "" {
		return false, why
	}
	if why := m.lacks(p, s); why != "" {
		return false, why
	}
	if o := m.now.Step(p).Offer; o != nil && s.Offer != nil && !back && s.Offer.Kind != o.Kind {
		return false, "they look at times of another kind of visit"
	}
	return true, ""
}

// Stays says why a session moves nowhere, whatever the scripts are: nothing changes
// under somebody in danger, under a talk that staff have, or without a text of theirs.
// "" = nothing speaks against it.
func Stays(s bot.Session) string {
	switch c := s.Crisis; {
	case c != nil && (c.Held || c.Asking != ""):
		return "somebody may be in danger: nothing changes until staff let go"
	case s.Owned.By != "":
		return "staff have the conversation"
	case !s.OptedOut.IsZero():
		return "they want no texts"
	}
	return ""
}

// Move is a session that can move, in the newer version: what it waits for and what
// was answered stays. "back" leads only to questions that can be asked there.
func (m *Moving) Move(s bot.Session) (bot.Session, bool) {
	if ok, _ := m.Can(s); !ok {
		return s, false
	}
	s.At.Version = m.now.Version
	s.Back = slices.DeleteFunc(slices.Clone(s.Back), func(p bot.Place) bool {
		st := m.now.Step(p)
		return st == nil || !st.Waits() || m.lacks(p, s) != ""
	})
	return s, true
}

// Restart is a session that begins anew in the newer version: at no question, with
// the answers that still mean something there.
func (m *Moving) Restart(s bot.Session) (bot.Session, bool) {
	if Stays(s) != "" {
		return s, false
	}
	kept := map[string]string{}
	for name, value := range s.Kept {
		if m.new.values[name].knows(value) && m.means(name) {
			kept[name] = value
		}
	}
	s.At, s.Back, s.Kept = bot.Position{Version: m.now.Version}, nil, kept
	return s, true
}

// means reports whether all that kept an answer before asks the same in the newer
// version. A name is one whatever it was asked for with.
func (m *Moving) means(name string) bool {
	same, kept := true, false
	m.old.steps(func(p bot.Place, st *bot.Step) {
		if st.Ask == nil || st.Keep != name {
			return
		}
		now := m.now.Step(p)
		kept = true
		same = same && (m.places[p] == "" && now.Keep == name || st.Answer.Kind == bot.AnswerName && m.new.values[name].any)
	})
	return same || !kept
}

// lacks says why a session can't be at a place of the newer version; "" = it can: a
// conversation that began there might have come to the same place with the same
// answers, as far as anything looks at them from there on.
func (m *Moving) lacks(p bot.Place, s bot.Session) string {
	for _, n := range sorted(m.new.asked[p]) {
		if !m.isIn(s, n) {
			return lacking(n, "which they were not asked for")
		}
	}
	k := known{}
	for n := range m.new.reads[p] {
		if v := s.Kept[n]; v != "" {
			k[n] = v
		}
	}
	return m.misfit(p, k)
}

// misfit says why answers do not fit any state of the newer version at a place; "" =
// they fit one.
func (m *Moving) misfit(p bot.Place, k known) string {
	names := sorted(m.new.reads[p])
	for _, n := range names {
		v, may := k[n], m.new.values[n]
		switch {
		case v == "" || v == perhaps, may != nil && may.any:
		case v == anything && m.old.values[n] != nil && !m.old.values[n].any:
			for one := range m.old.values[n].list {
				if !may.knows(one) {
					return unknownAnswer(n)
				}
			}
		case v == anything || !may.knows(v):
			return unknownAnswer(n)
		}
	}
	if m.new.stands == nil || !m.new.reached(p) { // then nothing may be missing
		for _, n := range names {
			if k[n] == "" || k[n] == perhaps {
				return lacking(n, "which they may not have been asked for")
			}
		}
		return ""
	}
	var at string // the name at which the best of the states fails
	best := -1
	for _, state := range m.new.stands[p] {
		i := slices.IndexFunc(names, func(n string) bool { return !m.fits(state, n, k[n]) })
		if i < 0 {
			return ""
		}
		if i > best {
			best, at = i, names[i]
		}
	}
	switch {
	case best < 0:
		return "the newer version never waits there"
	case k[at] == "" || k[at] == perhaps:
		return lacking(at, "which they were not asked for")
	}
	return `the answer "` + at + `" is one that it does not expect there`
}

// fits reports whether a value of a name is what a state knows of it. Of several
// answers at once nothing is known but that there are some.
func (m *Moving) fits(state known, name, value string) bool {
	if v := m.new.values[name]; v != nil && v.multi && value != "" && value != perhaps && state[name] == "" {
		return false
	}
	return state.holds(name, value)
}

// isIn reports whether a session is in a state that the newer version relies on.
func (m *Moving) isIn(s bot.Session, name string) bool {
	purpose, isConsent := strings.CutPrefix(name, consentName)
	if !isConsent {
		return s.Discreet
	}
	if slices.ContainsFunc(s.Consents, func(c bot.Consent) bool { return c.Purpose == purpose }) {
		return true
	}
	return slices.ContainsFunc(m.old.consents[purpose], func(keep string) bool { return keep != "" && s.Kept[keep] != "" })
}

func lacking(name, which string) string {
	if purpose, is := strings.CutPrefix(name, consentName); is {
		return "it needs an answer about consent to texts (" + purpose + "), " + which
	}
	if name == discreetName {
		return "it takes the phone for a shared one by then"
	}
	return `it needs the answer "` + name + `", ` + which
}

func unknownAnswer(name string) string {
	return `the answer "` + name + `" is one that it does not know any more`
}

// unlike says why whoever reads the question of a step on their phone must not have
// their answer taken by another; "" = they may.
func unlike(was, now *bot.Step) string {
	switch {
	case now == nil:
		return "the step " + was.Name + " is gone"
	case !now.Waits():
		return "the step " + was.Name + " asks nothing any more"
	case (was.Offer == nil) != (now.Offer == nil):
		return "the step " + was.Name + " now asks for something else"
	case was.Offer != nil:
		if was.Offer.Kind != now.Offer.Kind {
			return "it now offers another kind of visit"
		}
		return ""
	case was.Answer.Kind != now.Answer.Kind:
		return "the question changed: it is now answered with " + kindWords(now.Answer.Kind)
	case !sameOptions(was.Answer.Options, now.Answer.Options):
		return "the question changed: it now has other answers"
	case was.Answer.SkipAs != "" && now.Answer.SkipAs == "":
		return "the question may no longer be skipped"
	case was.Consent != now.Consent, was.Consent != "" && !asks(was, now):
		return "it asks for consent, which holds for the words that they were shown"
	case len(was.Answer.Options) == 0 && !asks(was, now):
		return "the question has other words, and nobody can tell whether an answer is to the one or the other"
	}
	return ""
}

// asks reports whether a question still has the words that somebody may have read.
func asks(was, now *bot.Step) bool {
	kept := func(a, b bot.Text) bool {
		for lang, s := range a {
			if b[lang] != s {
				return false
			}
		}
		return true
	}
	return kept(was.Ask, now.Ask) && (was.DiscreetAsk == nil) == (now.DiscreetAsk == nil) && kept(was.DiscreetAsk, now.DiscreetAsk)
}

// sameOptions reports whether all that may be shown of some answers still means what
// it meant, and nothing is an answer that was not shown.
func sameOptions(was, now []bot.Option) bool {
	if len(was) != len(now) {
		return false
	}
	for _, a := range was {
		i := slices.IndexFunc(now, func(b bot.Option) bool { return b.Name == a.Name && b.Digit == a.Digit && b.Alone == a.Alone })
		if i < 0 {
			return false
		}
		words := optionSet(now[i])
		for w := range optionSet(a) {
			if !words[w] {
				return false
			}
		}
	}
	return true
}

// optionSet has the words of an answer as they are compared.
func optionSet(o bot.Option) map[string]bool {
	set := map[string]bool{}
	for lang := range asMap(o) {
		for _, w := range optionAll(o, lang) {
			set[strings.Join(text.Words(w), " ")] = true
		}
	}
	return set
}
