package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// Record is everything that is stored of one person.
type Record struct {
	Person   bot.PersonID
	Session  bot.Session
	Version  int64     // of the session; 0 = there is none
	OptedOut time.Time // zero = they have not
	Said     []bot.Said
	// SaidUntil is when the words expire; zero if there are none.
	SaidUntil time.Time
	Consents  []bot.ConsentChange
	// Visits are those of the clinic's ledger, by their start; Waiting names the
	// waitlists that they are on, in order.
	Visits  []bot.Visit
	Waiting []string
	Cases   []bot.Case // oldest first
	Sends   []SentTo   // to them, oldest first
	// Deleted is set if the record of before was deleted on request.
	Deleted *Tombstone
	// Unreadable counts what is there and cannot be opened.
	Unreadable int
}

// SentTo is one message to a person and where it stands.
type SentTo struct {
	bot.Send
	State bot.SendState
}

// Empty reports whether nothing but an opt-out is known of the person.
func (r *Record) Empty() bool {
	return r.Version == 0 && len(r.Said)+len(r.Consents)+len(r.Visits)+len(r.Waiting)+len(r.Cases)+len(r.Sends)+r.Unreadable == 0
}

// Tombstone is what remains of a record that was deleted on request: that there was
// one, when it was deleted, by whom and why (domain rule 3.3.6).
type Tombstone struct {
	At    time.Time `json:"-"`
	By    string    `json:"b"` // staff id
	Basis string    `json:"l"` // legal basis, in staff's words
	// Forced is why it was deleted although something needed it; "" = nothing did.
	Forced string `json:"f,omitempty"`
}

// Record reads everything that is stored of a person. Cases and messages are found
// by looking through all of them: it is for staff's requests and not for turns.
func (s *Store) Record(ctx context.Context, person bot.PersonID) (Record, error) {
	r := Record{Person: person}
	notRead := func(err error) error {
		if errors.Is(err, bot.ErrUnreadable) {
			r.Unreadable++
			return nil
		}
		return err
	}
	l, err := s.Load(ctx, "", person)
	r.Session, r.Version = l.Session, l.Version
	if err = notRead(err); err != nil {
		return r, err
	}
	if r.Said, err = s.Thread(ctx, person); notRead(err) != nil {
		return r, err
	}
	if r.Consents, err = s.Consents(ctx, person); notRead(err) != nil {
		return r, err
	}
	if err := s.recordState(ctx, &r); err != nil {
		return r, err
	}
	if err := s.recordVisits(ctx, &r); err != nil {
		return r, err
	}
	err = s.eachCase(ctx, func(k bot.Case, err error) error {
		if err == nil && k.Person == person {
			r.Cases = append(r.Cases, k)
		}
		return nil // one that cannot be read is nobody's: fsck counts it
	})
	slices.SortFunc(r.Cases, func(a, b bot.Case) int { return a.Opened.Compare(b.Opened) })
	if err != nil {
		return r, err
	}
	sends, err := s.sendsTo(ctx, person)
	for _, m := range sends {
		open, err := s.openSend(m.id, m.box)
		if err != nil {
			r.Unreadable++
			continue
		}
		r.Sends = append(r.Sends, SentTo{Send: open, State: m.state})
	}
	slices.SortFunc(r.Sends, func(a, b SentTo) int {
		return cmp.Or(a.Due.Compare(b.Due), strings.Compare(string(a.ID), string(b.ID)))
	})
	return r, err
}

// recordVisits reads the person's visits and where they wait.
func (s *Store) recordVisits(ctx context.Context, r *Record) error {
	visits, bad, err := s.visitsBy(ctx, r.Person)
	r.Visits, r.Unreadable = visits, r.Unreadable+len(bad)
	if err != nil {
		return err
	}
	lists, err := s.Waitlists(ctx)
	for name, people := range lists {
		if slices.Contains(people, r.Person) {
			r.Waiting = append(r.Waiting, name)
		}
	}
	slices.Sort(r.Waiting)
	return err
}

// visitsBy finds a person's visits in the ledger, by their start, and the ids of
// those that cannot be read.
func (s *Store) visitsBy(ctx context.Context, person bot.PersonID) (visits []bot.Visit, bad []bot.VisitID, err error) {
	err = s.eachKey(ctx, s.names.visit(""), func(id string) error {
		var f []any
		err := s.retry(ctx, "read a visit", func(ctx context.Context, c conn) (err error) {
			f, err = c.HMGet(ctx, s.names.visit(bot.VisitID(id)), "v", "d", "p").Result()
			return err
		})
		if err != nil || text(f[2]) != string(person) {
			return err
		}
		if b, unreadable := s.openVisit(bot.VisitID(id), f); unreadable != nil {
			bad = append(bad, bot.VisitID(id))
		} else {
			visits = append(visits, b.Visit)
		}
		return nil
	})
	slices.SortFunc(visits, func(a, b bot.Visit) int {
		return cmp.Or(a.Start.Compare(b.Start), strings.Compare(string(a.ID), string(b.ID)))
	})
	return visits, bad, err
}

