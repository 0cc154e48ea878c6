package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/flows/release"
)

// killedPublishers is how often a publishing process of each kind is killed, and in the
// full soak, as every one plays the safety set.
const killedPublishers, killedPublishersFull = 2, 20

// pushing is a folder that is published by real processes, beside real servers.
type pushing struct {
	*world
	t      *testing.T
	folder string
	store  *store.Store
	n      int // of the words that the folder has
	asked  int
}

func newPushing(t *testing.T) *pushing {
	t.Helper()
	p := &pushing{t: t, world: newWorld(t, soak{calm: true, seed: 1}), folder: filepath.Join(t.TempDir(), "work")}
	p.startServers(t.Context(), t)
	var err error
	if p.store, err = store.Open(t.Context(), store.Options{URL: p.redis.URL(), Clinic: p.clinic, Keys: p.keys}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.store.Close() })
	if out, err := p.command("pull", p.folder).CombinedOutput(); err != nil {
		t.Fatalf("pull: %v\n%s", err, out)
	}
	talks, err := filepath.Glob(filepath.Join(p.folder, "*.talk"))
	if err != nil || len(talks) == 0 {
		t.Fatalf("no talks: %v", err)
	}
	for _, name := range talks { // they say the old words; the safety set is played all the same
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// command is one of the commands about scripts, as a process of its own.
func (p *pushing) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.binary, slices.Concat([]string{"flows"}, args, []string{"--config", filepath.Join(p.dir, "clinic.yaml")})...)
	cmd.Env = append(slices.Clone(p.env), "USER=rosa")
	return cmd
}

func (p *pushing) push() *exec.Cmd {
	return p.command("push", p.folder, "--note", fmt.Sprintf("words %d", p.n))
}

// reword puts the next number into the first and a later text.
func (p *pushing) reword() {
	p.t.Helper()
	name := filepath.Join(p.folder, "intake.flow")
	src, err := os.ReadFile(name)
	if err != nil {
		p.t.Fatal(err)
	}
	greet, who := "Hi, ", oldWho
	if p.n > 0 {
		greet, who = p.words(p.n)
	}
	p.n++
	newGreet, newWho := p.words(p.n)
	changed := strings.Replace(strings.Replace(string(src), greet, newGreet, 1), who, newWho, 1)
	if strings.Count(string(src), who) != 1 || os.WriteFile(name, []byte(changed), 0o600) != nil {
		p.t.Fatalf("%q is not replaced", who)
	}
}

func (*pushing) words(n int) (greet, who string) {
	return fmt.Sprintf("Hi from words %d. ", n), fmt.Sprintf("Who is the visit for, by words %d?", n)
}

