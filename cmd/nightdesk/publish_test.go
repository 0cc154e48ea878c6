package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
	"nightdesk/flows/release"
	"nightdesk/webhooks/console"
)

// liveFiles are the live release and its sources, as the store has them.
func (s *story) liveFiles() (bot.Release, bot.ScriptFiles) {
	s.t.Helper()
	r, _, err := s.store.Releases(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	x := release.Live(r, s.Now())
	f, err := filesOf(s.t.Context(), s.store, x)
	if err != nil {
		s.t.Fatal(err)
	}
	return x, f
}

// reworded is an order to put other words into the intake.
func (s *story) reworded(by, from, to string) bot.PublishOrder {
	s.t.Helper()
	x, f := s.liveFiles()
	f = f.Clone()
	if strings.Count(f.Flows["intake.flow"], from) != 1 {
		s.t.Fatalf("%q does not stand in the intake once", from)
	}
	f.Flows["intake.flow"] = strings.Replace(f.Flows["intake.flow"], from, to, 1)
	return bot.PublishOrder{By: by, Note: "other words", Files: f, Based: x.Number}
}

// publisher makes releases without playing the talks, which say the old words.
func (s *story) publisher() *publisher {
	p := *s.program.scripts.publisher
	p.play = nil
	return &p
}

func (s *story) publishes(o bot.PublishOrder) console.Published {
	s.t.Helper()
	out, err := s.publisher().Publish(s.t.Context(), o)
	if err != nil {
		s.t.Fatalf("it is not published: %v %v", err, out.Problems)
	}
	return out
}

// Texts flow while releases follow each other: each is answered once, and by the
// words of one whole release.
func TestPublishingLosesNoTurn(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	const texters, most = 4, 10
	done := make(chan struct{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	asked := map[string]int{} // by the number that the words for it hold
	for w := range texters {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				from := fmt.Sprintf("+1907555%04d", 6000+w*500+i)
				greeting := s.says(from, "hi")
				s.says(from, "1")
				s.says(from, "1")
				who := s.says(from, "1")
				if greeting == "" || !strings.Contains(who, "visit be for") && !strings.Contains(who, "visit for, by words") {
					t.Errorf("they were told %q, then %q", greeting, who)
				}
				if turns := s.session(from).Turns; turns != 4 {
					t.Errorf("%d turns, want 4", turns)
				}
				var a, b int
				_, after, one := strings.Cut(greeting, "Hi from words ")
				_, _ = fmt.Sscan(after, &a)
				_, after, two := strings.Cut(who, "by words ")
				_, _ = fmt.Sscan(strings.TrimSuffix(strings.Fields(after + " ?")[0], "?"), &b)
				if one != two || a != b {
					t.Errorf("half of words %d and half of words %d: %q, %q", a, b, greeting, who)
				}
				mu.Lock()
				asked[fmt.Sprint(a)]++
				mu.Unlock()
			}
		})
	}
	greet, who := "Hi, ", oldWho
	for n := range most {
		o := s.reworded("rosa", who, fmt.Sprintf("Who is the visit for, by words %d?", n+1))
		o.Files.Flows["intake.flow"] = strings.Replace(o.Files.Flows["intake.flow"], greet, fmt.Sprintf("Hi from words %d. ", n+1), 1)
		greet, who = fmt.Sprintf("Hi from words %d. ", n+1), fmt.Sprintf("Who is the visit for, by words %d?", n+1)
		s.publishes(o)
		s.says(fmt.Sprintf("+1907555%04d", 9000+n), "hi")
	}
	close(done)
	wg.Wait()
	if x, _ := s.liveFiles(); x.Number != most+1 {
		t.Errorf("release %d is live, want %d", x.Number, most+1)
	}
	if len(asked) < 3 {
		t.Errorf("only the words %v were met: the test proves little", asked)
	}
}

