package console

import (
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/text"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// shownHeld shows what came of a talk, as it would be on phones.
func (v *visit) shownHeld(t transcript.Talk, h Held, d *phoneData) {
	s := showing{v: v, d: d}
	last := -1
	for i, l := range t.Lines {
		at, done := h.At[i]
		if !done {
			break // the talk could not go on
		}
		s.cause(i, l, at, h.Got[i])
		last = i
	}
	if last < 0 {
		return
	}
	d.Now, d.Next = h.At[last], h.Next
	d.Stand = v.standLine(h.Stands[last])
	if n := len(d.Items); n > 0 {
		for _, it := range d.Items[s.fresh:] {
			if it.Kind == "us" {
				d.Announce = "They get: " + it.Text
			}
		}
	}
}

// showing goes through a talk in its order.
type showing struct {
	v     *visit
	d     *phoneData
	clock time.Time // last shown
	fresh int       // where what came of the last line begins
}

// cause shows what happened, and what came of it.
func (s *showing) cause(i int, l transcript.Line, at time.Time, events []transcript.Event) {
	s.fresh = len(s.d.Items)
	switch l.Word {
	case "at", "wait":
	case "again":
		s.note(at, "The same text arrives a second time, as carriers deliver it when they saw no answer.")
		if len(events) == 1 && strings.HasPrefix(events[0].Kind, "us") {
			s.note(at, "Answered with the same words. Nothing was done twice.")
			return
		}
		if len(events) == 0 {
			s.note(at, "Nothing was said or done twice.")
			return
		}
	case "given":
		s.note(at, "From here on: "+l.Text+".")
	case "lang":
		s.note(at, "They speak "+flows.LanguageName(bot.Lang(l.Text))+".")
	case "staff":
		who, words := "", l.Text
		if name, rest, ok := strings.Cut(l.Text, ": "); ok && !strings.Contains(name, " ") {
			who, words = s.v.staffCalled(name), rest
		}
		s.d.Alerts = append(s.d.Alerts, phoneAlert{Kind: "staff", Who: who, Text: words, At: at})
	case "office", "console":
		s.note(at, "Staff: "+l.Text+".")
	default:
		s.time(at)
		s.d.Items = append(s.d.Items, phoneItem{Kind: "them", Who: other(l.Word, "them"), Text: l.Text, At: at, Line: i})
	}
	for _, e := range events {
		s.event(e)
	}
	if l.Word == "at" || l.Word == "wait" {
		s.time(at)
	}
}

// other is the name of a second person, "" for the first.
func other(word, first string) string {
	if word == first {
		return ""
	}
	return "person " + strings.TrimLeft(word, "themus")
}

// time shows the clock where it has gone on.
func (s *showing) time(at time.Time) {
	if at.Sub(s.clock) >= time.Minute {
		s.d.Items = append(s.d.Items, phoneItem{Kind: "time", At: at})
		s.clock = at
	}
}

func (s *showing) note(at time.Time, say string) {
	s.time(at)
	s.d.Items = append(s.d.Items, phoneItem{Kind: "note", Text: say, At: at})
}

// event shows one thing that came.
func (s *showing) event(e transcript.Event) {
	switch e.Kind {
	case "alert", "desk":
		s.desk(e.Kind, e)
	case "fails":
		if strings.HasPrefix(e.Text, "us") {
			s.note(e.At, "A text to them does not go out: the carrier is failing. It is tried again.")
			return
		}
		s.desk("fails", e)
	case "case":
		s.note(e.At, s.v.caseWords(e.Text))
	case "holds":
		s.note(e.At, "Held for them: "+s.v.visitWords(e.Text)+".")
	case "books":
		s.note(e.At, "Booked: "+s.v.visitWords(e.Text)+".")
	case "moves":
		s.note(e.At, "Moved to: "+s.v.visitWords(e.Text)+".")
	case "release":
		s.note(e.At, "In mid-conversation, "+e.Text+".")
	case "cancels":
		s.note(e.At, "Given up: "+s.v.visitWords(e.Text)+".")
	default:
		s.time(e.At)
		s.d.Items = append(s.d.Items, phoneItem{Kind: "us", Who: other(e.Kind, "us"), Text: e.Text, At: e.At, Parts: partsLine(e.Text)})
	}
}

// desk shows something on the phones of staff.
func (s *showing) desk(kind string, e transcript.Event) {
	who, words, _ := strings.Cut(e.Text, ": ")
	name, call := strings.CutSuffix(who, " (call)")
	s.d.Alerts = append(s.d.Alerts, phoneAlert{Kind: kind, Who: s.v.staffCalled(name), Call: call, Text: words, At: e.At})
}

// staffCalled is a member of staff by name.
func (v *visit) staffCalled(id string) string {
	if v.c.o.Staff != nil {
		for _, s := range v.c.o.Staff() {
			if s.ID == id {
				return s.Name
			}
		}
	}
	return id
}

// caseWords is what became of a case, as a talk has it, in words.
func (v *visit) caseWords(is string) string {
	var level int
	state, rest, _ := strings.Cut(is, " level ")
	if _, err := fmt.Sscanf(rest, "%d", &level); err != nil {
		return "Case: " + is + "."
	}
	_, about, _ := strings.Cut(rest, ": ")
	by := ""
	if _, after, ok := strings.Cut(rest, " by "); ok && about == "" {
		by = after
	}
	when := strings.ToLower(levelOf(bot.Level(level)))
	switch state {
	case "open":
		return fmt.Sprintf("A case for staff (%s): %s.", when, about)
	case "claimed":
		return v.staffCalled(by) + " takes the case."
	case "closed":
		return "The case is closed by " + v.staffCalled(by) + "."
	}
	return "Case: " + is + "."
}

// visitWords is a kind and a time, as a talk has them.
func (v *visit) visitWords(what string) string {
	kind, when, _ := strings.Cut(what, " ")
	return strings.ToLower(v.c.kind(kind)) + ", " + when
}

// partsLine says how many texts something takes, and why it is more than it seems.
func partsLine(s string) string {
	enc, n := text.Segments(s)
	say := plural(n, "text")
	if enc == text.UCS2 {
		say += ", for the sign " + string(text.NotGSM7(s))
	}
	return say
}

// standLine says where they stand in the script.
func (v *visit) standLine(st Stand) standLine {
	l := standLine{Flow: st.Flow, Step: st.Step, File: st.Source.File, Line: st.Source.Line}
	switch {
	case st.OptedOut:
		l.Say = "They want no more texts. Only START, or danger, is answered."
	case st.Danger:
		l.Say = "Somebody may be in danger: the scripts rest until a member of staff lets go."
	case st.Staff:
		l.Say = "A member of staff has the talk: the scripts rest."
	case st.Step == "":
		l.Say = "No question waits. Whatever they text begins anew."
	case l.File == "":
		l.Say = "It waits for an answer to a question of the program itself."
	default:
		l.Say = "It waits for an answer at"
		if v.may(account.SeeScripts) && v.c.has(scriptsPath+"/edit/{file}") {
			l.Path = editAt(l.File, l.Line)
		}
	}
	if st.Shared {
		l.Marks = append(l.Marks, "shared phone")
	}
	return l
}
