package handoff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
	"nightdesk/bot/text"
)

func TestReadStaffText(t *testing.T) {
	for in, want := range map[string]string{
		"1": "take ", " 1. ": "take ", "take": "take ", "Take a7k3": "take A7K3", "a7k3": "take A7K3", "A7K3!": "take A7K3",
		"take it": "take ", "Done A7K3": "done A7K3", "a7k3 done": "done A7K3", "done": "done ", "CLOSE a7k3.": "done A7K3",
		"pass": "pass ", "pass a7k3": "pass A7K3", "who": "who ", "who has a7k3": " ", "who A7K3?": "who A7K3", "list": "list ",
		"?": "help ", "": " ", "ok thanks": " ", "A7K3 A7K4": " ", "done pass": " ", "is she done?": " ", "12": " ", "stop": " ", "hecho a7k3": "done A7K3",
		"ok 1": "take ", "1 ok": "take ", "i got it": "take ", "I’ve got it, thanks": "take ", "ok ill take it": "take ", "on it": "take ", "yo lo tomo": "take ", "lo tomo": "take ",
		"A7K3 please": "take A7K3", "i got a7k3": "take A7K3", "im on a7k3": "take A7K3", "ok done": "done ", "done a7k3 thanks": "done A7K3", "i will pass a7k3": "pass A7K3",
		"DONE A7K3 L63U": "done A7K3 L63U", "done a7k3 and l63u please": "done A7K3 L63U", "take a7k3 a7k3": "take A7K3",
		"im done": " ", "got it": " ", "ok": " ", "please": " ", "i have it not": " ", "a7k3 1": "take A7K3", "not done": " ", "i have": " ", "dont pass a7k3": " ",
	} {
		cmd, codes := handoff.ReadStaffText(in)
		if got := string(cmd) + " " + strings.Join(codes, " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCode(t *testing.T) {
	seen := map[string]int{}
	for n := range 20000 {
		code := handoff.Code(bot.CaseID(fmt.Sprintf("case-%d", n)))
		seen[code]++
		if len(code) != 4 || strings.ContainsAny(code, "0O1I5S2Z8B") {
			t.Fatalf("code %q", code)
		}
		if cmd, got := handoff.ReadStaffText(strings.ToLower(code)); cmd != handoff.StaffTake || len(got) != 1 || got[0] != code {
			t.Fatalf("%q reads back as %q %q", code, cmd, got)
		}
	}
	// 20,000 of 70,980 codes drawn at random fill about 17,400.
	if len(seen) < 17000 {
		t.Errorf("only %d different codes", len(seen))
	}
}

func TestAlertText(t *testing.T) {
	c := bot.Case{Code: "A7K3", Level: 1, Status: bot.CaseOpen, Opened: night, Person: "secret-person", Rose: night.Add(40 * time.Minute),
		Reasons: []string{"secret reason"}, Labels: []string{"overdose_now"}}
	for _, tc := range []struct {
		name  string
		owner string
		after time.Duration
		want  string
	}{
		{"risen", "", 40 * time.Minute, "Alert A7K3, NEW, level 1, waiting 40 min. Reply A7K3 or 1 to take it, DONE A7K3 when finished."},
		{"risen, owner", "ana", 40 * time.Minute, "Alert A7K3, NEW, level 1, waiting 40 min. Reply A7K3 to keep it, PASS A7K3 to hand it on."},
		{"new", "", 20 * time.Second, "Alert A7K3, level 1, waiting 0 min. Reply A7K3 or 1 to take it, DONE A7K3 when finished."},
		{"minutes", "", 3 * time.Minute, "Alert A7K3, level 1, waiting 3 min. Reply A7K3 or 1 to take it, DONE A7K3 when finished."},
		{"hours", "", 150 * time.Minute, "Alert A7K3, level 1, waiting 2 h. Reply A7K3 or 1 to take it, DONE A7K3 when finished."},
		{"days", "", 99 * time.Hour, "Alert A7K3, level 1, waiting 4 days. Reply A7K3 or 1 to take it, DONE A7K3 when finished."},
		{"clock set back", "", -time.Hour, "Alert A7K3, level 1, waiting 0 min. Reply A7K3 or 1 to take it, DONE A7K3 when finished."},
		{"owner", "ana", time.Hour, "Alert A7K3, level 1, waiting 60 min: still yours? Reply A7K3 to keep it, PASS A7K3 to hand it on, DONE A7K3 when finished."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := c
			if c.Owner = tc.owner; c.Owner != "" {
				c.Status = bot.CaseClaimed
			}
			got := handoff.AlertText(c, bot.Staff{ID: "ana"}, night.Add(tc.after))
			if got != tc.want {
				t.Errorf("%s", got)
			}
			if e, n := text.Segments(got); e != "GSM-7" || n != 1 {
				t.Errorf("%s, %d segments", e, n)
			}
		})
	}
}
