package storetest

import (
	"errors"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// releases are stored one change at a time, each with its audit entry, and only if
// their sources are there.
func releases(s *suite) {
	got, version, err := s.st.Releases(s.ctx)
	s.must(err)
	s.equal([]any{len(got.List), version}, []any{0, int64(0)})
	one := bot.Releases{Format: bot.ReleasesFormat, List: []bot.Release{{Number: 1, Version: "v1", Talks: "talks-1", By: "rosa", At: past, From: past, Note: "first"}}}
	act := store.Act{Actor: "rosa", Note: "scripts_published", Detail: "release 1"}
	if err := s.st.SetReleases(s.ctx, one, 0, act); !errors.Is(err, bot.ErrUnreadable) {
		s.Errorf("without sources: %v", err)
	}
	s.must(s.st.SaveScript(s.ctx, "v1", map[string]string{"a.flow": "flow a\n"}))
	s.must(s.st.SaveScript(s.ctx, "talks-1", map[string]string{"a.talk": "at noon\n"}))
	s.must(s.st.SetReleases(s.ctx, one, 0, act))
	for _, stale := range []int64{0, 2} {
		if err := s.st.SetReleases(s.ctx, one, stale, act); !errors.Is(err, bot.ErrOvertaken) {
			s.Errorf("over version %d: %v", stale, err)
		}
	}
	got, version, err = s.st.Releases(s.ctx)
	s.must(err)
	if diff := cmp.Diff(one, got); diff != "" || version != 1 {
		s.Errorf("version %d: %s", version, diff)
	}
	version, err = s.st.ReleasesVersion(s.ctx)
	s.must(err)
	s.equal(version, int64(1))
	s.must(s.st.SaveScript(s.ctx, "v1", map[string]string{"a.flow": "flow a\n"})) // again, and it is kept for ever still
	files, err := s.st.Script(s.ctx, "v1")
	s.must(err)
	s.equal(files, map[string]string{"a.flow": "flow a\n"})

	var said []string
	s.must(s.st.AuditBetween(s.ctx, time.Now().Add(-time.Hour), time.Now().Add(time.Hour), func(e store.AuditEntry) error {
		said = append(said, e.Actor+" "+e.Note+" "+e.Detail)
		return nil
	}))
	s.equal(said, []string{"rosa scripts_published release 1"})
}

// drafts are each account's own, and saved only over what was read.
func drafts(s *suite) {
	none, err := s.st.Draft(s.ctx, "ana")
	s.must(err)
	s.equal(none, bot.Draft{Owner: "ana"})
	d := bot.Draft{Owner: "ana", Based: 3, Changed: map[string]string{"a.flow": "flow a\n"}, Gone: []string{"b.flow"}, Note: "soon", At: past}
	saved, err := s.st.SaveDraft(s.ctx, d)
	s.must(err)
	got, err := s.st.Draft(s.ctx, "ana")
	s.must(err)
	if diff := cmp.Diff(saved, got); diff != "" || got.Version < 1 {
		s.Errorf("version %d: %s", got.Version, diff)
	}
	if _, err := s.st.SaveDraft(s.ctx, d); !errors.Is(err, bot.ErrOvertaken) {
		s.Errorf("over another window's: %v", err)
	}
	_, err = s.st.SaveDraft(s.ctx, bot.Draft{Owner: "ben", Note: "mine"})
	s.must(err)
	all, err := s.st.Drafts(s.ctx)
	s.must(err)
	var owners []string
	for _, d := range all {
		owners = append(owners, d.Owner)
	}
	if o := strings.Join(owners, " "); o != "ben ana" && o != "ana ben" { // of one moment in any order
		s.Errorf("drafts of %q", o)
	}
	if err := s.st.DropDraft(s.ctx, "ana", 7); !errors.Is(err, bot.ErrOvertaken) {
		s.Errorf("another than was read is dropped: %v", err)
	}
	for range 2 {
		s.must(s.st.DropDraft(s.ctx, "ana", saved.Version))
	}
	if _, err := s.st.SaveDraft(s.ctx, saved); !errors.Is(err, bot.ErrOvertaken) {
		s.Errorf("what was dropped comes back: %v", err)
	}
	anew, err := s.st.SaveDraft(s.ctx, d)
	s.must(err)
	if _, err := s.st.SaveDraft(s.ctx, saved); !errors.Is(err, bot.ErrOvertaken) {
		s.Errorf("what was dropped comes in the place of a new one: %v", err)
	}
	if err := s.st.DropDraft(s.ctx, "ana", saved.Version); !errors.Is(err, bot.ErrOvertaken) {
		s.Errorf("a new draft is dropped with the one before it: %v", err)
	}
	next, err := s.st.SaveDraft(s.ctx, anew)
	s.must(err)
	s.equal(next.Version, anew.Version+1)
	s.must(s.st.DropDraft(s.ctx, "ana", next.Version))
	all, err = s.st.Drafts(s.ctx)
	s.must(err)
	s.equal(len(all), 1)
}