// recordState reads the opt-out, the tombstone and when the words expire.
func (s *Store) recordState(ctx context.Context, r *Record) error {
	return s.retry(ctx, "read a record", func(ctx context.Context, c conn) error {
		since, err := c.HGet(ctx, s.names.optOut(), string(r.Person)).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		if since != "" {
			r.OptedOut = millis(since)
		}
		if len(r.Said) > 0 {
			until, err := c.PTTL(ctx, s.names.thread(r.Person)).Result()
			if err != nil {
				return err
			}
			r.SaidUntil = time.Now().Add(until)
		}
		f, err := c.HMGet(ctx, s.names.gone(r.Person), "t", "d").Result()
		if err != nil || f[0] == nil {
			return err
		}
		r.Deleted = &Tombstone{}
		if s.openJSON(kindGone, string(r.Person), 0, []byte(text(f[1])), r.Deleted, nil) != nil {
			r.Unreadable++
		}
		r.Deleted.At = millis(f[0])
		return nil
	})
}

// Cases reads all cases, closed ones too, in no order. Those that cannot be read are
// left out.
func (s *Store) Cases(ctx context.Context) ([]bot.Case, error) {
	var all []bot.Case
	err := s.eachCase(ctx, func(k bot.Case, err error) error {
		if err == nil {
			all = append(all, k)
		}
		return nil
	})
	return all, err
}

func (s *Store) eachCase(ctx context.Context, fn func(bot.Case, error) error) error {
	return s.eachKey(ctx, s.names.caseOf(""), func(id string) error {
		k, _, err := s.Case(ctx, bot.CaseID(id))
		if errors.Is(err, bot.ErrUnavailable) {
			return err
		}
		return fn(k, err)
	})
}

// eachKey calls fn with the rest of every key that begins with prefix, once.
func (s *Store) eachKey(ctx context.Context, prefix string, fn func(rest string) error) error {
	seen := map[string]bool{}
	var cursor uint64
	for {
		var keys []string
		err := s.retry(ctx, "look through the store", func(ctx context.Context, c conn) (err error) {
			keys, cursor, err = c.Scan(ctx, cursor, prefix+"*", 500).Result()
			return err
		})
		if err != nil {
			return err
		}
		for _, k := range keys {
			if seen[k] {
				continue
			}
			seen[k] = true
			if err := fn(strings.TrimPrefix(k, prefix)); err != nil {
				return err
			}
		}
		if cursor == 0 {
			return nil
		}
	}
}

// storedSend is a message as it is stored.
type storedSend struct {
	id           bot.SendID
	state        bot.SendState
	box, carrier string
	queue        string
}

// sendsTo finds the messages whose opt-out is this person's.
func (s *Store) sendsTo(ctx context.Context, person bot.PersonID) ([]storedSend, error) {
	var all []storedSend
	err := s.eachKey(ctx, s.names.send(""), func(id string) error {
		return s.retry(ctx, "read a message", func(ctx context.Context, c conn) error {
			f, err := c.HMGet(ctx, s.names.send(bot.SendID(id)), "p", "st", "d", "ca", "q").Result()
			if err == nil && text(f[0]) == string(person) {
				all = append(all, storedSend{id: bot.SendID(id), state: bot.SendState(text(f[1])), box: text(f[2]), carrier: text(f[3]), queue: text(f[4])})
			}
			return err
		})
	})
	return all, err
}

// Numbers reads the number of each person whose session is still kept.
func (s *Store) Numbers(ctx context.Context, people []bot.PersonID) (map[bot.PersonID]bot.Phone, error) {
	out := map[bot.PersonID]bot.Phone{}
	for _, p := range people {
		l, err := s.Load(ctx, "", p)
		if errors.Is(err, bot.ErrUnavailable) {
			return out, err
		}
		if err == nil && l.Session.Phone != "" {
			out[p] = l.Session.Phone
		}
	}
	return out, nil
}

// String says when and shows nothing of why.
func (t Tombstone) String() string { return fmt.Sprintf("[deleted %s]", t.At.Format(time.DateOnly)) }
