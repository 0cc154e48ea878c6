package engine

import (
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/schedule"
	"nightdesk/bot/text"
)

// Facts about hours are a week's; what is closed in the coming days is told with
// them.
const (
	factDesk   = "desk hours"
	factDosing = "dosing hours"
)

// hoursNow adds the closures of the coming week to a week's hours.
func (t *turn) hoursNow(name, hours string) string {
	cal := t.w.Clinic.Calendar
	if cal == nil || name != factDesk && name != factDosing {
		return hours
	}
	w := cal.Desk
	if name == factDosing {
		w = cal.Dosing
	}
	if closed := cal.ClosedSoon(w, t.now, t.s.Lang); closed != "" {
		return hours + ", " + closed
	}
	return hours
}

// saysHours reports whether a common answer tells the week's hours.
func saysHours(topic *bot.Topic) bool {
	return slices.ContainsFunc(sortedLangs(topic.Say), func(l bot.Lang) bool { return strings.Contains(topic.Say[l], "{"+factDesk+"}") })
}

// dayAsked is the date that a question about hours is about, "" if it is about
// the week.
func (t *turn) dayAsked() string {
	cal := t.w.Clinic.Calendar
	if date, ok := answer.ParseDate(t.text, t.now.In(cal.Zone)); ok {
		return date
	}
	words := text.Words(t.text)
	whole := strings.Join(words, " ")
	for _, w := range []string{"now", "rn", "tonight", "ahora", "ahorita"} {
		if slices.Contains(words, w) {
			return cal.Date(t.now)
		}
	}
	switch whole {
	case "open", "r u open", "are you open", "are u open", "you open", "u open", "are you guys open", "are yall open", "is the clinic open", "are you closed",
		"abierto", "estan abiertos", "esta abierto", "esta abierta la clinica", "estan cerrados":
		return cal.Date(t.now)
	}
	return ""
}

// answerDay answers a question about the hours of one day, if it is one.
func (t *turn) answerDay(topic *bot.Topic) bool {
	cal := t.w.Clinic.Calendar
	if cal == nil || !saysHours(topic) || t.w.Clinic.Facts[factDesk] == nil {
		return false
	}
	date := t.dayAsked()
	if date == "" || date < cal.Date(t.now) {
		return false
	}
	desk, deskOpen := cal.DayHours(cal.Desk, date, t.s.Lang)
	dosing, dosingOpen := cal.DayHours(cal.Dosing, date, t.s.Lang)
	private := t.s.Discreet || !t.consented("conversation") || t.w.Clinic.Facts[factDosing] == nil
	values := []string{"day", upperFirst(cal.DayText(date, t.now, t.s.Lang)), "desk that day", desk, "dosing that day", dosing}
	switch {
	case private, !deskOpen && !dosingOpen:
		t.phrase(bot.PhraseHoursDayPlain, values...)
	default:
		t.phrase(bot.PhraseHoursDay, values...)
	}
	opens := cal.OpensAfter(cal.Desk, date)
	if date == cal.Date(t.now) {
		open, changes := cal.OpenNow(cal.Desk, t.now)
		if open {
			t.parts[len(t.parts)-1] += " " + t.say(bot.PhraseHoursOpenNow)
			return true
		}
		opens = changes
	}
	switch {
	case deskOpen && date != cal.Date(t.now):
		t.parts[len(t.parts)-1] += " " + t.say(bot.PhraseHoursMayChange)
	case !opens.IsZero():
		t.parts[len(t.parts)-1] += " " + t.say(bot.PhraseHoursOpens, "opens", t.at(opens))
	}
	return true
}

// at says a time in the person's language.
func (t *turn) at(x time.Time) string {
	return schedule.When(x, t.now, t.w.Clinic.Zone, t.s.Lang)
}

// upperFirst begins a sentence; the words of dates are ASCII.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
