package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"nightdesk/bot"
)

// How long each class of record is kept (domain: retention by class).
const (
	keepReply   = 7 * 24 * time.Hour   // a repeated webhook gets its reply
	keepSeen    = 190 * 24 * time.Hour // this quarter and the one before: replays after that
	keepSeats   = 30 * 24 * time.Hour  // after the day
	keepSettled = 30 * 24 * time.Hour  // an outbound message that is settled
	keepCarrier = 14 * 24 * time.Hour  // carrier id -> message
	redactAfter = 70 * time.Second     // a text may still be looked for at the carrier till then
)

// Commit stores one turn, all of it or none, in one script. The same input id
// is applied once: again, the outcome is Duplicate with the reply it got (empty
// when that is older than 7 days), or Mismatch if the digest differs. Conflict
// and Taken mean that nothing was stored and the turn is to be decided again.
// A session or case whose Format is 0 is stored in this build's format.
//
// Seats are changed in the order given, but that what a visit gives up is given up
// first, unless the same turn claimed that very seat before: a move may name its two
// halves in either order. Each of Visits carries the version that it is stored as,
// one more than what was read; one that is not above the stored version, or is
// somebody else's, is a Conflict like anything that changed since it was read.
//
// An error wrapping bot.ErrUnavailable does not mean that nothing was stored:
// committing again with the same input id finds out.
func (s *Store) Commit(ctx context.Context, c bot.Commit) (bot.Outcome, error) {
	call, err := s.commitCall(c)
	if err != nil {
		return bot.Outcome{}, fmt.Errorf("commit turn: %w", err)
	}
	var reply []any
	err = s.retry(ctx, "commit turn", func(ctx context.Context, n conn) error {
		v, err := s.evalSafe(ctx, n, commitScript, call.keys, call.args...)
		reply, _ = v.([]any)
		return err
	})
	if err != nil {
		s.recent.forget(c.Person)
		return bot.Outcome{}, err
	}
	out, err := s.outcome(c, reply)
	if quarter, _ := reply[len(reply)-1].(int64); err == nil && out.Result == bot.Applied && quarter != call.told {
		s.seenTold.Store(quarter) // the script has just seen to its expiry
	}
	s.learn(c, call.session, out.Result)
	return out, err
}

// outcome reads what the script returned.
func (s *Store) outcome(c bot.Commit, reply []any) (bot.Outcome, error) {
	if len(reply) == 0 {
		return bot.Outcome{}, errors.New("commit turn: the script answered nothing")
	}
	word, _ := reply[0].(string)
	out := bot.Outcome{Result: bot.CommitResult(word)}
	switch out.Result {
	case bot.Applied:
		out.Reply = c.Reply
	case bot.Conflict, bot.Mismatch:
	case bot.Taken:
		seat, _ := reply[1].(int64)
		out.Taken = int(seat)
	case bot.Duplicate:
		if raw, _ := reply[1].(string); raw != "" {
			var err error
			if _, out.Reply, err = s.openReply(c.Input, string(make([]byte, macLen))+raw); err != nil {
				return out, fmt.Errorf("commit turn: %w", err)
			}
		}
	}
	return out, nil
}

// seenHash is what is kept of an input id for replays months later. Ids are
// the carrier's or made of keyed hashes: there is nothing to guess in them.
func seenHash(id bot.InputID) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:8]
}

// call gathers the KEYS and ARGV of commit.lua.
type call struct {
	keys []string
	args []any
	// session is what is stored of it without its version; nil if there is none.
	session []byte
	// recorded is the audit's MAC of what the session says; "" if there is none.
	recorded string
	// told is the quarter whose seen set is said to expire.
	told int64
}

func (c *call) add(args ...any) { c.args = append(c.args, args...) }

// commitCall seals what is to be stored and lays it out for the script.
func (s *Store) commitCall(c bot.Commit) (*call, error) {
	if c.Input == "" {
		return nil, errors.New("no input id")
	}
	n := s.names
	call := &call{
		keys: []string{n.input(c.Input), n.session(c.Person), n.thread(c.Person), n.seen(),
			n.due(), n.wake(), n.waking(), n.open(), n.optOut(), n.audit(),
			n.ledger(c.Person), n.standing(), n.redact(), n.redactTries()},
		args: make([]any, 0, 64),
	}
	call.add(s.sealReply(c.Input, c.Digest, c.Reply), begins(c.Version, c.Stamp), seconds(keepReply), seenHash(c.Input))
	call.add(seconds(keepSeen), string(c.Person))
	if err := s.addSession(call, c); err != nil {
		return nil, err
	}
	s.addThread(call, c)
	groups := seatGroups(c.Seats)
	call.told = s.seenTold.Load()
	call.add(int(c.OptOut), string(c.Input), c.Actor, c.Note, touched(c),
		len(c.Cases), len(c.Sends), len(c.Wakes), len(groups), call.told, seconds(s.keepWords(c)), callersTime(c.At), flag(c.Purge))
	if err := s.addConsents(call, c); err != nil {
		return nil, err
	}
	if err := s.addCases(call, c); err != nil {
		return nil, err
	}
	if err := s.addSends(call, c.Sends); err != nil {
		return nil, err
	}
	for _, w := range c.Wakes {
		call.add(w.Key, wakeTime(w.At))
	}
	s.addSeats(call, groups)
	return call, s.addVisits(call, c)
}

