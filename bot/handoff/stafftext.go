package handoff

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
)

// StaffCommand is what a member of staff wants by text.
type StaffCommand string

const (
	StaffTake    StaffCommand = "take"
	StaffDone    StaffCommand = "done"
	StaffPass    StaffCommand = "pass"
	StaffSnooze  StaffCommand = "snooze"
	StaffSay     StaffCommand = "say" // words for the person
	StaffWho     StaffCommand = "who"
	StaffList    StaffCommand = "list"
	StaffHelp    StaffCommand = "help"
	StaffUnknown StaffCommand = ""
)

// StaffText is a text of a member of staff, read.
type StaffText struct {
	Cmd   StaffCommand
	Codes []string // in capitals; none if none was written
	// Outcome is how a case ended (StaffDone), To whom it is passed (StaffPass) and
	// For how long it is put off (StaffSnooze); zero if they did not say.
	Outcome bot.Ending
	To      string
	For     time.Duration
	// Near is set if a text that can't be read begins like one that can.
	Near bool
	// Words follow a code and a colon, or SAY and a code, as they were written. A
	// command that they may also be ("A7K3: ok") is given as well.
	Words bot.Words
}

// staffWords are the ways to write a command. "help", "stop" and "cancel" are
// not among them: carriers answer those themselves.
var staffWords = map[string]StaffCommand{
	"1": StaffTake, "TAKE": StaffTake, "MINE": StaffTake, "CLAIM": StaffTake, "TOMO": StaffTake,
	"DONE": StaffDone, "CLOSE": StaffDone, "CLOSED": StaffDone, "FINISHED": StaffDone, "LISTO": StaffDone, "HECHO": StaffDone,
	"PASS": StaffPass, "RELEASE": StaffPass, "PASO": StaffPass,
	"SNOOZE": StaffSnooze, "WAIT": StaffSnooze, "ESPERO": StaffSnooze,
	"WHO": StaffWho, "QUIEN": StaffWho,
	"LIST": StaffList, "OPEN": StaffList, "LISTA": StaffList,
	"?": StaffHelp, "COMMANDS": StaffHelp,
}

// staffEndings are the ways to say how a case ended, beside a word that closes it.
// One is written as a word or two.
var staffEndings = map[string]bot.Ending{
	"REACHED": bot.EndedReached, "TALKED": bot.EndedReached, "HABLAMOS": bot.EndedReached,
	"BOOKED": bot.EndedBooked, "CITA": bot.EndedBooked,
	"REFERRED": bot.EndedReferred, "REFERIDO": bot.EndedReferred, "REFERIDA": bot.EndedReferred,
	"NO ANSWER": bot.EndedNoAnswer, "NOANSWER": bot.EndedNoAnswer, "NO_ANSWER": bot.EndedNoAnswer, "NO CONTESTA": bot.EndedNoAnswer,
	"FALSE ALARM": bot.EndedFalseAlarm, "FALSEALARM": bot.EndedFalseAlarm, "FALSE_ALARM": bot.EndedFalseAlarm, "FALSA ALARMA": bot.EndedFalseAlarm,
}

