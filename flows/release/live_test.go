package release_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// day is the nth day of these tests.
func day(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Date(2026, 12, n, 9, 0, 0, 0, time.UTC)
}

// published are releases by when they go live, end and are withdrawn, in days.
func published(all ...[3]int) bot.Releases {
	var r bot.Releases
	for i, x := range all {
		r.List = append(r.List, bot.Release{Number: i + 1, From: day(x[0]), Until: day(x[1]), Withdrawn: day(x[2])})
	}
	return r
}

func TestLive(t *testing.T) {
	for _, x := range []struct {
		name string
		r    bot.Releases
		want string // number live on days 1, 2, ...
	}{
		{"nothing yet", published(), "000"},
		{"one", published([3]int{2}), "011"},
		{"the newest", published([3]int{1}, [3]int{2}, [3]int{3}), "123"},
		{"two at one moment: the later", published([3]int{1}, [3]int{1}), "222"},
		{"scheduled", published([3]int{1}, [3]int{3}), "11222"},
		{"a holiday notice", published([3]int{1}, [3]int{2, 4}), "122111"},
		{"it ends on its last moment, not after", published([3]int{1}, [3]int{2, 3}), "121"},
		{"scheduled, and taken back before", published([3]int{1}, [3]int{4, 0, 2}), "111111"},
		{"taken back while it runs", published([3]int{1}, [3]int{2, 0, 4}), "122111"},
		{"taken back after it ended", published([3]int{1}, [3]int{2, 3, 5}), "121111"},
		{"two notices, one within the other", published([3]int{1}, [3]int{2, 6}, [3]int{3, 4}), "1232211"},
		{"the one before is over as well", published([3]int{1}, [3]int{2, 4}, [3]int{3, 5}), "1233111"},
		{"rolled back is a release like others", published([3]int{1}, [3]int{2}, [3]int{3}), "123333"},
	} {
		var got strings.Builder
		for i := range x.want {
			fmt.Fprint(&got, release.Live(x.r, day(i+1)).Number)
		}
		if got.String() != x.want {
			t.Errorf("%s: live are %s, want %s", x.name, got.String(), x.want)
		}
	}
}

// Whoever has computed what is live once, at any time, knows it for all later times,
// as does whoever starts anew with what was stored.
func TestATimelineAndARestartAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all [][3]int
		for range rapid.IntRange(0, 6).Draw(t, "releases") {
			x := [3]int{rapid.IntRange(1, 20).Draw(t, "from"), rapid.IntRange(0, 25).Draw(t, "until"), rapid.IntRange(0, 25).Draw(t, "withdrawn")}
			all = append(all, x)
		}
		r := published(all...)
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var again bot.Releases
		if err := json.Unmarshal(raw, &again); err != nil {
			t.Fatal(err)
		}
		begin := rapid.IntRange(1, 20).Draw(t, "begin")
		terms := release.Timeline(r, day(begin))
		for n := begin; n < 27; n++ {
			want := release.Live(r, day(n)).Number
			if got := release.At(terms, day(n)).Number; got != want {
				t.Fatalf("on day %d the timeline of day %d says %d, want %d: %v", n, begin, got, want, all)
			}
			if got := release.Live(again, day(n)).Number; got != want {
				t.Fatalf("on day %d what was stored says %d, want %d", n, got, want)
			}
			if want != 0 && !release.IsAlive(r, want, day(n)) {
				t.Fatalf("on day %d release %d is live and not alive", n, want)
			}
		}
	})
}

// scripts of these tests are ten steps, each of which says a number.
func scripts(said [10]int) bot.ScriptFiles {
	var b strings.Builder
	b.WriteString("flow a\n")
	for i, n := range said {
		fmt.Fprintf(&b, "\nstep s%d\n  say en  %d\n  then end\n", i, n)
	}
	return bot.ScriptFiles{Flows: map[string]string{"a.flow": b.String()}, Talks: map[string]string{}}
}

// saidIn reads them back.
func saidIn(f bot.ScriptFiles) (said [10]int) {
	for i := range said {
		_, after, _ := strings.Cut(f.Flows["a.flow"], fmt.Sprintf("step s%d\n  say en  ", i))
		_, _ = fmt.Sscanf(after, "%d", &said[i])
	}
	return said
}

// shelf is a store of releases and their files.
type shelf struct {
	r     bot.Releases
	files map[int]bot.ScriptFiles
}

func newShelf() *shelf { return &shelf{files: map[int]bot.ScriptFiles{}} }

func (c *shelf) publish(o bot.PublishOrder, now time.Time) ([]release.Planned, error) {
	if o.Note == "" {
		o.Note = "a change"
	}
	all, err := release.Plan(c.r, o, c.files, now)
	for _, x := range all {
		c.r.List = append(c.r.List, x.Release)
		c.files[x.Release.Number] = x.Files
	}
	return all, err
}

func (c *shelf) withdraw(number int, now time.Time) error {
	out, err := release.Withdraw(c.r, number, "rosa", c.files, now)
	c.r = out.Releases
	for _, x := range out.New {
		c.r.List = append(c.r.List, x.Release)
		c.files[x.Release.Number] = x.Files
	}
	return err
}

