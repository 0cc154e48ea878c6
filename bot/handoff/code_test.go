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
		read := handoff.ReadStaffText(in, nil)
		if got := string(read.Cmd) + " " + strings.Join(read.Codes, " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// What may follow a command, and what is not guessed at.
func TestReadStaffOrders(t *testing.T) {
	names := map[string]string{"BEN": "ben", "SUE": "sue"}
	for in, want := range map[string]string{
		"done a7k3 reached": "done A7K3 reached", "DONE A7K3 no answer": "done A7K3 no_answer", "done no answer a7k3": "done A7K3 no_answer",
		"done a7k3 - false alarm": "done A7K3 false_alarm", "listo a7k3 no contesta": "done A7K3 no_answer", "done booked": "done  booked", "close a7k3 referred, thanks": "done A7K3 referred",
		"done a7k3 no": "", "done a7k3 false": "", "reached a7k3": "", "a7k3 reached": "", "done a7k3 reached booked": "", "done a7k3 not reached": "",
		"pass a7k3 ben": "pass A7K3 ben", "pass to sue a7k3": "pass A7K3 sue", "pass ben": "pass  ben", "pass a7k3 bob": "", "pass a7k3 ben sue": "", "ben": "", "done a7k3 ben": "",
		"snooze a7k3 30 min": "snooze A7K3 30m0s", "snooze a7k3 45": "snooze A7K3 45m0s", "wait": "snooze ", "WAIT A7K3": "snooze A7K3", "snooze a7k3 for 2h": "snooze A7K3 2h0m0s",
		"snooze 1 hour a7k3": "snooze A7K3 1h0m0s", "snooze a7k3 0": "", "snooze a7k3 9999": "", "wait what": "", "espero a7k3 2 horas": "snooze A7K3 2h0m0s",
		"who a7k3": "who A7K3", "a7k3: hi, this is the clinic": "say A7K3 hi, this is the clinic", "SAY a7k3 can you come at 9?": "say A7K3 can you come at 9?",
		"say a7k3 done": "say A7K3 done", "a7k3: done": "done A7K3", "A7K3: ok": "take A7K3 ok", "a7k3: pass": "pass A7K3", "say hi": "", "hello: there": "", "A7K3:": "take A7K3",
		"a7k3: line one\nline two": "say A7K3 line one\nline two",
	} {
		read := handoff.ReadStaffText(in, names)
		got := strings.TrimRight(string(read.Cmd)+" "+strings.Join(read.Codes, " ")+" "+string(read.Outcome)+read.To, " ")
		if read.For > 0 {
			got += " " + read.For.String()
		}
		if read.Words != "" {
			got += " " + read.Words.Text()
		}
		if strings.TrimSpace(got) != strings.TrimSpace(want) {
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
		if got := handoff.ReadStaffText(strings.ToLower(code), nil); got.Cmd != handoff.StaffTake || len(got.Codes) != 1 || got.Codes[0] != code {
			t.Fatalf("%q reads back as %+v", code, got)
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
