package inbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/inbox"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
)

// publish makes other scripts live, with what the clinic wants for those in the middle of
// a talk.
func (d *desk) publish(mode bot.MoveMode, file, old, text string) *bot.Script {
	d.t.Helper()
	files, err := flows.Files(clinic.FS)
	if err != nil {
		d.t.Fatal(err)
	}
	if !strings.Contains(files[file], old) {
		d.t.Fatalf("%s does not say %q", file, old)
	}
	files[file] = strings.Replace(files[file], old, text, 1)
	s, problems := flows.Parse(files)
	if flows.Blocks(problems) {
		d.t.Fatal(problems)
	}
	d.scripts.all[s.Version], d.scripts.now = s, s
	d.Ways = func(version string, _ time.Time) []inbox.Way {
		m := release.Moves(d.scripts.all[version], s)
		switch mode {
		case bot.MoveSafe:
			return []inbox.Way{{To: s, Mode: mode, Take: m.Move}}
		case bot.MoveRestart:
			return []inbox.Way{{To: s, Mode: mode, Take: m.Restart}}
		case bot.MoveFinish:
		}
		return nil
	}
	return s
}

// intake is a talk that has come to the question about the phone.
func (d *desk) atPhone(who bot.Phone) {
	d.t.Helper()
	d.says(who, "hi")
	d.says(who, "1")
	d.wants(d.says(who, "1"), "only yours")
}

func (d *desk) version(who bot.Phone) string { return d.loaded(who).Session.At.Version }

// Somebody is at the question about the phone when the next one gets other words. They
// go on with the new words, and answer what they read on their phone.
func TestATalkGoesOnInNewerScripts(t *testing.T) {
	d := open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	now := d.publish(bot.MoveSafe, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
	d.wants(d.says(stranger(1), "only mine"), "Whom would the visit be for?")
	if got := d.version(stranger(1)); got != now.Version {
		t.Errorf("the talk is on %s, not on the new %s", got, now.Version)
	}
	d.wants(d.says(stranger(1), "back"), "only yours")
	d.counts(map[string]int{"moved:safe": 1})
}

// The question that waits has an answer more: what they send is not read by it.
func TestATalkThatCannotMoveFinishesWhereItBegan(t *testing.T) {
	d := open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	d.publish(bot.MoveSafe, "intake.flow", "    2 shared  en:", "    3 work  en: at work\n    2 shared  en:")
	d.wants(d.says(stranger(1), "3"), "number")
	if got := d.version(stranger(1)); got != script.Version {
		t.Errorf("moved to %s", got)
	}
	// Behind it the way is free.
	d.wants(d.says(stranger(1), "1"), "visit be for")
	d.says(stranger(1), "1")
	if got := d.version(stranger(1)); got == script.Version {
		t.Error("still on the version it began on, though nothing speaks against the new one")
	}
}

// Where the clinic wants all to finish, all do.
func TestATalkFinishesOnItsVersion(t *testing.T) {
	d := open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	d.publish(bot.MoveFinish, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
	d.wants(d.says(stranger(1), "1"), "Who would the visit be for?")
}

// A restart is told in one sentence. Whoever asks something else at that moment is
// answered, and what is booked stays.
func TestATalkBeginsAnewAndIsTold(t *testing.T) {
	d := open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	now := d.publish(bot.MoveRestart, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
	got := d.says(stranger(1), "1")
	d.wants(got, "Our questions have changed, so we begin again.", "How can we help?")
	if strings.Count(got, "Our questions") != 1 || d.version(stranger(1)) != now.Version {
		t.Errorf("on %s: %q", d.version(stranger(1)), got)
	}
	if got := d.says(stranger(1), "1"); strings.Contains(got, "Our questions") {
		t.Errorf("told twice: %q", got)
	}
	s := d.loaded(stranger(1)).Session
	if s.Kept["texting"] != "yes" || !slices.ContainsFunc(s.Consents, func(c bot.Consent) bool { return c.Withdrawn.IsZero() }) {
		t.Errorf("what they agreed to is gone: %v, %v", s.Kept, s.Consents)
	}
	d.counts(map[string]int{"moved:restart": 1})
}

// A wish for a person is one, whatever becomes of the talk.
func TestARestartDoesNotSwallowAWishForAPerson(t *testing.T) {
	d := open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	d.publish(bot.MoveRestart, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
	d.wants(d.says(stranger(1), "i want a person"), "Our questions have changed, so we begin again.", "I told our team.", "How can we help?")
	if got := d.only(); got.Person != d.Store.Person(stranger(1)) {
		t.Errorf("the case is of %s", got.Person)
	}
}

// Nor a question: it is answered, and they are told that the one they were at is gone.
// With the answer alone they would hear of it when they answer that one.
func TestARestartDoesNotSwallowAQuestion(t *testing.T) {
	d := open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	now := d.publish(bot.MoveRestart, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
	d.wants(d.says(stranger(1), "what are your hours"), "Our questions have changed, so we begin again.", "staff will tell you our hours", "How can we help?")
	if got := d.version(stranger(1)); got != now.Version {
		t.Errorf("the talk is on %s", got)
	}
}

// In danger nothing changes under anybody: not with the text that tells of it, and not
// while it is held. Nor while staff have the thread.
func TestNothingMovesInDangerOrUnderStaff(t *testing.T) {
	for _, mode := range []bot.MoveMode{bot.MoveSafe, bot.MoveRestart} {
		d := open(t, at(2, 10, 0))
		d.atPhone(stranger(1))
		d.publish(mode, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
		for _, body := range []string{"i want to die", "1", "hello?", "whatever"} {
			if got := d.says(stranger(1), body); strings.Contains(got, "questions have changed") {
				t.Errorf("%s: %q was answered %q", mode, body, got)
			}
			if got := d.loaded(stranger(1)).Session; got.At.Version != script.Version || got.At.Step != "phone" {
				t.Errorf("%s: after %q at %v of %s", mode, body, got.At.Place, got.At.Version)
			}
		}
		d = open(t, at(2, 10, 0))
		d.atPhone(stranger(1))
		d.publish(mode, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
		d.change(stranger(1), func(s *bot.Session) { s.OptedOut = d.now })
		d.says(stranger(1), "1")
		if got := d.loaded(stranger(1)).Session; got.At.Version == d.scripts.now.Version {
			t.Errorf("%s: moved while they want no texts", mode)
		}
	}
}

// Silence is met by the newer script where that is safe, and nobody begins anew because
// of it.
func TestSilenceMovesNobodyToTheStart(t *testing.T) {
	d := open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	d.publish(bot.MoveRestart, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
	d.passes(3 * time.Hour)
	if got := d.heard(stranger(1)); strings.Contains(got, "questions have changed") || d.version(stranger(1)) != script.Version {
		t.Errorf("silence was answered %q", got)
	}
	d = open(t, at(2, 10, 0))
	d.atPhone(stranger(1))
	now := d.publish(bot.MoveSafe, "intake.flow", "Who would the visit be for?", "Whom would the visit be for?")
	d.passes(3 * time.Hour)
	if got := d.version(stranger(1)); got != now.Version {
		t.Error("silence did not take them along")
	}
	d.wants(d.says(stranger(1), "1"), "Whom would the visit be for?")
}