// callersTime is a commit's own time in ms since 1970; 0 if it does not say.
func callersTime(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

func (s *Store) addSession(call *call, c bot.Commit) error {
	if c.Session == nil {
		call.add("", "", seconds(s.retention))
		return nil
	}
	if c.Person == "" {
		return errors.New("a session without a person")
	}
	session := *c.Session
	if session.Format == 0 {
		session.Format = bot.SessionFormat
	}
	plain := encodeSession(session)
	call.recorded = s.record(kindSession, string(c.Person), c.Version+1, plain)
	stored := s.sealer.seal(fmt.Appendf(make([]byte, 0, 1024), "%0*d", versionLen, c.Version+1),
		kindSession, string(c.Person), c.Version+1, plain)
	call.session = stored[versionLen:]
	call.add(c.Version, stored, seconds(s.keepFor(&session, c.At)))
	return nil
}

const (
	// visitMargin is how long after a visit it can still be asked about.
	visitMargin = 7 * 24 * time.Hour
	// caseMargin is how long somebody with a matter before staff is remembered.
	caseMargin = 90 * 24 * time.Hour
)

// keepFor is how long a session is kept: as long as what was said, but at least
// until its visits are over, and while staff have its case or there was danger.
func (s *Store) keepFor(session *bot.Session, now time.Time) time.Duration {
	keep := s.retention
	for _, v := range session.Visits {
		keep = max(keep, v.End.Sub(now)+visitMargin)
	}
	if session.Case != "" || session.Crisis != nil || len(session.Waiting) > 0 {
		keep = max(keep, caseMargin)
	}
	return keep
}

// keepWords is how long what a turn says is kept: what was said in danger is a
// record of the class crisis, with the whole thread that it stands in.
func (s *Store) keepWords(c bot.Commit) time.Duration {
	if c.Session != nil && c.Session.Crisis != nil {
		return max(s.retention, s.keepCrisis)
	}
	return s.retention
}

func (s *Store) addThread(call *call, c bot.Commit) {
	if len(c.Said) == 0 || c.Person == "" {
		call.add("")
		return
	}
	call.add(s.sealer.seal(nil, kindThread, string(c.Person), 0, encodeSaid(c.Said)))
}

func (s *Store) addCases(call *call, c bot.Commit) error {
	for _, w := range c.Cases {
		if w.Case.Format == 0 {
			w.Case.Format = bot.CaseFormat
		}
		plain, err := json.Marshal(w.Case)
		if err != nil {
			return fmt.Errorf("case %s cannot be written as JSON", w.Case.ID)
		}
		closed := ""
		if w.Case.Status == bot.CaseClosed {
			closed = strconv.FormatInt(closedAt(w.Case).UnixMilli(), 10)
		}
		call.keys = append(call.keys, s.names.caseOf(w.Case.ID))
		call.add(string(w.Case.ID), w.Version, s.sealer.seal(nil, kindCase, string(w.Case.ID), w.Version+1, plain),
			w.Case.Opened.UnixMilli(), closed, seconds(s.keepCrisis), s.record(kindCase, string(w.Case.ID), w.Version+1, plain),
			closedOf(w.Case), closedAs(w.Case), s.sealEvent(c, w))
	}
	return nil
}

// closedAt is when a closed case was closed; one that does not say, when it was opened.
func closedAt(k bot.Case) time.Time {
	if k.Closed.IsZero() {
		return k.Opened
	}
	return k.Closed
}

func (s *Store) addSends(call *call, sends []bot.Send) error {
	for _, m := range sends {
		if m.ID == "" {
			return errors.New("a message without an id")
		}
		plain, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("message %s cannot be written as JSON", m.ID)
		}
		call.keys = append(call.keys, s.names.send(m.ID))
		call.add(string(m.ID), s.sealer.seal(nil, kindSend, string(m.ID), 0, plain), m.Due.UnixMilli(), string(m.Person), queue(m.Class),
			string(m.Class), m.Purpose, string(m.Visit), m.VisitVersion)
	}
	return nil
}

// flag is a yes or no for a script.
func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// queue is the end of the name of the queue that messages of a class wait in.
func queue(c bot.SendClass) string {
	switch c {
	case bot.SendAlert, bot.SendCrisis:
		return ":" + string(c)
	default:
		return ""
	}
}

// wakeTime is a timer's time for a script: milliseconds, or "" to clear it.
func wakeTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
