package console

import (
	"testing"
	"time"

	"nightdesk/bot"
)

// The one step back is called what it does: what puts an undone release live again is no
// undoing, and what was undone is named for as long as nothing else was published.
func TestTheWayBackIsCalledWhatItDoes(t *testing.T) {
	at := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)
	all := bot.Releases{}
	publish := func(version string, repeats int) {
		n := len(all.List)
		all.List = append(all.List, bot.Release{Number: n + 1, Version: version, Based: n, Repeats: repeats, At: at, From: at.Add(time.Duration(n) * time.Minute)})
	}
	for _, x := range []struct {
		say        string
		version    string
		repeats    int
		to, undone int
		redo       bool
	}{
		{"the first", "a", 0, 0, 0, false},
		{"a change", "b", 0, 1, 0, false},
		{"its undoing", "a", 1, 2, 2, true},
		{"it is live again", "b", 2, 3, 0, false},
		{"and undone again", "a", 3, 4, 2, true},
		{"another change", "c", 0, 5, 0, false},
		{"its undoing", "a", 5, 6, 6, true},
	} {
		publish(x.version, x.repeats)
		live := all.List[len(all.List)-1]
		if w := wayBackOf(all, at.Add(time.Hour)); w.To != x.to || w.Redo != x.redo || w.Live != live.Number {
			t.Errorf("release %d, %s: %+v", live.Number, x.say, w)
		}
		if n := undoneBy(all, live); n != x.undone {
			t.Errorf("release %d, %s: it undid %d, want %d", live.Number, x.say, n, x.undone)
		}
	}
}

// A version has one name: the newest release that it was published as, in digits of ours.
func TestAVersionIsCalledByItsRelease(t *testing.T) {
	all := bot.Releases{List: []bot.Release{{Number: 1, Version: "ebeca74812345678"}, {Number: 2, Version: "3f8a1c2712345678"}, {Number: 3, Version: "ebeca74812345678"}}}
	for version, want := range map[string]int{"ebeca748": 3, "3f8a1c27": 2, "00000000": 0, "": 0} {
		if got, ok := releaseOf(all, version); got.Number != want || ok != (want != 0) {
			t.Errorf("%q is release %d, want %d", version, got.Number, want)
		}
	}
}
