package store

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// log is an audit log with its chain, in memory.
type log struct {
	a              *auditor
	entries, seals []redis.XMessage
	places         []place // after each entry
}

// written is a log of n entries of several kinds.
func written(t *testing.T, n int) *log {
	t.Helper()
	keys, err := NewKeyset(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a, err := newAuditor("c1", keys)
	if err != nil {
		t.Fatal(err)
	}
	l := &log{a: a}
	at := a.genesis()
	for i := range n {
		m := redis.XMessage{ID: fmt.Sprintf("%d-%d", 1_700_000_000_000+i/3, i%3), Values: map[string]any{
			"i": "SM" + strconv.Itoa(i), "p": "P" + strconv.Itoa(i%17), "a": "person", "n": []string{"answer", "booked", "thread_read"}[i%3],
			"v": strconv.Itoa(i), "w": "st", "h": rand.Text()[:22], "k": ""}}
		content := a.content(fieldsOf(m))
		at = a.after(at, m.ID, content)
		l.entries, l.places = append(l.entries, m), append(l.places, at)
		l.seals = append(l.seals, redis.XMessage{ID: m.ID, Values: map[string]any{"n": strconv.FormatInt(at.n, 10), "c": content, "l": at.link}})
	}
	return l
}

// pages reads messages from an id on.
func pages(all []redis.XMessage) func(string) func() (redis.XMessage, bool, error) {
	return func(from string) func() (redis.XMessage, bool, error) {
		rest := all
		for from != "-" && len(rest) > 0 && beforeID(rest[0].ID, from) {
			rest = rest[1:]
		}
		return func() (redis.XMessage, bool, error) {
			if len(rest) == 0 {
				return redis.XMessage{}, false, nil
			}
			m := rest[0]
			rest = rest[1:]
			return m, true, nil
		}
	}
}

// verified walks along a log from a place in it.
func (l *log) verified(t *testing.T, begin place, entries, seals []redis.XMessage, checkpoints ...Checkpoint) AuditReport {
	t.Helper()
	v := &verifier{a: l.a, begin: l.a.anchor(begin), cutoff: "1-0", checkpoints: checkpoints,
		entries: pages(entries), seals: pages(seals), saw: func(string, map[string]string) {}}
	if err := v.run(); err != nil {
		t.Fatal(err)
	}
	return v.r
}

// with is a copy of the entries with one replaced.
func with(all []redis.XMessage, i int, m redis.XMessage) []redis.XMessage {
	out := slices.Clone(all)
	out[i] = m
	return out
}

func without(all []redis.XMessage, i int) []redis.XMessage {
	return slices.Delete(slices.Clone(all), i, i+1)
}

// TestEveryTamperingIsFound: of each of 1,000 entries every byte is changed, and it
// is taken out, exchanged with the next, and cut off with all after it.
func TestEveryTamperingIsFound(t *testing.T) {
	const n = 1000
	l := written(t, n)
	begin := l.a.genesis()
	end := l.a.checkpoint(l.places[n-1], time.Now())
	if r := l.verified(t, begin, l.entries, l.seals, end, l.a.checkpoint(l.places[n/2], time.Now())); r.First != nil || r.Entries != n || r.Checkpoints != 2 {
		t.Fatalf("an untouched log: %+v", r)
	}
	bytes, wrong := 0, 0
	want := func(r AuditReport, i int, what ...string) {
		t.Helper()
		if r.First == nil || r.First.N != int64(i+1) || !slices.Contains(what, r.First.What) || r.First.ID != l.entries[i].ID {
			if wrong++; wrong < 10 {
				t.Errorf("entry %d: %+v, want %v", i+1, r.First, what)
			}
		}
	}
	for i := range n {
		before, m := begin, l.entries[i]
		if i > 0 {
			before = l.places[i-1]
		}
		hi := min(i+2, n)
		near, nearSeals := l.entries[i:hi], l.seals[i:hi]
		// Every byte of every field, name and value.
		for name, v := range m.Values {
			for at := range len(name) {
				values := maps.Clone(m.Values)
				delete(values, name)
				values[changed(name, at)] = v
				want(l.verified(t, before, with(near, 0, redis.XMessage{ID: m.ID, Values: values}), nearSeals), i, AuditAltered)
				bytes++
			}
			for at := range len(v.(string)) {
				values := maps.Clone(m.Values)
				values[name] = changed(v.(string), at)
				want(l.verified(t, before, with(near, 0, redis.XMessage{ID: m.ID, Values: values}), nearSeals), i, AuditAltered)
				bytes++
			}
		}
		// From the beginning for some, from the entry before for all.
		begin, entries, seals, from := before, l.entries[i:], l.seals[i:], 0
		if i%50 == 0 {
			begin, entries, seals, from = l.a.genesis(), l.entries, l.seals, i
		}
		want(l.verified(t, begin, without(entries, from), seals), i, AuditMissing, AuditCutOff)
		if i+1 < n {
			next := l.entries[i+1]
			swapped := with(with(entries, from, redis.XMessage{ID: m.ID, Values: next.Values}), from+1, redis.XMessage{ID: next.ID, Values: m.Values})
			want(l.verified(t, begin, swapped, seals), i, AuditReordered)
			// With its seal: only its number is known, and where it stood.
			if r := l.verified(t, begin, without(entries, from), without(seals, from)); r.First == nil || r.First.N != int64(i+1) || r.First.What != AuditMissing {
				t.Errorf("entry %d, taken out with its seal: %+v", i+1, r.First)
			}
		}
		want(l.verified(t, begin, entries[:from], seals), i, AuditCutOff)
		// With the seals, only a checkpoint knows.
		if r := l.verified(t, begin, entries[:from], seals[:from], end); r.First == nil || r.First.N != int64(i+1) || r.First.What != AuditCutOff {
			t.Errorf("cut off after %d: %+v", i, r.First)
		}
	}
	t.Logf("%d entries, %d bytes, %d faults not named as they are", n, bytes, wrong)
	if bytes < 20*n {
		t.Fatal("too few bytes were changed: the test tests nothing")
	}
}

func changed(s string, at int) string {
	b := []byte(s)
	b[at] ^= 1
	return string(b)
}

// TestTheChainItself: seals that were altered, taken out or made up, and a chain
// that somebody with the keys made anew.
func TestTheChainItself(t *testing.T) {
	l := written(t, 30)
	begin := l.a.genesis()
	seal := func(i int, name, value string) []redis.XMessage {
		values := maps.Clone(l.seals[i].Values)
		values[name] = value
		return with(l.seals, i, redis.XMessage{ID: l.seals[i].ID, Values: values})
	}
	added := slices.Insert(slices.Clone(l.entries), 12, redis.XMessage{ID: l.entries[11].ID + "5", Values: map[string]any{"i": "SMforged"}})
	early := slices.Insert(without(l.entries, 20), 12, redis.XMessage{ID: l.entries[11].ID + "5", Values: l.entries[20].Values})
	forged := l.a.checkpoint(l.places[20], time.Now())
	forged.N--
	other := written(t, 30)
	for name, c := range map[string]struct {
		r    AuditReport
		n    int64
		what string
	}{
		"content":       {l.verified(t, begin, l.entries, seal(5, "c", changed(l.seals[5].Values["c"].(string), 3))), 6, AuditSeal},
		"link":          {l.verified(t, begin, l.entries, seal(5, "l", changed(l.seals[5].Values["l"].(string), 3))), 6, AuditSeal},
		"number":        {l.verified(t, begin, l.entries, seal(5, "n", "5")), 6, AuditSeal},
		"seal gone":     {l.verified(t, begin, l.entries, without(l.seals, 5)), 6, AuditUnsealed},
		"entry made up": {l.verified(t, begin, added, l.seals), 13, AuditAdded},
		"entry moved":   {l.verified(t, begin, early, l.seals), 13, AuditReordered},
		"anew":          {l.verified(t, begin, l.entries, l.seals, l.a.checkpoint(place{n: 20, id: l.places[19].id, link: other.places[19].link}, time.Now())), 20, AuditRewritten},
		"checkpoint":    {l.verified(t, begin, l.entries, l.seals, forged), 20, AuditForged},
		"other clinic":  {l.verified(t, begin, l.entries, l.seals, other.a.checkpoint(other.places[20], time.Now())), 21, AuditForged},
	} {
		if c.r.First == nil || c.r.First.N != c.n || c.r.First.What != c.what {
			t.Errorf("%s: %+v, want %s of %d", name, c.r.First, c.what, c.n)
		}
	}
	v := &verifier{a: l.a, begin: changed(l.a.anchor(l.places[3]), 0), entries: pages(nil), seals: pages(nil)}
	if err := v.run(); err != nil || v.r.First == nil || v.r.First.What != AuditBegin {
		t.Errorf("an altered beginning: %+v %v", v.r.First, err)
	}
	if r := l.verified(t, l.places[9], l.entries, l.seals, l.a.checkpoint(l.places[3], time.Now()), l.a.checkpoint(l.places[9], time.Now())); r.First != nil || r.Entries != 20 || r.Expired != 10 || r.Checkpoints != 1 {
		t.Errorf("after the first ten have expired: %+v", r)
	}
}
