package engine

import (
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/text"
)

// join makes one message of its parts.
func join(parts []string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == "" })
	return strings.Join(parts, "\n")
}

// phrase says one of the script's fixed lines.
func (t *turn) phrase(name string, values ...string) {
	t.parts = append(t.parts, t.say(name, values...))
}

// ahead says a line before all else in this reply.
func (t *turn) ahead(name string, values ...string) {
	t.before = append(t.before, t.say(name, values...))
}

// say words a phrase; values are name, value pairs of the moment.
func (t *turn) say(name string, values ...string) string {
	x, ok := t.w.Program.Script.Phrases[name]
	if !ok && t.w.Newest != nil { // a version from before there was such a phrase
		x = t.w.Newest.Phrases[name]
	}
	s, _ := t.fill(x.In(t.s.Lang), values...)
	return s
}

// line words a text of the script. If it needs a fact that the clinic has not
// set, staff will tell: a guess could send somebody to the wrong door.
func (t *turn) line(x bot.Text) string {
	s, missing := t.fill(x.In(t.s.Lang))
	if missing {
		return t.say(bot.PhraseStaffTold)
	}
	return s
}

// fill puts facts, answers and values of the moment in the place of {names}.
func (t *turn) fill(s string, values ...string) (filled string, missing bool) {
	if strings.IndexByte(s, '{') < 0 {
		return s, false
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), missing
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			b.WriteString("{" + rest)
			return b.String(), missing
		}
		v, ok := t.value(name, values)
		if !ok {
			missing = true
		}
		b.WriteString(v)
		s = after
	}
}

// value looks a {name} up: of the moment, then a fact, then an answer.
func (t *turn) value(name string, values []string) (string, bool) {
	for i := 0; i+1 < len(values); i += 2 {
		if values[i] == name {
			return values[i+1], true
		}
	}
	if f, ok := t.w.Clinic.Facts[name]; ok {
		return t.hoursNow(name, f.In(t.s.Lang)), true
	}
	switch name {
	case nowDesk, nowDosing, nowWalkIn, factWalkIn:
		return t.nowText(name)
	case "desk opens":
		if t.w.Staff.DeskNext.IsZero() {
			return "", false
		}
		return schedule.When(t.w.Staff.DeskNext, t.now, t.w.Clinic.Zone, t.s.Lang), true
	case "visit":
		if v := t.nextVisit(); v != nil && !t.locked() {
			return t.when(v.Opening), true
		}
		return "", false
	}
	v, ok := t.s.Kept[name]
	return v, ok
}

// when words the time of an opening. What kind of visit it is stays unsaid:
// the text may be read by anybody who picks up the phone.
func (t *turn) when(o bot.Opening) string {
	return schedule.When(o.Start, t.now, t.w.Clinic.Zone, t.s.Lang)
}

// foldKey is how whole texts are compared.
func foldKey(s string) string { return strings.Join(text.Words(s), " ") }

// sortedLangs gives the languages of a map in a fixed order.
func sortedLangs[V any](m map[bot.Lang]V) []bot.Lang {
	langs := make([]bot.Lang, 0, len(m))
	for l := range m {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	return langs
}