// cut stands between a publisher and the store, and dies after some requests: before
// it passes the last one on, or after, so that its answer is lost.
type cut struct {
	mu     sync.Mutex
	left   int
	after  bool
	died   bool
	cancel context.CancelFunc
	conns  []net.Conn
	last   net.Conn // where the request came from whose answer is lost
}

func (c *cut) serve(t *testing.T, ln net.Listener, to string) {
	for {
		in, err := ln.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("unix", to)
		if err != nil {
			t.Error(err)
			return
		}
		c.mu.Lock()
		if c.conns = append(c.conns, in, out); c.died {
			_, _ = in.Close(), out.Close()
		}
		c.mu.Unlock()
		go c.answers(in, out)
		go c.pass(in, out)
	}
}

// pass hands requests on, one write of the client's each.
func (c *cut) pass(in, out net.Conn) {
	buf := make([]byte, 1<<20)
	for {
		n, err := in.Read(buf)
		if err != nil {
			return
		}
		request := strings.ToLower(string(buf[:min(n, 64)]))
		counts := strings.Contains(request, "evalsha") || strings.Contains(request, "hmget") || strings.Contains(request, "\r\nget\r\n")
		c.mu.Lock()
		if counts {
			c.left--
		}
		dies := c.left < 0 && !c.died
		switch {
		case dies && c.after:
			c.last = in
		case dies:
			c.die()
		}
		died := c.died
		c.mu.Unlock()
		if died {
			return
		}
		if _, err := out.Write(buf[:n]); err != nil {
			return
		}
	}
}

// answers hands answers back, but for the one that is lost.
func (c *cut) answers(in, out net.Conn) {
	buf := make([]byte, 1<<20)
	for {
		n, err := out.Read(buf)
		if err != nil {
			return
		}
		c.mu.Lock()
		lost := c.last == in
		if lost {
			c.die()
		}
		c.mu.Unlock()
		if lost {
			return
		}
		if _, err := in.Write(buf[:n]); err != nil {
			return
		}
	}
}

// die ends all that is open; c.mu is held.
func (c *cut) die() {
	c.died = true
	for _, x := range c.conns {
		_ = x.Close()
	}
	c.cancel()
}

