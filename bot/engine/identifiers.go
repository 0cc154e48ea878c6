package engine

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/mask"
	"nightdesk/bot/text"
)

// What people volunteer and a clinic must not keep (domain rule 2.3) is masked
// after the crisis screen and the readers of answers had the text as it was
// written, and before any of it can be stored.

// idsTold is the answer under which is kept on which day they were asked not to
// text such things.
const idsTold = "ids_told"

// masking is how this text is masked. In danger an address stays: it may be what
// saves them.
func (t *turn) masking() mask.Rules {
	r := mask.Rules{KeepAddresses: t.mayBeInDanger()}
	for _, address := range t.w.Clinic.Facts["address"] {
		r.Own = append(r.Own, address)
	}
	return r
}

// mayBeInDanger reports whether this text was answered as danger, or comes in a hold
// or as the answer to the question about danger.
func (t *turn) mayBeInDanger() bool {
	c := t.s.Crisis
	return t.out.Class == bot.SendCrisis || c != nil && (c.Held || c.Asking != "")
}

// allMasked is the text without anything that may ever be masked.
func (t *turn) allMasked() string {
	if t.bare == nil {
		m, _ := mask.Mask(t.in.Body.Text(), t.local())
		t.bare = &m
	}
	return *t.bare
}

// holdsIDs reports whether there is anything to mask: most texts have nothing.
func (t *turn) holdsIDs() bool { return t.in.Kind == bot.TextIn && t.allMasked() != t.in.Body.Text() }

// masked is what was said as it may be kept.
func (t *turn) masked(said string) string {
	said = maskWord(said, t.s.Word.Word)
	if !t.holdsIDs() {
		return said
	}
	m, _ := t.masking().Mask(said, t.local())
	return m
}

// named is a text without its identifiers, for the reader of names: "Maria, dob
// 3/4/81" is Maria.
func (t *turn) named(said string) string {
	if !t.holdsIDs() {
		return said
	}
	return t.masking().Cut(said, t.local())
}

// onlyIDs reports whether nothing is left of the text without its identifiers.
func (t *turn) onlyIDs() bool {
	rest := t.named(t.text)
	return rest != t.text && len(text.Words(rest)) == 0
}

func (t *turn) local() time.Time { return t.now.In(t.w.Clinic.Zone) }

// noted masks what is kept of this text, and asks kindly not to text such things:
// once a day, in front of everything else, and not where there are more urgent
// words, or none at all.
func (t *turn) noted() {
	if t.in.Kind == bot.WakeUp {
		return
	}
	t.out.Heard = bot.Words(t.withoutTheWord(t.in.Body.Text()))
	if !t.holdsIDs() {
		return
	}
	heard, found := t.masking().Mask(t.in.Body.Text(), t.local())
	t.out.Heard = bot.Words(t.withoutTheWord(heard))
	today := t.local().Format(time.DateOnly)
	switch {
	case len(found) == 0, t.mayBeInDanger(), t.silent, join(t.before)+join(t.parts) == "",
		!t.s.OptedOut.IsZero(), t.out.OptOut != bot.OptOutNone, t.out.Note == "over_budget", t.out.Note == "unreadable", t.s.Kept[idsTold] == today:
		return
	}
	t.keep(idsTold, today)
	t.before = append([]string{t.say(bot.PhraseNoIDs)}, t.before...)
}