// staffPolite say nothing beside a command or a code, and staffSelf only beside a
// code or when a case is taken: "im done" may be the end of a shift.
var (
	staffPolite = words("IT ? OK OKAY K PLEASE PLS PLZ THANKS THX TY HI HEY YES YEP AND Y SI POR FAVOR GRACIAS LO LA YO")
	staffSelf   = words("I IM ILL IVE I'M M LL VE GOT HAVE WILL GET ON")
	staffTakes  = words("I_GOT_IT I_GOT_THIS IVE_GOT_IT I_VE_GOT_IT I_HAVE_IT ILL_TAKE_IT I_LL_TAKE_IT ILL_GET_IT I_LL_GET_IT ON_IT IM_ON_IT I_M_ON_IT YO_LO_TOMO")
	staffTo     = words("TO A FOR POR")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// staffSays are words for a person: a code and a colon, or SAY and a code.
var staffSays = regexp.MustCompile(`(?is)^\s*(?:(?:say|tell|dile)\s+([a-z0-9]{4})\s*[:,]?|([a-z0-9]{4})\s*:)\s*(\S.*)$`)

// ReadStaffText reads a text of a member of staff: "1", "take", "take a7k2",
// "A7K2 please", "done a7k2 m3fd", "done a7k2 no answer", "pass a7k2 ben", "snooze
// a7k2 30 min", "who a7k2", "list", "?", "i got it". names tells who is meant by a
// word in capitals after PASS. Several codes need a command. Anything else is
// [StaffUnknown]: no other word is guessed at, because a wrong guess could close
// somebody's crisis.
func ReadStaffText(s string, names map[string]string) StaffText {
	said := strings.FieldsFunc(strings.ToUpper(strings.ReplaceAll(s, "\u2019", "'")), func(r rune) bool {
		return strings.ContainsRune(" \t\r\n.,;:!\"'()#-", r)
	})
	t := readCommand(said, names)
	t.Near = t.Cmd == StaffUnknown && len(said) > 1 && (staffWords[said[0]] != StaffUnknown && said[0] != "1" || isCode(said[0]))
	m := staffSays.FindStringSubmatch(s)
	if m == nil {
		return t
	}
	code := strings.ToUpper(m[1] + m[2])
	switch {
	case !isCode(code), staffWords[code] != StaffUnknown:
	case t.Cmd == StaffUnknown, m[1] != "":
		return StaffText{Cmd: StaffSay, Codes: []string{code}, Words: bot.Words(strings.TrimSpace(m[3]))}
	case t.Cmd == StaffTake:
		t.Words = bot.Words(strings.TrimSpace(m[3]))
	}
	return t
}

// readCommand reads the words of a text, in capitals.
func readCommand(said []string, names map[string]string) (t StaffText) {
	all := said
	self := false
	for len(said) > 0 {
		n, ok := t.detail(said, names)
		if ok {
			said = said[n:]
			continue
		}
		w := said[0]
		if len(w) > 1 {
			w = strings.TrimRight(w, "?")
		}
		c, known := staffWords[w]
		switch {
		case known && t.Cmd == StaffUnknown:
			t.Cmd = c
		case !known && isCode(w) && !slices.Contains(t.Codes, w):
			t.Codes = append(t.Codes, w)
		case !known && staffSelf[w]:
			self = true
		case w == "?" || !known && staffPolite[w] || isCode(w):
		default:
			return StaffText{}
		}
		said = said[1:]
	}
	switch {
	case t.Cmd == StaffUnknown && len(t.Codes) == 1, t.Cmd == StaffUnknown && self && isTaking(all):
		t.Cmd = StaffTake
	case t.Cmd == StaffUnknown, self && len(t.Codes) == 0 && t.Cmd != StaffTake:
		return StaffText{}
	}
	return t
}

// detail reads what a command may be followed by, once, and says how many words that
// took.
func (t *StaffText) detail(said []string, names map[string]string) (n int, ok bool) {
	switch {
	case t.Cmd == StaffDone && t.Outcome == "":
		if len(said) > 1 {
			if t.Outcome, ok = staffEndings[said[0]+" "+said[1]]; ok {
				return 2, true
			}
		}
		t.Outcome, ok = staffEndings[said[0]]
		return 1, ok
	case t.Cmd == StaffPass && t.To == "":
		if staffTo[said[0]] && len(said) > 1 {
			if t.To, ok = names[said[1]]; ok {
				return 2, true
			}
		}
		t.To, ok = names[said[0]]
		return 1, ok
	case t.Cmd == StaffSnooze && t.For == 0:
		t.For, n = readFor(said)
		return n, n > 0
	}
	return 0, false
}

var forWord = regexp.MustCompile(`^([0-9]{1,3})(M|MIN|MINS|MINUTE|MINUTES|MINUTOS|H|HR|HRS|HOUR|HOURS|HORA|HORAS)?$`)

// readFor reads how long a case is put off: "30", "30 min", "2h". A bare number
// is minutes. n is how many words that took, 0 if it is none.
func readFor(said []string) (d time.Duration, n int) {
	if staffTo[said[0]] && len(said) > 1 {
		if d, n = readFor(said[1:]); n > 0 {
			return d, n + 1
		}
		return 0, 0
	}
	m := forWord.FindStringSubmatch(said[0])
	if m == nil {
		return 0, 0
	}
	unit, n := m[2], 1
	if unit == "" && len(said) > 1 {
		if next := forWord.FindStringSubmatch("1" + said[1]); next != nil && next[2] != "" && next[1] == "1" {
			unit, n = next[2], 2
		}
	}
	count, err := strconv.Atoi(m[1])
	if err != nil || count == 0 {
		return 0, 0
	}
	if strings.HasPrefix(unit, "H") {
		return time.Duration(count) * time.Hour, n
	}
	return time.Duration(count) * time.Minute, n
}

// isTaking reports whether words with neither command nor code take a case.
func isTaking(said []string) bool {
	for len(said) > 1 && said[0] != "YO" && said[0] != "ON" && staffPolite[said[0]] {
		said = said[1:]
	}
	for len(said) > 1 && said[len(said)-1] != "IT" && staffPolite[said[len(said)-1]] {
		said = said[:len(said)-1]
	}
	return staffTakes[strings.Join(said, "_")]
}