// A publisher that dies at any point leaves one whole release live, the old or the
// new, and whoever asks again with the same order gets one release in all.
func TestAPublisherThatDiesAtAnyPoint(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	socket := strings.TrimPrefix(s.redis.URL(), "unix://")
	cuts := 0
	for _, after := range []bool{false, true} {
		for n := 0; ; n++ {
			r, _, err := s.store.Releases(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			was, old := s.liveFiles()
			from := oldWho
			if was.Number > 1 {
				from = fmt.Sprintf("Who is the visit for, number %d?", was.Number)
			}
			o := s.reworded("rosa", from, fmt.Sprintf("Who is the visit for, number %d?", was.Number+1))
			o.ID = fmt.Sprintf("order %v %d", after, n)
			o.Files.Talks[fmt.Sprintf("n%v%d.talk", after, n)] = "# nothing\n"

			ctx, cancel := context.WithCancel(t.Context())
			c := &cut{left: n, after: after, cancel: cancel}
			ln, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
			if err != nil {
				t.Fatal(err)
			}
			go c.serve(t, ln, socket)
			st, err := store.Open(t.Context(), store.Options{URL: "unix://" + ln.Addr().String(), Clinic: "story", Keys: s.keys})
			if err != nil {
				t.Fatal(err)
			}
			p := s.publisher()
			p.store, p.changed = st, nil
			_, err = p.Publish(ctx, o)
			_, _, _ = ln.Close(), st.Close(), cancel

			if now, files := s.liveFiles(); now.Number != was.Number && now.Number != was.Number+1 ||
				now.Number == was.Number && !maps.Equal(files.Flows, old.Flows) ||
				now.Number > was.Number && (!maps.Equal(files.Flows, o.Files.Flows) || !maps.Equal(files.Talks, o.Files.Talks)) {
				t.Fatalf("cut at %d (%v): release %d is live, and not whole", n, after, now.Number)
			}
			if out, err := s.publisher().Publish(t.Context(), o); err != nil || out.Release.Number != was.Number+1 {
				t.Fatalf("asked again after a cut at %d (%v): release %d, %v", n, after, out.Release.Number, err)
			}
			again, _, rerr := s.store.Releases(t.Context())
			if rerr != nil || len(again.List) != len(r.List)+1 {
				t.Fatalf("%d releases, want %d", len(again.List), len(r.List)+1)
			}
			cancel()
			if err == nil {
				break
			}
			cuts++
		}
	}
	if cuts < 8 {
		t.Errorf("it was cut at %d points only: the test proves little", cuts)
	}
	s.hearsNow(sam, "hi", "Reply 1 to go on")
}

// Two administrators publish at once: one is told that the other was first, loses
// nothing, and publishes both changes.
func TestTwoAdministratorsPublishAtOnce(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	one, two := s.reworded("rosa", oldWho, newWho), s.reworded("omar", oldName, newName)
	_, base := s.liveFiles()
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, o := range []bot.PublishOrder{one, two} {
		wg.Go(func() { _, errs[i] = s.publisher().Publish(t.Context(), o) })
	}
	wg.Wait()
	late, order := 0, one
	if errs[0] == nil {
		late, order = 1, two
	}
	if errs[1-late] != nil || !errors.Is(errs[late], bot.ErrOvertaken) {
		t.Fatalf("%v", errs)
	}
	now, files := s.liveFiles()
	draft := release.Of(bot.Draft{Owner: order.By}, order.Based, base, order.Files)
	draft, conflicts := release.Update(draft, base, now.Number, files)
	if len(conflicts) > 0 {
		t.Fatal(conflicts)
	}
	order.Files, order.Based = release.Apply(files, draft), now.Number
	s.publishes(order)
	src := func() string { _, f := s.liveFiles(); return f.Flows["intake.flow"] }()
	if !strings.Contains(src, newWho) || !strings.Contains(src, newName) {
		t.Error("a change is lost")
	}
}

// A double click publishes once, whoever of the two is first.
func TestADoubleClickPublishesOnce(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	o := s.reworded("rosa", oldWho, newWho)
	o.ID = "a form"
	var wg sync.WaitGroup
	numbers := make([]int, 4)
	for i := range numbers {
		wg.Go(func() {
			out, err := s.publisher().Publish(t.Context(), o)
			if err != nil {
				t.Error(err)
			}
			numbers[i] = out.Release.Number
		})
	}
	wg.Wait()
	for _, n := range numbers {
		if n != 2 {
			t.Errorf("releases %v, want 2 for all", numbers)
		}
	}
}

// replica is another process on the same store.
func (s *story) replica() *pinned {
	s.t.Helper()
	st, err := store.Open(s.t.Context(), store.Options{URL: s.redis.URL(), Clinic: "story", Keys: s.keys})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = st.Close() })
	other := &program{s: s.program.s}
	other.s.store = st
	p := other.newPinned(calendarOf(s.clinic))
	files, err := folderFiles(clinic.FS)
	if err != nil {
		s.t.Fatal(err)
	}
	p.stand(files)
	if err := p.settle(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// What one replica publishes the other has within two seconds, also a change to come,
// which both make by the clock alone.
func TestReplicasAgree(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	other := s.replica()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { other.follow(ctx) })
	defer wg.Wait()
	defer cancel()

	s.publishes(s.reworded("rosa", oldWho, newWho))
	limit := time.NewTimer(2 * time.Second)
	defer limit.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for want := s.program.scripts.Current().Version; other.Current().Version != want; {
		select {
		case <-look.C:
		case <-limit.C:
			t.Fatal("the other replica has not taken it over after two seconds")
		}
	}

	o := s.reworded("rosa", newWho, "Closed tomorrow. "+newWho)
	o.From, o.Until = s.Now().Add(time.Hour), s.Now().Add(2*time.Hour)
	before := s.program.scripts.Current().Version
	notice := s.publishes(o).Release.Version
	if err := other.refresh(ctx); err != nil {
		t.Fatal(err)
	}
	s.redis.Kill() // nobody needs the store for it
	for _, x := range []struct {
		after time.Duration
		want  string
	}{{0, before}, {time.Hour, notice}, {time.Hour, before}} {
		s.mu.Lock()
		s.now = s.now.Add(x.after)
		s.mu.Unlock()
		for _, p := range []*pinned{s.program.scripts, other} {
			if got := p.Current().Version; got != x.want {
				t.Errorf("at %s version %s is live, want %s", s.Now(), got, x.want)
			}
		}
	}
	s.redis.Restart(t)
}

