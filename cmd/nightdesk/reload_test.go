package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lookEvery is how often the program of these tests looks for edits.
const lookEvery = 10 * time.Millisecond

// folder is a clinic's own scripts.
type folder struct {
	t   *testing.T
	dir string
}

func newFolder(t *testing.T) folder {
	f := folder{t, t.TempDir()}
	writeScripts(func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}, f.dir)
	return f
}

// newEditing is a story whose program is not started yet, and the folder for it.
func newEditing(t *testing.T) (*story, folder) {
	s := newStory(t)
	s.stop()
	return s, newFolder(t)
}

// edit replaces the one place in the intake where words stand.
func (f folder) edit(from, to string) {
	f.t.Helper()
	name := filepath.Join(f.dir, "intake.flow")
	src, err := os.ReadFile(name)
	if err != nil || strings.Count(string(src), from) != 1 {
		f.t.Fatalf("%q does not stand in the intake once (%v)", from, err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(src), from, to, 1)), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// write puts a file into the folder.
func (f folder) write(name, src string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(src), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// logs waits until the log holds these words n times.
func (s *story) logs(n int, words string) {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		more := s.log.more()
		if strings.Count(s.log.String(), words) >= n {
			return
		}
		select {
		case <-more:
		case <-deadline.C:
			s.t.Fatalf("the log never held %q %d times", words, n)
		}
	}
}

// hearsNow texts and wants these words in the answer.
func (s *story) hearsNow(from, body, want string) {
	s.t.Helper()
	if got := s.says(from, body); !strings.Contains(got, want) {
		s.t.Fatalf("after %q they were told %q, want %q in it", body, got, want)
	}
}

// toPhone brings a new person to the question about their phone.
func (s *story) toPhone(from string) {
	s.t.Helper()
	s.hearsNow(from, "hi", "Reply 1 to go on")
	s.hearsNow(from, "1", "OK to text here?")
	s.hearsNow(from, "1", "Is this phone only yours?")
}

// agree says yes to the one proposal that waits.
func (s *story) agree(by string) {
	s.t.Helper()
	r, _, err := s.store.Releases(s.t.Context())
	if err != nil || len(r.Proposals) != 1 {
		s.t.Fatalf("%d proposals wait (%v), want 1", len(r.Proposals), err)
	}
	if out, err := s.program.scripts.publisher.Agree(s.t.Context(), r.Proposals[0].ID, by); err != nil || out.Release.Number == 0 {
		s.t.Fatalf("it is not agreed to: %v", err)
	}
}

const (
	oldWho, newWho   = "Who would the visit be for?", "Who is the visit for?"
	oldName, newName = "What should we call you?", "What is your first name?"
	ann, bob, cat    = "+19075550151", "+19075550152", "+19075550153"
	dan              = "+19075550154"
)

// toName answers from the question about whom the visit is for to the one that
// asks for a name, and wants it in these words.
func (s *story) toName(from, want string) {
	s.t.Helper()
	for _, body := range []string{"1", "1", "1"} {
		s.says(from, body)
	}
	s.hearsNow(from, "4", want)
}

func TestAnEditReachesNewPeopleAndOthersFinishOnTheirs(t *testing.T) {
	t.Parallel()
	s, f := newEditing(t)
	s.start(os.DirFS(f.dir), lookEvery)
	first := s.program.scripts.Current().Version
	s.toPhone(sam)

	f.edit(oldWho, newWho)
	s.logs(1, "the edited scripts are live")
	s.toPhone(ann)
	s.hearsNow(ann, "1", newWho)
	s.hearsNow(sam, "1", oldWho)

	// A mistake is named with its place, and the version before it goes on.
	f.edit("then consent", "then consnet")
	s.logs(1, "the edited scripts are not live")
	s.logs(1, `error: there is no step called \"consnet\" in this flow, \"Someone new asks for care\" (mend: did you mean \"consent\"?)`)
	s.toPhone(bob)
	s.hearsNow(bob, "1", newWho)

	// Taking the mistake out again is no new version and no complaint.
	live := s.program.scripts.Current().Version
	f.edit("then consnet", "then consent")
	s.logs(1, "the scripts are again those that are live")
	if got := s.program.scripts.Current().Version; got != live {
		t.Errorf("version %s is live, want %s", got, live)
	}

	// After a restart the old version is read back for whoever is pinned to it.
	f.edit(oldName, newName)
	s.logs(2, "the edited scripts are live")
	s.stop()
	s.start(os.DirFS(f.dir), lookEvery)
	if s.program.scripts.Library.Get(first) != nil {
		t.Fatal("the old version is here already: the test proves nothing")
	}
	s.hearsNow(sam, "purple", oldWho)
	s.toName(sam, oldName)
	if got := s.session(sam).At.Version; got != first {
		t.Errorf("they are on version %s, want the one they began on, %s", got, first)
	}
	s.toName(ann, oldName)
	s.toPhone(cat)
	s.hearsNow(cat, "1", newWho)
	s.toName(cat, newName)
}

// A restart in the middle of a bad edit must not leave people without an answer.
func TestARestartOnABrokenEditGoesOnWithTheLastGoodScripts(t *testing.T) {
	t.Parallel()
	s, f := newEditing(t)
	f.edit(oldWho, newWho)
	s.start(os.DirFS(f.dir), lookEvery)
	s.stop()

	f.edit("then consent", "then consnet")
	s.start(os.DirFS(f.dir), lookEvery)
	s.logs(1, "the scripts that were live last go on")
	s.toPhone(ann)
	s.hearsNow(ann, "1", newWho)

	f.edit(newWho, "Whom is the visit for?")
	f.edit("then consnet", "then consent")
	s.logs(1, "the edited scripts are live")
	s.toPhone(bob)
	s.hearsNow(bob, "1", "Whom is the visit for?")
}

// While nothing can be saved an edit waits: a conversation must not begin on
// scripts that a restart would forget.
func TestAnEditWaitsUntilItIsSaved(t *testing.T) {
	t.Parallel()
	s, f := newEditing(t)
	s.start(os.DirFS(f.dir), lookEvery)
	before := s.program.scripts.Current().Version
	redis := s.redis.Client(t)
	if err := redis.ConfigSet(t.Context(), "maxmemory", "1").Err(); err != nil {
		t.Fatal(err)
	}
	f.edit(oldWho, newWho)
	s.logs(1, "can't be saved")
	if got := s.program.scripts.Current().Version; got != before {
		t.Error("scripts that are not saved are live")
	}
	if err := redis.ConfigSet(t.Context(), "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	s.logs(1, "the edited scripts are live")
	files, err := s.store.Script(t.Context(), s.program.scripts.Current().Version)
	if err != nil || !strings.Contains(files["intake.flow"], newWho) {
		t.Errorf("the live scripts are not saved (%v)", err)
	}
}
