package storetest

import (
	"fmt"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// counts are added once for each input, by the clinic's day, and not at all by what
// is refused.
func counts(s *suite) {
	commit := func(in bot.InputID, day string, version int64, want bot.CommitResult, words ...string) {
		s.Helper()
		c := s.turn(in, anna, version, int(version)+1)
		c.Counts, c.Day = words, day
		s.commit(c, want)
	}
	commit("SM1", "2026-11-23", 0, bot.Applied, "in:en", "segments", "segments", "shown:intake/who@3f8a")
	commit("SM1", "2026-11-23", 0, bot.Duplicate, "in:en")
	commit("SM2", "2026-11-23", 0, bot.Conflict, "in:en")
	commit("SM2", "2026-11-23", 1, bot.Applied, "in:en", "in:es", "segments")
	commit("SM3", "2026-11-25", 2, bot.Applied, "in:en", "+19075550187", "in:hola, soy Ana", "")
	commit("SM4", "", 3, bot.Applied)
	got, err := s.st.Counts(s.ctx, "2026-11-20", "2026-11-30")
	s.must(err)
	s.equal(got, map[string]map[string]int{
		"2026-11-23": {"in:en": 2, "in:es": 1, "segments": 3, "shown:intake/who@3f8a": 1},
		"2026-11-25": {"in:en": 1, "unnamed": 3},
	})
	got, err = s.st.Counts(s.ctx, "2026-11-24", "2026-11-24")
	s.must(err)
	s.equal(len(got), 0)
	if _, err := s.st.Counts(s.ctx, "yesterday", "2026-11-24"); err == nil {
		s.Error("a day that is none was read")
	}
}

// closedCases are found by when they were closed, until they are open again.
func closedCases(s *suite) {
	at := time.Now().Truncate(time.Hour) // of long ago nothing is kept
	write := func(in bot.InputID, id bot.CaseID, version int64, closed time.Time) {
		s.Helper()
		k := bot.Case{Format: bot.CaseFormat, ID: id, Person: s.st.Person(anna), Level: bot.LevelNow, Status: bot.CaseOpen, Opened: at.Add(-time.Hour), Closed: closed}
		if !closed.IsZero() {
			k.Status = bot.CaseClosed
		}
		s.commit(bot.Commit{Input: in, Actor: "desk", Note: "case", Cases: []bot.CaseWrite{{Case: k, Version: version}}}, bot.Applied)
	}
	want := func(from, to time.Time, ids ...bot.CaseID) {
		s.Helper()
		got, err := s.st.ClosedCases(s.ctx, from, to)
		s.must(err)
		var found []bot.CaseID
		for _, w := range got {
			found = append(found, w.Case.ID)
		}
		s.equal(found, ids)
	}
	for i, id := range []bot.CaseID{"k1", "k2", "k3"} {
		write(bot.InputID("o"+id), id, 0, time.Time{})
		write(bot.InputID("c"+id), id, 1, at.Add(time.Duration(3-i)*time.Minute))
	}
	want(at, at.Add(time.Hour), "k3", "k2", "k1")
	want(at.Add(2*time.Minute), at.Add(3*time.Minute), "k2")
	list := func(when string, of func() ([]bot.CaseWrite, error), ids ...bot.CaseID) {
		s.Helper()
		got, err := of()
		s.must(err)
		var found []bot.CaseID
		for _, w := range got {
			found = append(found, w.Case.ID)
		}
		if !slices.Equal(found, ids) {
			s.Errorf("%s: %v, want %v", when, found, ids)
		}
	}
	byPerson := func(p bot.PersonID, since time.Time, most int) func() ([]bot.CaseWrite, error) {
		return func() ([]bot.CaseWrite, error) { return s.st.ClosedOf(s.ctx, p, since, most) }
	}
	byCode := func() ([]bot.CaseWrite, error) { return s.st.ClosedAs(s.ctx, "A7K2", at) }
	other := bot.Case{Format: bot.CaseFormat, ID: "k4", Person: s.st.Person(ben), Code: "A7K2", Status: bot.CaseClosed, Opened: at, Closed: at.Add(5 * time.Minute)}
	s.commit(bot.Commit{Input: "c4", Cases: []bot.CaseWrite{{Case: other}}}, bot.Applied)
	me := s.st.Person(anna)
	for _, when := range []string{"before old ones are listed", "after", "again"} {
		list(when, byPerson(me, at, 9), "k1", "k2", "k3")
		list(when, byPerson(me, at, 2), "k1", "k2")
		list(when, byPerson(me, at.Add(2*time.Minute), 9), "k1", "k2")
		list(when, byPerson(s.st.Person(ben), at, 9), "k4")
		list(when, byPerson("NOBODY", at, 9))
		list(when, byCode, "k4")
		s.must(s.st.NameClosed(s.ctx))
	}
	write("again", "k2", 2, time.Time{})
	want(at, at.Add(time.Hour), "k3", "k1", "k4")
	list("one is open again", byPerson(me, at, 9), "k1", "k3")
	write("and closed", "k2", 3, at.Add(10*time.Minute))
	list("and closed", byPerson(me, at, 9), "k2", "k1", "k3")
}

// caseHistory has an entry for each commit that wrote the case, and for none that was
// refused, as the audit log has.
func caseHistory(s *suite) {
	begun := time.Now().Add(-time.Second)
	k := bot.Case{ID: "kh", Person: s.st.Person(anna), Code: "A7K2", Level: bot.LevelSameDay, Status: bot.CaseOpen, Opened: begun, Reasons: []string{"asked for a person"}}
	alert := func(id bot.SendID, staff string) bot.Send {
		return bot.Send{ID: id, Class: bot.SendAlert, Case: k.ID, Staff: staff, To: ben, Body: "x", Due: time.Now()}
	}
	write := func(in bot.InputID, actor, note string, version int64, want bot.CommitResult, sends ...bot.Send) {
		s.Helper()
		s.commit(bot.Commit{Input: in, At: time.Now(), Actor: actor, Note: note, Cases: []bot.CaseWrite{{Case: k, Version: version}}, Sends: sends}, want)
	}
	write("h1", "person", "handoff", 0, bot.Applied, alert("a1", "ana"), alert("a1v", "ana"), alert("a2", ""), bot.Send{ID: "r", Class: bot.SendReply, Case: k.ID, To: ben, Body: "x", Due: time.Now()})
	k.Status, k.Owner, k.Named = bot.CaseClaimed, "zoe", "Zoe"
	write("h2", "zoe", "case_took", 1, bot.Applied)
	write("h2", "zoe", "case_took", 1, bot.Duplicate)
	write("h3", "ben", "case_took", 1, bot.Conflict)
	k.Status, k.Outcome, k.Closed = bot.CaseClosed, bot.EndedReached, time.Now()
	write("h4", "zoe", "case_closed", 2, bot.Applied)
	events, err := s.st.History(s.ctx, k.ID)
	s.must(err)
	var got []string
	for _, e := range events {
		got = append(got, fmt.Sprintf("%d %s %s %s %s %q", e.Version, e.Actor, e.Note, e.Status, e.Named, e.Alerted))
	}
	s.equal(got, []string{`1 person handoff open  ["ana" ""]`, `2 zoe case_took claimed Zoe []`, `3 zoe case_closed closed Zoe []`})
	var audited []string
	s.must(s.st.AuditBetween(s.ctx, begun, time.Now().Add(time.Minute), func(e store.AuditEntry) error {
		if slices.Contains(e.Cases, k.ID) {
			audited = append(audited, e.Actor+" "+e.Note)
		}
		return nil
	}))
	s.equal(audited, []string{"person handoff", "zoe case_took", "zoe case_closed"})
	none, err := s.st.History(s.ctx, "nobody")
	s.must(err)
	s.equal(len(none), 0)
}