// What was published in the console stays when the folder changes; what both changed
// is refused, with the mend; and a restart publishes nothing.
func TestTheFolderAndTheConsole(t *testing.T) {
	t.Parallel()
	s, f := newEditing(t)
	s.start(os.DirFS(f.dir), lookEvery)
	s.publishes(s.reworded("rosa", oldWho, newWho))
	count := func() int {
		r, _, err := s.store.Releases(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(r.List)
	}
	n := count()
	s.stop()
	s.start(os.DirFS(f.dir), lookEvery)
	if got := count(); got != n {
		t.Errorf("a restart made %d releases", got-n)
	}
	f.edit(oldName, newName)
	s.logs(1, "the edited scripts are live")
	if _, files := s.liveFiles(); !strings.Contains(files.Flows["intake.flow"], newWho) || !strings.Contains(files.Flows["intake.flow"], newName) {
		t.Error("one undid the other")
	}
	f.edit(oldWho, "Whom is it for?")
	s.logs(1, "the folder changes what release")
	if _, files := s.liveFiles(); !strings.Contains(files.Flows["intake.flow"], newWho) {
		t.Error("the folder undid what was published")
	}
}

// A newer program brings newer scripts to a clinic that never published its own, and
// to no other.
func TestANewerProgram(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	files, err := folderFiles(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	newer := func(to string) bot.ScriptFiles {
		f := files.Clone()
		f.Flows["intake.flow"] = strings.Replace(f.Flows["intake.flow"], oldWho, to, 1)
		return f
	}
	upgrade := func(f bot.ScriptFiles) string {
		t.Helper()
		p := s.program.scripts
		p.stand(f)
		if err := p.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, live := s.liveFiles()
		return live.Flows["intake.flow"]
	}
	if got := upgrade(newer(newWho)); !strings.Contains(got, newWho) {
		t.Error("the newer scripts are not live")
	}
	if got := upgrade(files); !strings.Contains(got, newWho) {
		t.Error("a replica that was not upgraded yet brings the old ones back")
	}
	s.publishes(s.reworded("rosa", oldName, newName))
	if got := upgrade(newer("Whom is it for?")); !strings.Contains(got, newWho) || !strings.Contains(got, newName) {
		t.Error("a newer program changed a clinic's own scripts")
	}
	s.logs(1, "this program comes with newer built-in scripts")
}

// A store of before there were releases goes on with what it has.
func TestAStoreOfBeforeReleases(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.stop()
	if err := s.redis.Client(t).FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	f := newFolder(t)
	f.edit(oldWho, newWho)
	old, err := flows.Files(os.DirFS(f.dir))
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), store.Options{URL: s.redis.URL(), Clinic: "story", Keys: s.keys})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(st.AdoptKeys(t.Context()), st.SaveScript(t.Context(), lastLive, old), st.Close()); err != nil {
		t.Fatal(err)
	}
	f.edit("then consent", "then consnet")
	s.start(os.DirFS(f.dir), lookEvery)
	s.logs(1, "the scripts that were live last go on")
	if x, files := s.liveFiles(); x.Number != 1 || !strings.Contains(files.Flows["intake.flow"], newWho) {
		t.Errorf("release %d is live", x.Number)
	}
}

