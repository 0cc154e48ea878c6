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
	factWalkIn = "walk-in hours"
)

// What holds at this moment: whether it is open, until when, or when it opens next.
const (
	nowDesk   = "desk now"
	nowDosing = "dosing now"
	nowWalkIn = "walk-in now"
)

// nowText is a value of the moment about hours. Dosing is not named before they
// agreed to texts nor on a shared phone (domain rule 3.2), and hours that the
// clinic does not have are not said.
func (t *turn) nowText(name string) (string, bool) {
	cal := t.w.Clinic.Calendar
	if cal == nil {
		return "", false
	}
	w := cal.Desk
	switch name {
	case nowDosing:
		w = cal.Dosing
	case nowWalkIn, factWalkIn:
		w = cal.WalkIn
	}
	if !hasHours(w) || name == nowDosing && t.plainHours() {
		return "", false
	}
	if name == factWalkIn {
		return t.hoursNow(name, cal.HoursText(w, t.s.Lang)), true
	}
	return cal.NowText(w, t.now, t.s.Lang), true
}

// plainHours reports whether only the desk's hours may be told.
func (t *turn) plainHours() bool { return t.s.Discreet || !t.consented(bot.PurposeConversation) }

func hasHours(w schedule.Week) bool {
	return slices.ContainsFunc(w[:], func(day []schedule.Span) bool { return len(day) > 0 })
}

// hoursNow adds the closures of the coming week to a week's hours.
func (t *turn) hoursNow(name, hours string) string {
	cal := t.w.Clinic.Calendar
	if cal == nil || name != factDesk && name != factDosing && name != factWalkIn {
		return hours
	}
	w := cal.Desk
	switch name {
	case factDosing:
		w = cal.Dosing
	case factWalkIn:
		w = cal.WalkIn
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

// otherHours are words of hours that are those of no visit that can be booked.
var otherHours = words("dose doses dosing dosis dosificacion walkin walkins")

// asksOtherHours answers a question about dosing or walking in on a day while
// openings are shown: the openings of that day would look like those hours.
func (t *turn) asksOtherHours() bool {
	said := text.Words(t.text)
	walksIn := slices.ContainsFunc(said, func(w string) bool { return strings.HasPrefix(w, "walk") }) && slices.Contains(said, "in") || slices.Contains(said, "ins")
	if !walksIn && !slices.ContainsFunc(said, func(w string) bool { return otherHours[w] }) {
		return false
	}
	topic, sure := t.asks()
	if !sure || !saysHours(topic) && topic.Name != "walk_in" {
		return false
	}
	t.answerTopic(topic)
	t.askAgain()
	return true
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
	if asksClosing(words) {
		return cal.Date(t.now)
	}
	return ""
}

// asksClosing reports whether a question about hours is about the end of this day:
// "what time do you close", "am i too late to dose".
func asksClosing(words []string) bool {
	has := func(some ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(some, w) })
	}
	if has("lunch", "holiday", "holidays", "weekend", "weekends", "snow", "storm", "early", "days", "night", "nights", "feriados", "mediodia", "dias", "noche",
		"sundays", "saturdays", "mondays", "fridays", "domingos", "sabados") {
		return false
	}
	return has("close", "closes", "closing", "shut", "still", "cierran", "cierra", "sierran", "cerrar", "todavia", "alcanzo") ||
		has("late", "latest") && has("how", "too", "open", "what", "whats") || has("hasta") && has("hora")
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
	if date == cal.Date(t.now) {
		t.answerNow()
		return true
	}
	desk, deskOpen := cal.DayHours(cal.Desk, date, t.s.Lang)
	dosing, dosingOpen := cal.DayHours(cal.Dosing, date, t.s.Lang)
	private := t.plainHours() || t.w.Clinic.Facts[factDosing] == nil
	values := []string{"day", upperFirst(cal.DayText(date, t.now, t.s.Lang)), "desk that day", desk, "dosing that day", dosing}
	switch {
	case private, !deskOpen && !dosingOpen:
		t.phrase(bot.PhraseHoursDayPlain, values...)
	default:
		t.phrase(bot.PhraseHoursDay, values...)
	}
	if opens := cal.OpensAfter(cal.Desk, date); deskOpen {
		t.parts[len(t.parts)-1] += " " + t.say(bot.PhraseHoursMayChange)
	} else if !opens.IsZero() {
		t.parts[len(t.parts)-1] += " " + t.say(bot.PhraseHoursOpens, "opens", t.at(opens))
	}
	return true
}

// answerNow says what holds now.
func (t *turn) answerNow() {
	if _, ok := t.nowText(nowDosing); ok {
		t.phrase(bot.PhraseHoursNow)
		return
	}
	t.phrase(bot.PhraseHoursNowPlain)
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
