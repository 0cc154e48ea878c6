package storetest

import (
	"errors"
	"strings"
	"time"

	"nightdesk/bot/handoff"
	"nightdesk/bot/store"
)

// rota is what staff changed of it: one change at a time, each audited with all that
// it set.
func rota(s *suite) {
	got, version, err := s.st.Rota(s.ctx)
	s.must(err)
	s.equal([]any{got.None(), version}, []any{true, int64(0)})
	one := handoff.Edits{Format: handoff.EditsFormat, Supervisor: "sue",
		Shifts:    []handoff.Shift{{Staff: "ana", Days: []time.Weekday{1, 2}, From: 60, To: 120, Team: "nursing", Holidays: handoff.HolidaysNot}},
		Overrides: []handoff.Override{{Staff: "ben", Instead: "ana", From: past, To: future}}}
	s.must(s.st.SetRota(s.ctx, one, 0, "rosa"))
	got, version, err = s.st.Rota(s.ctx)
	s.must(err)
	s.equal(version, int64(1))
	s.equal(got, one)
	got.Shifts[0].Staff = "what a caller does to it is not seen by others"
	got, _, err = s.st.Rota(s.ctx)
	s.must(err)
	s.equal(got, one)

	for _, stale := range []int64{0, 2} {
		if err := s.st.SetRota(s.ctx, handoff.Edits{}, stale, "rosa"); !errors.Is(err, handoff.ErrEdited) {
			s.Errorf("over version %d: %v", stale, err)
		}
	}
	s.must(s.st.SetRota(s.ctx, handoff.Edits{}, 1, "omar")) // back to the clinic's file
	got, version, err = s.st.Rota(s.ctx)
	s.must(err)
	s.equal([]any{got.None(), version}, []any{true, int64(2)})

	var said []string
	s.must(s.st.AuditBetween(s.ctx, time.Now().Add(-time.Hour), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		said = append(said, e.Actor+" "+e.Note)
		if len(said) == 1 && !strings.Contains(e.Detail, `"ana"`) {
			s.Errorf("the audit says of the change: %s", e.Detail)
		}
		return nil
	}))
	s.equal(said, []string{"rosa rota_set", "omar rota_set"})
}