// What waits for somebody is kept however much was declined since, and nobody fills the
// list.
func TestProposalsThatWaitAreKept(t *testing.T) {
	t.Parallel()
	list := []bot.Proposal{{ID: "waits", Release: bot.Release{By: "ana"}}}
	for n := range mostDeclined + 5 {
		list = answeredLast(append(list, bot.Proposal{ID: fmt.Sprint(n), Declined: "ben"}))
	}
	if len(list) != mostDeclined+1 || list[0].ID != "waits" || list[1].ID != "5" {
		t.Errorf("%d are kept, the first %q and %q", len(list), list[0].ID, list[1].ID)
	}
	s := newStory(t)
	p := s.publisher()
	p.review = true
	o := s.reworded("ana", "Hi, this is", "Hello, this is")
	r, version, err := s.store.Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for n := range mostWaiting {
		r.Proposals = append(r.Proposals, bot.Proposal{ID: fmt.Sprint(n), Release: bot.Release{By: "ana", Version: r.List[0].Version}})
	}
	if err := s.store.SetReleases(t.Context(), r, version, store.Act{Actor: "ana", Note: actProposed}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Publish(t.Context(), o); !errors.Is(err, bot.ErrOrder) {
		t.Errorf("more than %d wait: %v", mostWaiting, err)
	}
	o.By = "ben"
	if out, err := p.Publish(t.Context(), o); err != nil || out.Proposal.ID == "" {
		t.Errorf("another's: %v", err)
	}
}

// An agreed change of danger wording that is scheduled asks nobody again when something
// else is published meanwhile.
func TestASecondPersonIsAskedForWhatPeopleGetInstead(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	p := s.publisher()
	o := s.reworded("ana", "en: pregnant, im pregnant, expecting", "en: pregnant, expecting")
	o.From = s.Now().Add(48 * time.Hour)
	out, err := p.Publish(t.Context(), o)
	if err != nil || out.Proposal.Why != whyCrisis {
		t.Fatal(out, err)
	}
	if _, err := p.Agree(t.Context(), out.Proposal.ID, "ana"); !errors.Is(err, bot.ErrOwn) {
		t.Errorf("one's own: %v", err)
	}
	if out, err = p.Agree(t.Context(), out.Proposal.ID, "ben"); err != nil || out.Release.Number == 0 {
		t.Fatal(out, err)
	}
	later := out.Release
	if out, err = p.Publish(t.Context(), s.reworded("ana", "Hi, this is", "Hello, this is")); err != nil || out.Release.Number == 0 {
		t.Fatalf("other words while it is scheduled: %+v %v", out.Proposal, err)
	}
	r, _, err := s.store.Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	carried := r.List[len(r.List)-1]
	files, err := filesOf(t.Context(), s.store, carried)
	if err != nil || carried.Carries != later.Number || !strings.Contains(files.Flows["intake.flow"], "en: pregnant, expecting") {
		t.Errorf("what was agreed to does not go on: %+v %v", carried, err)
	}
}

// A holiday notice ends while somebody is being asked something: their answer is read by
// the question that they were asked, they go on, and whoever comes next gets the old words.
func TestANoticeEndsInTheMiddleOfAQuestion(t *testing.T) {
	s := newStory(t)
	o := s.reworded("ana", "Hi, this is", "Happy new year from")
	o.Until = s.Now().Add(time.Hour)
	s.publishes(o)
	s.program.scripts.refreshNow(t.Context())
	if got := s.says(sam, "hi"); !strings.HasPrefix(got, "Happy new year from") {
		t.Fatalf("the notice is not live: %q", got)
	}
	s.forward(61 * time.Minute)
	s.program.scripts.refreshNow(t.Context())
	if got := s.says(sam, "1"); !strings.Contains(got, "OK to text here?") {
		t.Errorf("the answer to a question of the notice's version is met by %q", got)
	}
	if got := s.says(sam, "yes"); strings.Contains(got, "did not understand") || got == "" {
		t.Errorf("then %q", got)
	}
	if got := s.says("+19075550142", "hi"); !strings.HasPrefix(got, "Hi, this is") {
		t.Errorf("after its end somebody new gets %q", got)
	}
}

// meanwhile lets something happen once, while the talks of what is published are played.
func meanwhile(p *publisher, do func()) {
	p.play = func(context.Context, bot.ScriptFiles) ([]console.FailedTalk, error) {
		if do != nil {
			do()
			do = nil
		}
		return nil, nil
	}
}

// Of a yes and a no at the same moment the no counts, if it is stored first.
func TestWhatIsDeclinedMeanwhileIsNotPublished(t *testing.T) {
	s := newStory(t)
	p, other := s.publisher(), s.publisher()
	out, err := p.Publish(t.Context(), s.reworded("ana", "en: pregnant, im pregnant, expecting", "en: pregnant, expecting"))
	if err != nil || out.Proposal.ID == "" {
		t.Fatal(out, err)
	}
	id := out.Proposal.ID
	meanwhile(p, func() {
		if err := other.Decline(t.Context(), id, "rosa", "not so"); err != nil {
			t.Error(err)
		}
	})
	if out, err := p.Agree(t.Context(), id, "ben"); !errors.Is(err, bot.ErrOrder) || out.Release.Number != 0 {
		t.Errorf("it was published though somebody declined it: %+v %v", out.Release, err)
	}
	if live, files := s.liveFiles(); !strings.Contains(files.Flows["intake.flow"], "im pregnant") {
		t.Errorf("release %d has what was declined", live.Number)
	}
}

// What is taken back while somebody agrees to a change made on it does not come back
// with that change: they must look again.
func TestWhatIsTakenBackMeanwhileStaysTakenBack(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	p, other := s.publisher(), s.publisher()
	first, err := p.Publish(t.Context(), s.reworded("ana", "Hi, this is", "Hello, this is"))
	if err != nil || first.Release.Number == 0 {
		t.Fatal(first, err)
	}
	out, err := p.Publish(t.Context(), s.reworded("ana", "en: pregnant, im pregnant, expecting", "en: pregnant, expecting"))
	if err != nil || out.Proposal.ID == "" {
		t.Fatal(out, err)
	}
	meanwhile(p, func() {
		if err := other.Withdraw(t.Context(), first.Release.Number, "rosa"); err != nil {
			t.Error(err)
		}
	})
	if out, err = p.Agree(t.Context(), out.Proposal.ID, "ben"); !errors.Is(err, bot.ErrOvertaken) || out.Release.Number != 0 {
		t.Errorf("whoever agreed saw other scripts than are live, and it was published: %+v %v", out.Release, err)
	}
	_, files := s.liveFiles()
	if now := files.Flows["intake.flow"]; strings.Contains(now, "Hello, this is") || !strings.Contains(now, "im pregnant") {
		t.Error("what was taken back is live again, or what rested on it")
	}
}

// Few people are never told of, nor by what is left of a sum.
func TestFewPeopleAreNotToldOf(t *testing.T) {
	for _, x := range []struct{ have, want string }{
		{"[]", "[]"}, {"[3]", "[-1]"}, {"[7 9]", "[7 9]"}, {"[7 3 9]", "[-1 -1 9]"}, {"[3 3 9]", "[-1 -1 9]"}, {"[1 3 9]", "[-1 -1 -1]"},
	} {
		var all []console.Stay
		for f := range strings.FieldsSeq(strings.Trim(x.have, "[]")) {
			n, err := strconv.Atoi(f)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, console.Stay{People: n})
		}
		hideFew(all)
		got := make([]int, len(all))
		for i, s := range all {
			got[i] = s.People
		}
		if fmt.Sprint(got) != x.want {
			t.Errorf("of %s it tells %v, want %s", x.have, got, x.want)
		}
	}
	if told := movesTold(release.Fates{Total: map[release.Fate]int{release.FateMove: 4, release.FateStay: 12}}); len(told) != 1 || told["stay"] != 12 {
		t.Errorf("after publishing: %v", told)
	}
}
