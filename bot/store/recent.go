package store

import (
	"fmt"
	"sync"
	"time"

	"nightdesk/bot"
)

// recent remembers the last sessions that this process stored, sealed as they
// are in Redis. People text again within minutes: what they left off with is
// then here, and a turn needs one round trip and not two.
//
// What is remembered may be out of date at any moment, so nothing is true
// because it stands here: see Recall.
type recent struct {
	mu         sync.Mutex
	young, old map[bot.PersonID]remembered
	turned     time.Time // when young began
	rest       time.Time // nothing is recalled until then
}

// remembered is a session as it was stored.
type remembered struct {
	version int64
	box     []byte
}

const (
	// recentMost and recentLife bound what is remembered: twice so many
	// sessions of about 1 KB, for twice so long.
	recentMost = 4096
	recentLife = 5 * time.Minute
	// recentRest is how long nothing is recalled after something out of date was:
	// where several servers take turns at a person, recalling only costs.
	recentRest = 10 * time.Second
)

// keep remembers what a person's session is now, unless something newer is.
func (r *recent) keep(p bot.PersonID, m remembered, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if was, ok := r.find(p); ok && was.version > m.version {
		return
	}
	if len(r.young) >= recentMost || now.Sub(r.turned) > recentLife {
		r.old, r.young, r.turned = r.young, map[bot.PersonID]remembered{}, now
	}
	if r.young == nil {
		r.young = map[bot.PersonID]remembered{}
	}
	r.young[p] = m
}

// forget is for whoever's stored session is not surely the one remembered.
func (r *recent) forget(p bot.PersonID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.young, p)
	delete(r.old, p)
}

// outdated says that what was recalled was no longer so.
func (r *recent) outdated(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rest = now.Add(recentRest)
}

func (r *recent) recall(p bot.PersonID, now time.Time) (remembered, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Before(r.rest) {
		return remembered{}, false
	}
	if now.Sub(r.turned) > 2*recentLife {
		r.young, r.old = nil, nil
	}
	return r.find(p)
}

func (r *recent) find(p bot.PersonID) (remembered, bool) {
	if m, ok := r.young[p]; ok {
		return m, true
	}
	m, ok := r.old[p]
	return m, ok
}

// Recall is what this process last stored of a person, without asking the
// server; false if it remembers nothing. It may be out of date and does not
// know whether an input was applied before, so it is good for one thing: to
// decide a turn whose commit carries the Stamp. That commit looks again, at
// once and in the one step: it is a Duplicate if the input was applied, and a
// Conflict if the session is not the very one that was recalled or the person
// has opted out. After either, Load tells how things stand. A decision that
// ends without a commit needs Load to begin with.
func (s *Store) Recall(person bot.PersonID) (bot.Loaded, bool) {
	m, ok := s.recent.recall(person, time.Now())
	if !ok {
		return bot.Loaded{}, false
	}
	l := bot.Loaded{Version: m.version, Stamp: stampOf(m.box)}
	if err := s.openSession(person, m.version, m.box, &l.Session); err != nil {
		s.recent.forget(person)
		return bot.Loaded{}, false
	}
	return l, true
}

// stampLen is how much of a sealed value makes its stamp: the header and the
// random nonce. A version alone would not do: a failover can lose one, and
// another server write something else under the same number.
const stampLen = sealHeader + 12

func stampOf(box []byte) string { return string(box[:stampLen]) }

// begins is how a session that was read begins where it is stored; nothing for
// one that was not there.
func begins(version int64, stamp string) string {
	if version == 0 {
		return ""
	}
	return fmt.Sprintf("%0*d", versionLen, version) + stamp
}

// learn draws the conclusions from the outcome of a commit.
func (s *Store) learn(c bot.Commit, box []byte, result bot.CommitResult) {
	switch {
	case c.Person == "":
	case result == bot.Applied && box != nil && c.Session.OptedOut.IsZero() && c.OptOut != bot.OptOutSet:
		s.recent.keep(c.Person, remembered{version: c.Version + 1, box: box}, time.Now())
	case result == bot.Taken: // the session was still the one recalled
	default:
		s.recent.forget(c.Person)
		if result == bot.Conflict && c.Stamp != "" {
			s.recent.outdated(time.Now())
		}
	}
}
