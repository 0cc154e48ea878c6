package handoff

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
)

// The signs of a code: none that is taken for another (0O, 1I, 5S, 2Z, 8B).
const (
	codeLetters = "ACDEFGHJKLMNPQRTUVWXY"
	codeDigits  = "34679"
	codeSigns   = codeLetters + codeDigits
)

// Code is the name of a case that staff see and text back: 4 signs, the same
// for the same id, never a word (its second sign is a digit). There are some
// 71,000; if an open case has it already, take Code(id + "+").
func Code(id bot.CaseID) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	n := h.Sum64()
	n ^= n >> 33
	n *= 0xff51afd7ed558ccd // mixes the last characters of the id into every sign
	n ^= n >> 33
	pick := func(from string) byte {
		c := from[n%uint64(len(from))]
		n /= uint64(len(from))
		return c
	}
	return string([]byte{pick(codeLetters), pick(codeDigits), pick(codeSigns), pick(codeSigns)})
}

// isCode reports whether upper-case s has the form of a code.
func isCode(s string) bool {
	return len(s) == 4 && strings.IndexByte(codeLetters, s[0]) >= 0 && strings.IndexByte(codeDigits, s[1]) >= 0 &&
		strings.IndexByte(codeSigns, s[2]) >= 0 && strings.IndexByte(codeSigns, s[3]) >= 0
}

// AlertText is the text that tells staff of a case. It holds code, level, time
// and what to reply, and nothing of the person or the clinic: a lock screen may
// show it to anyone. To nobody (a channel) it says where to text.
func AlertText(c bot.Case, s bot.Staff, now time.Time) string {
	fresh := ""
	if c.Rose.Equal(now) { // it must not look like the routine question
		fresh = " NEW,"
	}
	is := fmt.Sprintf("Alert %s,%s level %d, waiting %s", c.Code, fresh, c.Level, Waited(now.Sub(c.Opened)))
	switch {
	case s.ID == "" && c.Owner == "": // a channel, where nothing can be replied
		return fmt.Sprintf("%s. Nobody has it yet: text %s to the clinic's line to take it.", is, c.Code)
	case s.ID == "":
		return is + "."
	case c.Owner != s.ID || c.Status != bot.CaseClaimed:
		return fmt.Sprintf("%s. Reply %[2]s or 1 to take it, DONE %[2]s when finished.", is, c.Code)
	case fresh != "":
		return fmt.Sprintf("%s. Reply %[2]s to keep it, PASS %[2]s to hand it on.", is, c.Code)
	}
	return fmt.Sprintf("%s: still yours? Reply %[2]s to keep it, PASS %[2]s to hand it on, DONE %[2]s when finished.", is, c.Code)
}

// Waited says a time waited, rounded down, as staff read it everywhere.
func Waited(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Minute:
		return "0 min"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	default:
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
}

// StaffCommand is what a member of staff wants by text.
type StaffCommand string

const (
	StaffTake    StaffCommand = "take"
	StaffDone    StaffCommand = "done"
	StaffPass    StaffCommand = "pass"
	StaffWho     StaffCommand = "who"
	StaffList    StaffCommand = "list"
	StaffHelp    StaffCommand = "help"
	StaffUnknown StaffCommand = ""
)

// staffWords are the ways to write a command. "help", "stop" and "cancel" are
// not among them: carriers answer those themselves.
var staffWords = map[string]StaffCommand{
	"1": StaffTake, "TAKE": StaffTake, "MINE": StaffTake, "CLAIM": StaffTake, "TOMO": StaffTake,
	"DONE": StaffDone, "CLOSE": StaffDone, "CLOSED": StaffDone, "FINISHED": StaffDone, "LISTO": StaffDone, "HECHO": StaffDone,
	"PASS": StaffPass, "RELEASE": StaffPass, "PASO": StaffPass,
	"WHO": StaffWho, "QUIEN": StaffWho,
	"LIST": StaffList, "OPEN": StaffList, "LISTA": StaffList,
	"?": StaffHelp, "COMMANDS": StaffHelp,
}

// staffPolite say nothing beside a command or a code, and staffSelf only beside a
// code or when a case is taken: "im done" may be the end of a shift.
var (
	staffPolite = words("IT ? OK OKAY K PLEASE PLS PLZ THANKS THX TY HI HEY YES YEP AND Y SI POR FAVOR GRACIAS LO LA YO")
	staffSelf   = words("I IM ILL IVE I'M M LL VE GOT HAVE WILL GET ON")
	staffTakes  = words("I_GOT_IT I_GOT_THIS IVE_GOT_IT I_VE_GOT_IT I_HAVE_IT ILL_TAKE_IT I_LL_TAKE_IT ILL_GET_IT I_LL_GET_IT ON_IT IM_ON_IT I_M_ON_IT YO_LO_TOMO")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// ReadStaffText reads a text of a member of staff: "1", "take", "take a7k2",
// "A7K2 please", "done a7k2 m3fd", "pass", "who", "list", "?", "i got it". The
// codes are in capitals, none if none was written; several need a command. Anything
// else is [StaffUnknown]: no other word is guessed at, because a wrong guess could
// close somebody's crisis.
func ReadStaffText(s string) (cmd StaffCommand, codes []string) {
	said := strings.FieldsFunc(strings.ToUpper(strings.ReplaceAll(s, "\u2019", "'")), func(r rune) bool {
		return strings.ContainsRune(" \t\r\n.,;:!\"'()#-", r)
	})
	self := false
	for _, w := range said {
		if len(w) > 1 {
			w = strings.TrimRight(w, "?")
		}
		c, known := staffWords[w]
		switch {
		case known && cmd == StaffUnknown:
			cmd = c
		case !known && isCode(w) && !slices.Contains(codes, w):
			codes = append(codes, w)
		case !known && staffSelf[w]:
			self = true
		case w == "?" || !known && staffPolite[w] || isCode(w):
		default:
			return StaffUnknown, nil
		}
	}
	switch {
	case cmd == StaffUnknown && len(codes) == 1, cmd == StaffUnknown && self && isTaking(said):
		cmd = StaffTake
	case cmd == StaffUnknown, self && len(codes) == 0 && cmd != StaffTake:
		return StaffUnknown, nil
	}
	return cmd, codes
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
