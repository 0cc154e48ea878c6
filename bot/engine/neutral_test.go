package engine_test

import (
	"regexp"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

// Whatever goes out while the person is not waiting on the line is said in phrases
// that the checker keeps neutral, and holds no line of a script.
func TestWhatNobodyAskedForIsNeutral(t *testing.T) {
	named := *program.Script
	named.Phrases = map[string]bot.Text{}
	for _, name := range bot.Phrases() {
		named.Phrases[name] = bot.Text{bot.English: "<" + name + ">", bot.Spanish: "<" + name + ">"}
	}
	w := world()
	w.Program = engine.Compile(&named)
	said := map[string]bool{}
	look := func(from, text string) {
		t.Helper()
		if rest := regexp.MustCompile(`<\w+>\s*`).ReplaceAllString(text, ""); rest != "" {
			t.Errorf("%s: says %q besides", from, rest)
		}
		for _, m := range regexp.MustCompile(`<(\w+)>`).FindAllStringSubmatch(text, -1) {
			if said[m[1]] = true; !bot.Neutral(m[1]) {
				t.Errorf("%s: the phrase %s is not kept neutral", from, m[1])
			}
		}
	}
	for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
		asked := after(t, intake[:4]...)
		asked.Lang = lang
		nudge := engine.Advance(w, asked, bot.Input{ID: "w", Kind: bot.WakeUp, From: them, To: line}, asked.WakeAt)
		look("nudge", nudge.Reply)

		s := after(t, booked...)
		s.Lang = lang
		reminder := engine.Advance(w, s, bot.Input{ID: "r", Kind: bot.WakeUp, From: them, To: line, Wake: bot.Wake{Key: string(s.Visits[0].ID) + ":0"}},
			s.Visits[0].Start.Add(-20*time.Hour).Truncate(24*time.Hour).Add(21*time.Hour)) // noon in Anchorage
		look("reminder", reminder.Reply)

		for _, later := range []time.Duration{2 * time.Hour, 30 * time.Hour} {
			at := asked.LastIn.Add(later)
			took := engine.Own(w, asked, "c", bot.Staff{ID: "ana", Role: "nurse"}, at).Reply
			look("took", took)
			for _, staff := range []bot.StaffNow{{DeskOpen: true}, {OnCall: true, DeskNext: at.Add(time.Hour)}, {DeskNext: at.Add(time.Hour)}, {}} {
				w := w
				w.Staff = staff
				letGo := engine.LetGo(w, asked, bot.LevelSameDay, at).Reply
				look("let go", letGo)
			}
			look("release", engine.Release(w, asked, at).Reply)
		}
	}
	for _, name := range []string{bot.PhraseNudge, bot.PhraseReminder, bot.PhraseStaffTook, bot.PhraseStaffDone, bot.PhraseStaffNow, bot.PhraseStaffOnCall, bot.PhraseStaffLater, bot.PhraseStaffUnknown} {
		if !said[name] {
			t.Errorf("%s was never said: the test proves nothing of it", name)
		}
	}
}
