package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// unaskedSpan is how far back ClaimedSend.Unasked goes. The record is kept for a
// day longer, so that clocks that differ do not shorten it.
const unaskedSpan = 7 * 24 * time.Hour

// Consents reads a person's consent ledger, oldest entry first; nil if there is
// none. Entries that cannot be read are left out and reported by an error
// wrapping bot.ErrUnreadable; the others come with it.
func (s *Store) Consents(ctx context.Context, person bot.PersonID) ([]bot.ConsentChange, error) {
	var boxes []string
	err := s.retry(ctx, "read consents", func(ctx context.Context, c conn) (err error) {
		boxes, err = c.LRange(ctx, s.names.ledger(person), 0, -1).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []bot.ConsentChange
	bad := 0
	for _, box := range boxes {
		some, err := s.openConsents(person, box)
		if err != nil {
			bad++
			continue
		}
		all = append(all, some...)
	}
	if bad > 0 {
		return all, fmt.Errorf("read consents: %d entries: %w", bad, bot.ErrUnreadable)
	}
	return all, nil
}

// sealConsents makes one entry of a person's ledger.
func (s *Store) sealConsents(person bot.PersonID, changes []bot.ConsentChange) ([]byte, error) {
	plain, err := json.Marshal(changes)
	if err != nil {
		return nil, errors.New("a consent cannot be written as JSON")
	}
	return s.sealer.seal(nil, kindConsent, string(person), 0, plain), nil
}

func (s *Store) openConsents(person bot.PersonID, box string) (changes []bot.ConsentChange, err error) {
	err = s.openJSON(kindConsent, string(person), 0, []byte(box), &changes, nil)
	return changes, err
}

// addConsents lays a commit's consents and redactions out for the script.
func (s *Store) addConsents(call *call, c bot.Commit) error {
	changes, before := standingAfter(c), formerConsents(c)
	var entry, first []byte
	if len(c.Consents) > 0 {
		if c.Person == "" {
			return errors.New("a consent without a person")
		}
		var err error
		if entry, err = s.sealConsents(c.Person, c.Consents); err != nil {
			return err
		}
		if len(before) > 0 {
			if first, err = s.sealConsents(c.Person, before); err != nil {
				return err
			}
		}
	}
	var redact []string
	if s.redact {
		redact = c.Redact
	}
	call.add(entry, first, seconds(s.keepConsent), len(changes), len(before), len(redact), redactAfter.Milliseconds(), call.recorded, seconds(s.retention))
	call.add(countDay(c), countLines(c.Counts), seconds(keepCounts))
	for _, x := range append(changes, before...) {
		call.add(standingField(c.Person, x.Purpose), sinceOf(x))
	}
	for _, carrier := range redact {
		call.add(carrier)
	}
	return nil
}

// standingField names one consent in the hash of those that stand.
func standingField(p bot.PersonID, purpose string) string { return string(p) + ":" + purpose }

// sinceOf is since when a consent stands, in ms; "" takes it back.
func sinceOf(c bot.ConsentChange) string {
	if !c.Given {
		return ""
	}
	return strconv.FormatInt(c.At.UnixMilli(), 10)
}

// standingAfter are the changes of a commit to the consents that stand. What
// takes back all, or opts out, takes back each. All given back gives nothing:
// each purpose is agreed to by itself (domain rule 4.3.6).
func standingAfter(c bot.Commit) []bot.ConsentChange {
	if c.Person == "" {
		return nil
	}
	var changes []bot.ConsentChange
	all := func() {
		for _, p := range bot.Purposes {
			changes = append(changes, bot.ConsentChange{Purpose: p})
		}
	}
	if c.OptOut == bot.OptOutSet {
		all()
	}
	for _, x := range c.Consents {
		if x.Purpose == bot.PurposeAll && !x.Given {
			all()
			continue
		}
		changes = append(changes, x)
	}
	return changes
}

// formerConsents are the consents of a session that this commit does not change:
// they were given before there was a ledger, if the person has none.
func formerConsents(c bot.Commit) []bot.ConsentChange {
	if c.Session == nil || len(c.Consents) == 0 {
		return nil
	}
	now := map[string]bool{}
	for _, x := range c.Consents {
		now[x.Purpose+strconv.FormatInt(x.At.UnixMilli(), 10)] = true
	}
	return changesOf(c.Session.Consents, func(purpose string, at time.Time) bool {
		ms := strconv.FormatInt(at.UnixMilli(), 10)
		return now[purpose+ms] || now[bot.PurposeAll+ms]
	})
}

// changesOf are a session's consents as entries of a ledger, but for those that
// stand in one already.
func changesOf(consents []bot.Consent, there func(purpose string, at time.Time) bool) []bot.ConsentChange {
	var all []bot.ConsentChange
	for _, x := range consents {
		e := bot.ConsentChange{Purpose: x.Purpose, Given: true, At: x.Given, How: bot.HowAnswer, Wording: x.Wording, Lang: x.Lang}
		if there(x.Purpose, x.Given) {
			continue
		}
		all = append(all, e)
		if !x.Withdrawn.IsZero() && !there(x.Purpose, x.Withdrawn) {
			e.Given, e.At = false, x.Withdrawn
			all = append(all, e)
		}
	}
	return all
}

// MoveConsents makes a ledger for everybody who agreed to texts before there were
// ledgers and whose session still says so, so that the proof outlives the session.
// It returns for how many, and is harmless to run again and beside turns.
func (s *Store) MoveConsents(ctx context.Context) (n int, err error) {
	err = s.eachKey(ctx, s.names.session(""), func(person string) error {
		who := bot.PersonID(person)
		l, err := s.Load(ctx, "", who)
		if errors.Is(err, bot.ErrUnreadable) || err == nil && len(l.Session.Consents) == 0 {
			return nil // one that cannot be read is counted by fsck
		}
		if err != nil {
			return err
		}
		changes := changesOf(l.Session.Consents, func(string, time.Time) bool { return false })
		box, err := s.sealConsents(who, changes)
		if err != nil {
			return err
		}
		args := []any{begins(l.Version, ""), box, seconds(s.keepConsent)}
		for _, x := range changes {
			args = append(args, standingField(who, x.Purpose), sinceOf(x))
		}
		keys := []string{s.names.session(who), s.names.ledger(who), s.names.standing(), s.names.optOut()}
		return s.retry(ctx, "move consents", func(ctx context.Context, c conn) error {
			v, err := s.evalSafe(ctx, c, moveConsentsScript, keys, append(args, person)...)
			if v == int64(1) {
				n++
			}
			return err
		})
	})
	return n, err
}

// consented reads what a claim says of the consent to a message: where the person
// has no ledger yet, their session tells.
func (s *Store) consented(ctx context.Context, m bot.Send, said any) (bool, error) {
	if said != int64(-1) {
		return said == int64(1), nil
	}
	l, err := s.Load(ctx, "", m.Person)
	if err != nil {
		return false, err
	}
	for _, x := range l.Session.Consents {
		if x.Purpose == m.Purpose && x.Withdrawn.IsZero() {
			return true, nil
		}
	}
	return false, nil
}

// refusedArgs lays out the ledger entry of a number that the carrier refuses. The
// entry is sealed for a person, so who that is is looked up first; empty if it is
// no refusal, or of nobody we know.
func (s *Store) refusedArgs(ctx context.Context, refused bool, id bot.SendID, carrier string, person bot.PersonID) ([]any, error) {
	if !refused {
		return []any{"", "", 0}, nil
	}
	err := s.retry(ctx, "look a message up", func(ctx context.Context, c conn) error {
		if id == "" && carrier != "" {
			found, err := c.Get(ctx, s.names.carrier(carrier)).Result()
			if err != nil && !errors.Is(err, redis.Nil) {
				return err
			}
			id = bot.SendID(found)
		}
		if id == "" {
			return nil
		}
		found, err := c.HGet(ctx, s.names.send(id), "p").Result()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		if found != "" {
			person = bot.PersonID(found)
		}
		return err
	})
	if err != nil || person == "" {
		return []any{"", "", 0}, err
	}
	box, err := s.sealConsents(person, []bot.ConsentChange{{Purpose: bot.PurposeAll, At: time.Now().UTC(), How: bot.HowCarrier}})
	if err != nil {
		return nil, err
	}
	args := []any{box, string(person), seconds(s.keepConsent)}
	for _, p := range bot.Purposes {
		args = append(args, standingField(person, p))
	}
	return args, nil
}

// moments is a script's list of times.
func moments(v any) []time.Time {
	list, _ := v.([]any)
	var out []time.Time
	for _, x := range list {
		out = append(out, millis(x))
	}
	return out
}