// live is what is said at a time.
func (c *shelf) live(at time.Time) [10]int { return saidIn(c.files[release.Live(c.r, at).Number]) }

// Whatever is published, scheduled, published for a time or withdrawn in whatever
// order: at every moment exactly those changes are live whose time it is.
func TestNobodysChangeIsLostOrUndoneInSilence(t *testing.T) {
	type change struct{ number, step, value, from, until, withdrawn int }
	rapid.Check(t, func(t *rapid.T) {
		c := newShelf()
		if _, err := c.publish(bot.PublishOrder{Files: scripts([10]int{})}, day(1)); err != nil {
			t.Fatal(err)
		}
		var changes []change
		for step := range rapid.IntRange(1, 10).Draw(t, "changes") {
			today := step/2 + 1
			now := day(today)
			if len(changes) > 0 && rapid.Bool().Draw(t, "withdraw") {
				i := rapid.IntRange(0, len(changes)-1).Draw(t, "which")
				if err := c.withdraw(changes[i].number, now); err == nil {
					if changes[i].withdrawn == 0 {
						changes[i].withdrawn = today
					}
				} else if !errors.Is(err, bot.ErrOrder) {
					t.Fatal(err)
				}
			} else {
				x := change{step: step, value: step + 1, from: today + rapid.IntRange(0, 8).Draw(t, "wait")}
				if rapid.Bool().Draw(t, "ends") {
					x.until = x.from + rapid.IntRange(1, 8).Draw(t, "for")
				}
				based := release.Live(c.r, now).Number
				said := saidIn(c.files[based])
				said[x.step] = x.value
				all, err := c.publish(bot.PublishOrder{Files: scripts(said), Based: based, From: day(x.from), Until: day(x.until)}, now)
				if err != nil {
					t.Fatal(err)
				}
				x.number = all[0].Release.Number
				changes = append(changes, x)
			}
			for n := today; n < 40; n++ {
				var want [10]int
				for _, x := range changes {
					if n >= x.from && (x.until == 0 || n < x.until) && x.withdrawn == 0 {
						want[x.step] = x.value
					}
				}
				if diff := cmp.Diff(want, c.live(day(n))); diff != "" {
					t.Fatalf("on day %d, seen from day %d (-want +got):\n%s%+v", n, today, diff, changes)
				}
			}
		}
	})
}

func TestPlanRefuses(t *testing.T) {
	c := newShelf()
	first, notice := scripts([10]int{}), scripts([10]int{1})
	now := day(5)
	if _, err := c.publish(bot.PublishOrder{Files: first, From: day(8)}, now); !errors.Is(err, bot.ErrOrder) {
		t.Errorf("the first is scheduled: %v", err)
	}
	if _, err := c.publish(bot.PublishOrder{Files: first}, now); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name string
		o    bot.PublishOrder
		want error
		says string
	}{
		{"no note", bot.PublishOrder{Files: notice, Based: 1, Note: " ... "}, bot.ErrOrder, "note"},
		{"a note like a book", bot.PublishOrder{Files: notice, Based: 1, Note: strings.Repeat("é", 501)}, bot.ErrOrder, "too long"},
		{"no such mode", bot.PublishOrder{Files: notice, Based: 1, Mode: "now"}, bot.ErrOrder, "finish, safe or restart"},
		{"ends before it begins", bot.PublishOrder{Files: notice, Based: 1, From: day(9), Until: day(8)}, bot.ErrOrder, "ends before"},
		{"is over", bot.PublishOrder{Files: notice, Based: 1, Until: day(4)}, bot.ErrOrder, "end before"},
		{"nothing new", bot.PublishOrder{Files: first, Based: 1}, bot.ErrNothing, ""},
		{"again what is live", bot.PublishOrder{Repeats: 1}, bot.ErrNothing, ""},
		{"no such release", bot.PublishOrder{Repeats: 7}, bot.ErrOrder, "no release 7"},
		{"not of ours", bot.PublishOrder{Files: notice, Based: 3}, bot.ErrOvertaken, ""},
	} {
		if _, err := c.publish(x.o, now); !errors.Is(err, x.want) || x.name != "ends before it begins" && !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	for _, name := range []string{"../../out.flow", "/etc/x.flow", `c:\x.flow`, ".hidden.flow", ".flow", "x", "x.sh", "a/b.talk", "a\x00.flow", "a\n.flow", "a\u202ewolf.flow", "a\u200b.flow", strings.Repeat("a", 200) + ".flow"} {
		odd := notice.Clone()
		odd.Flows[name] = "flow x\n"
		if _, err := c.publish(bot.PublishOrder{Files: odd, Based: 1}, now); !errors.Is(err, bot.ErrOrder) {
			t.Errorf("a file called %q: %v", name, err)
		}
	}
	if _, err := c.publish(bot.PublishOrder{Files: notice, Based: 1}, now); err != nil {
		t.Fatal(err)
	}
	if _, err := c.publish(bot.PublishOrder{Files: scripts([10]int{2}), Based: 1}, now); !errors.Is(err, bot.ErrOvertaken) {
		t.Errorf("based on what was replaced: %v", err)
	}
}

