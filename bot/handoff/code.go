package handoff

import (
	"fmt"
	"hash/fnv"
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