// live is what the store has: the releases, and the sources of the live one.
func (p *pushing) live() (bot.Releases, bot.Release, map[string]string) {
	p.t.Helper()
	r, _, err := p.store.Releases(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	x := release.Live(r, time.Now())
	f, err := filesOf(p.t.Context(), p.store, x)
	if err != nil {
		p.t.Fatal(err)
	}
	return r, x, f.Flows
}

// hearsOneVersion talks with a server that is there, as far as the reworded texts.
func (p *pushing) hearsOneVersion() {
	p.t.Helper()
	p.asked++
	from := fmt.Sprintf("+1907556%04d", p.asked)
	heard := make([]string, 0, 4)
	for _, text := range []string{"hi", "1", "1", "1"} {
		in := p.carrier.Text(from, text)
		if len(in.Replies) != 1 {
			p.t.Errorf("%q has %d replies", text, len(in.Replies))
			return
		}
		heard = append(heard, in.Replies[0].Body)
	}
	for n := range p.n + 1 {
		greet, who := "Hi, ", oldWho
		if n > 0 {
			greet, who = p.words(n)
		}
		if strings.HasPrefix(heard[0], greet) && strings.Contains(heard[3], strings.TrimSuffix(who, "?")) {
			return
		}
	}
	p.t.Errorf("half of one version and half of another: %q, %q", heard[0], heard[3])
}

// killed is a publishing that is cut off: what was live before it, and what it is to
// make live.
type killed struct {
	*pushing
	was            bot.Releases
	version        int64 // of the stored releases
	old            bot.Release
	oldFlows, want map[string]string
}

// begins puts new words into the folder, which are to be published.
func (p *pushing) begins() killed {
	p.t.Helper()
	k := killed{pushing: p}
	k.was, k.old, k.oldFlows = p.live()
	var err error
	if k.version, err = p.store.ReleasesVersion(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	p.reword()
	k.want = p.folderFlows()
	return k
}

// isWhole fails unless one whole version is live, the old or the new; and says whether it
// is the new one.
func (k killed) isWhole(when string) (published bool) {
	k.t.Helper()
	r, now, files := k.live()
	switch {
	case now.Number == k.old.Number && maps.Equal(files, k.oldFlows) && len(r.List) == len(k.was.List):
	case now.Number == k.old.Number+1 && maps.Equal(files, k.want) && len(r.List) == len(k.was.List)+1:
		published = true
	default:
		k.t.Fatalf("killed %s: release %d is live of %d, and not whole", when, now.Number, len(r.List))
	}
	k.hearsOneVersion()
	return published
}

// isOnce fails unless it was published, and once.
func (k killed) isOnce() {
	k.t.Helper()
	if r, now, files := k.live(); len(r.List) != len(k.was.List)+1 || now.Number != k.old.Number+1 || !maps.Equal(files, k.want) {
		k.t.Fatalf("published again: release %d of %d is live, want %d whole", now.Number, len(r.List), k.old.Number+1)
	}
}

// Processes that are killed without warning while they publish leave one whole version
// live, the old or the new, and whoever publishes again has it published once: a command
// that pushes a folder, and a server that somebody publishes on from the console.
func TestAProcessKilledWhileItPublishes(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Log("short: killed publishers are left to the full suite")
		return
	}
	p := newPushing(t)
	p.reword()
	began := time.Now()
	if out, err := p.push().CombinedOutput(); err != nil {
		t.Fatalf("push: %v\n%s", err, out)
	}
	whole := time.Since(began)
	kills := killedPublishers
	if os.Getenv("TORTURE") == "full" {
		kills = killedPublishersFull
	}
	rng := rand.New(rand.NewPCG(6, 6))
	p.killedPushes(kills, whole, rng)
	p.killedServers(kills, whole, rng)
}

// killedPushes kills pushes at odd moments, and now and then a server beside them.
func (p *pushing) killedPushes(kills int, whole time.Duration, rng *rand.Rand) {
	t, after := p.t, 0
	for n := range kills {
		k := p.begins()
		cmd := p.push()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		at := time.Duration(rng.Int64N(int64(whole)))
		if n%2 == 1 { // near the end, where it writes
			at = whole*85/100 + time.Duration(rng.Int64N(int64(whole/4)))
		}
		pause(t.Context(), at)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if n%5 == 2 {
			p.servers[n%2].kill()
		}
		published := k.isWhole(fmt.Sprintf("after %v", at))
		out, err := p.push().CombinedOutput()
		if exit := (*exec.ExitError)(nil); err != nil && (!published || !errors.As(err, &exit) || !strings.Contains(string(out), "nothing would change")) {
			t.Fatalf("pushed again: %v\n%s", err, out)
		}
		k.isOnce()
		if n%5 == 2 {
			p.comesBack(n % 2)
		}
		p.hearsOneVersion()
		if published {
			after++
		}
	}
	t.Logf("a whole push took %v; of %d that were killed the release of %d was there", whole, kills, after)
}

// comesBack starts a server that was killed.
func (p *pushing) comesBack(i int) {
	p.t.Helper()
	p.start(p.t, i)
	if !p.ready(p.t.Context(), i) {
		p.t.Fatal("the server that was killed does not come back")
	}
}

// folderFlows are the flows of the folder.
func (p *pushing) folderFlows() map[string]string {
	p.t.Helper()
	w, err := flowsDesk{}.folderAt(p.folder)
	if err != nil {
		p.t.Fatal(err)
	}
	return w.files.Flows
}

// Texts flow while a release has its talks really played: none is lost, and how long
// they take beside it is said. How fast a machine is at the moment is no fault of the
// program, so it is not judged.
func TestTextsFlowWhileTalksArePlayed(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	still, lost := s.textsUntil(3000, func(n int) bool { return n < 60 })
	if lost > 0 {
		t.Errorf("%d turns were lost with nothing else going on", lost)
	}
	o := s.reworded("rosa", oldWho, newWho)
	for i, name := range slices.Sorted(maps.Keys(o.Files.Talks)) {
		if i%8 != 0 { // a part is long enough
			delete(o.Files.Talks, name)
			continue
		}
		o.Files.Talks[name] = strings.ReplaceAll(o.Files.Talks[name], oldWho, newWho)
	}
	done := make(chan error, 1)
	began := time.Now()
	go func() {
		_, err := s.program.scripts.publisher.Publish(context.WithoutCancel(t.Context()), o)
		done <- err
	}()
	var err error
	over := false
	busy, lost := s.textsUntil(4000, func(n int) bool {
		select {
		case err = <-done:
			over = true
		default:
		}
		return !over && n < 1500 // the stand-in for Twilio keeps 5000 texts
	})
	if !over {
		err = <-done
	}
	if err != nil {
		t.Fatal(err)
	}
	if lost > 0 {
		t.Errorf("%d turns were lost", lost)
	}
	if x, _ := s.liveFiles(); x.Number != 2 {
		t.Errorf("release %d is live, want 2", x.Number)
	}
	t.Logf("a turn over HTTP: p50 %v, p99 %v of %d; while %d talks are played, for %v: p50 %v, p99 %v of %d", quantile(still, .5), quantile(still, .99), len(still),
		len(talksWithSafety(o.Files.Talks)), time.Since(began).Round(time.Millisecond), quantile(busy, .5), quantile(busy, .99), len(busy))
}

// textsUntil has people text, two at a time, for as long as on says so of how many
// came so far. It gives how long each turn took, sorted, and how many were not
// answered or not kept.
func (s *story) textsUntil(first int, on func(n int) bool) (took []time.Duration, lost int) {
	var mu sync.Mutex
	n := 0
	next := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		if !on(n) {
			return 0, false
		}
		n++
		return first + n, true
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for {
				i, ok := next()
				if !ok {
					return
				}
				from := fmt.Sprintf("+1907555%04d", i)
				for turn, text := range []string{"hi", "1", "1"} {
					began := time.Now()
					said := s.says(from, text)
					mu.Lock()
					took = append(took, time.Since(began))
					if said == "" || s.session(from).Turns != turn+1 {
						lost++
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took, lost
}