// A change that can't be put into a notice that runs is refused, and says which.
func TestAChangeOfWhatANoticeChanges(t *testing.T) {
	c := newShelf()
	publish := func(o bot.PublishOrder, now int) error {
		_, err := c.publish(o, day(now))
		return err
	}
	if err := errors.Join(publish(bot.PublishOrder{Files: scripts([10]int{})}, 1),
		publish(bot.PublishOrder{Files: scripts([10]int{1}), Based: 1, From: day(10), Until: day(20), Note: "closed on Christmas"}, 2)); err != nil {
		t.Fatal(err)
	}
	err := publish(bot.PublishOrder{Files: scripts([10]int{2}), Based: 1}, 3)
	if !errors.Is(err, bot.ErrOrder) {
		t.Fatalf("%v", err)
	}
	for _, words := range []string{"release 2 (closed on Christmas)", "ends on Sun 20 Dec 2026", "step s0 of a.flow", "withdraw release 2"} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q is not in %q", words, err)
		}
	}
	if err := publish(bot.PublishOrder{Files: scripts([10]int{2}), Based: 1, Until: day(9)}, 3); err != nil {
		t.Errorf("for a time that does not meet it: %v", err)
	}
	if got := c.live(day(15)); got[0] != 1 {
		t.Errorf("in the time of the notice %v is said", got)
	}
}

// Going back is always possible, at once, to exactly what was; what is scheduled stays
// so, with what was taken back if nothing else can be done.
func TestRollBack(t *testing.T) {
	c := newShelf()
	must := func(o bot.PublishOrder, now int) []release.Planned {
		t.Helper()
		all, err := c.publish(o, day(now))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	must(bot.PublishOrder{Files: scripts([10]int{})}, 1)
	must(bot.PublishOrder{Files: scripts([10]int{0, 5}), Based: 1}, 2)                                    // the mistake
	must(bot.PublishOrder{Files: scripts([10]int{0, 5, 7}), Based: 2, From: day(3), Until: day(9)}, 3)    // a notice
	must(bot.PublishOrder{Files: scripts([10]int{0, 5, 7, 8}), Based: 3, From: day(12)}, 4)               // scheduled
	must(bot.PublishOrder{Files: scripts([10]int{0, 55, 7}), Based: 3, From: day(20), Until: day(22)}, 4) // scheduled, about the mistake
	all := must(bot.PublishOrder{Repeats: 1}, 5)
	for _, x := range []struct {
		day  int
		want [10]int
	}{{5, [10]int{}}, {11, [10]int{}}, {12, [10]int{3: 8}}, {20, [10]int{1: 55, 3: 8}}, {22, [10]int{3: 8}}} {
		if got := c.live(day(x.day)); got != x.want {
			t.Errorf("on day %d %v is said, want %v", x.day, got, x.want)
		}
	}
	if all[0].Release.Repeats != 1 || all[0].Release.Version != c.r.List[0].Version {
		t.Errorf("it is %+v", all[0].Release)
	}
	if !slices.ContainsFunc(all, func(p release.Planned) bool { return len(p.Left) > 0 }) {
		t.Error("nothing says what has the mistake still")
	}
}

func TestWithdraw(t *testing.T) {
	c := newShelf()
	must := func(o bot.PublishOrder, now int) {
		t.Helper()
		if _, err := c.publish(o, day(now)); err != nil {
			t.Fatal(err)
		}
	}
	must(bot.PublishOrder{Files: scripts([10]int{})}, 1)
	if err := c.withdraw(1, day(1)); !errors.Is(err, bot.ErrOrder) || !strings.Contains(err.Error(), "no scripts at all") {
		t.Errorf("the only one: %v", err)
	}
	must(bot.PublishOrder{Files: scripts([10]int{1}), Based: 1}, 2)
	must(bot.PublishOrder{Files: scripts([10]int{1, 2}), Based: 2, From: day(5), Until: day(9)}, 2)
	for _, x := range []struct {
		number, day int
		says        string
	}{{1, 3, "another took its place"}, {3, 10, "is over"}, {4, 3, "no release 4"}} {
		if err := c.withdraw(x.number, day(x.day)); !errors.Is(err, bot.ErrOrder) || !strings.Contains(err.Error(), x.says) {
			t.Errorf("release %d on day %d: %v", x.number, x.day, err)
		}
	}
	n := len(c.r.List)
	if err := c.withdraw(3, day(6)); err != nil || len(c.r.List) != n || c.live(day(6)) != [10]int{1} {
		t.Errorf("the notice: %v, %v is said", err, c.live(day(6)))
	}
	before := c.r
	if err := c.withdraw(3, day(7)); err != nil || cmp.Diff(before, c.r) != "" {
		t.Errorf("a second time: %v", err)
	}
	must(bot.PublishOrder{Files: scripts([10]int{5}), Based: 2, From: day(20)}, 7)
	if err := c.withdraw(2, day(8)); !errors.Is(err, bot.ErrOrder) || !strings.Contains(err.Error(), "release 4 changed again what release 2 had changed") {
		t.Errorf("what another changed again: %v", err)
	}
}
