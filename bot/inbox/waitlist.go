package inbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/schedule"
)

// Freed seats are offered by a timer of their waitlist. One pass looks at everybody
// who waits, in the list's order, and commits an offer to each whom an opening
// suits: as many people as there are seats. The timer itself is set last, so a pass
// that ends midway is made again, and whoever has an offer by then is left alone.

// seatsAgain is when a list on which somebody waits is looked at again although
// nothing was heard of a seat: days come into reach, and people stop talking.
const seatsAgain = 30 * time.Minute

// mostWaiting bounds the people one pass looks at. Those behind wait until somebody
// ahead of them has left the list.
const mostWaiting = 2000

// freed are the timers of the waitlists that a turn's changes are news to: a seat
// that is free again, or somebody new who waits.
func (x *Inbox) freed(seats []bot.SeatChange, waits []bot.WaitChange, now time.Time) []bot.Wake {
	var wakes []bot.Wake
	add := func(list string) {
		key := bot.WakeSeats + list
		if !slices.ContainsFunc(wakes, func(w bot.Wake) bool { return w.Key == key }) {
			wakes = append(wakes, bot.Wake{Key: key, At: bot.Daytime(now, x.zone())})
		}
	}
	for _, s := range seats {
		if s.Op == bot.SeatFree {
			add(s.List())
		}
	}
	for _, w := range waits {
		if !w.Off {
			add(w.List)
		}
	}
	return wakes
}

func (x *Inbox) zone() *time.Location {
	if x.Clinic.Zone == nil {
		return time.UTC
	}
	return x.Clinic.Zone
}

// seats works the timer of a waitlist.
func (x *Inbox) seats(ctx context.Context, w bot.Wake) error {
	now := x.Now()
	if w.At.After(now) {
		now = w.At
	}
	list := strings.TrimPrefix(w.Key, bot.WakeSeats)
	next := bot.Daytime(now, x.zone())
	if !next.After(now) {
		var err error
		if next, err = x.offerSeats(ctx, list, now); err != nil {
			return err
		}
	}
	if err := x.setSeats(ctx, w.Key, now, next); err != nil || !next.IsZero() {
		return err
	}
	// Whoever joined while this pass looked set the timer that it has just cleared.
	late, err := x.Store.Waitlist(ctx, list)
	if err != nil {
		return fmt.Errorf("read a waitlist: %w", err)
	}
	if len(late) == 0 {
		return nil
	}
	return x.setSeats(ctx, w.Key, now, now)
}

// setSeats sets the timer of a waitlist, or with a zero time clears it.
func (x *Inbox) setSeats(ctx context.Context, key string, now, next time.Time) error {
	_, err := x.Store.Commit(ctx, bot.Commit{
		// Setting a timer twice does no harm, and another pass may come at this
		// very moment: so the id is new each time.
		Input: bot.InputID("q|" + key + "|" + rand.Text()), At: now, Actor: "clock", Note: "waitlist_seen",
		Wakes: []bot.Wake{{Key: key, At: next}},
	})
	if err != nil {
		return fmt.Errorf("set the timer of a waitlist: %w", err)
	}
	return nil
}

// offerSeats goes through a waitlist once, and says when to do so again; zero =
// nobody waits.
func (x *Inbox) offerSeats(ctx context.Context, list string, now time.Time) (time.Time, error) {
	people, err := x.Store.Waitlist(ctx, list)
	if err != nil {
		return time.Time{}, fmt.Errorf("read a waitlist: %w", err)
	}
	people = people[:min(len(people), mostWaiting)]
	var next time.Time
	var bad []error
	for _, person := range people {
		until, waits, err := x.offerSeat(ctx, list, person, now)
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, bot.ErrUnavailable) {
				return time.Time{}, err
			}
			bad = append(bad, err) // one who can't be looked at keeps nobody behind them waiting
			continue
		}
		if !waits {
			continue
		}
		if until.IsZero() {
			until = bot.Daytime(now.Add(seatsAgain), x.zone())
		}
		if next.IsZero() || until.Before(next) {
			next = until
		}
	}
	return next, errors.Join(bad...)
}

// offerSeat makes one person an offer, if they can have one now. until is when the
// offer that they have ends; waits is false if they are on the list no more.
func (x *Inbox) offerSeat(ctx context.Context, list string, person bot.PersonID, now time.Time) (until time.Time, waits bool, err error) {
	err = x.guard(func() error {
		_, err := x.settle(ctx, func(taken *bot.Opening) (bot.Commit, *bot.Answer, error) {
			until, waits = time.Time{}, true
			v, err := x.look(ctx, "", person, now)
			if err != nil {
				return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
			}
			if v.blind { // that they wait is not lost: their own timers tell staff of it
				return bot.Commit{}, &bot.Answer{}, nil
			}
			if !slices.ContainsFunc(v.loaded.Session.Waiting, func(w bot.Waiting) bool { return w.Key() == list }) {
				waits = false
				return offList(v, list), nil, nil
			}
			if h := v.loaded.Session.Hold; h != nil && h.Waited && h.HeldUntil.After(now) {
				until = h.HeldUntil
				return bot.Commit{}, &bot.Answer{}, nil
			}
			v.world.Taken = taken
			open, err := x.seatsOf(ctx, list, v)
			if err != nil {
				return bot.Commit{}, nil, err
			}
			in := bot.Input{ID: bot.InputID("q|" + list + "|" + string(person) + "|" + strconv.FormatInt(v.loaded.Version, 10)), Kind: bot.WakeUp}
			turn, ok := engine.OfferSeat(v.world, v.loaded.Session, engine.Offering{ID: in.ID, List: list, Open: open}, now)
			if !ok {
				return bot.Commit{}, &bot.Answer{}, nil
			}
			if h := turn.Session.Hold; h != nil {
				until = h.HeldUntil
			} else if turn.Note == engine.NoteRanked {
				until = now // the list is in another order now
			}
			c, err := x.compose(ctx, v, in, turn, "")
			for i := range c.Sends {
				if c.Sends[i].Class == bot.SendUnprompted { // later it would offer what is no longer kept
					c.Sends[i].Expires = until
				}
			}
			return c, nil, err
		})
		return err
	})
	return until, waits, err
}

// offList takes somebody off a list who is on it and does not wait: their session
// is gone, or says otherwise.
func offList(v view, list string) bot.Commit {
	c := bot.Commit{
		Input: bot.InputID("o|" + list + "|" + string(v.person) + "|" + strconv.FormatInt(v.loaded.Version, 10) + "|" + rand.Text()), At: v.now, Person: v.person,
		Waits: []bot.WaitChange{{List: list, Off: true}}, Actor: "clock", Note: "waitlist_stale",
	}
	if v.loaded.Version > 0 { // if they join meanwhile, it is looked at anew
		c.Session, c.Version = &v.loaded.Session, v.loaded.Version
	}
	return c
}

// seatsOf are the openings of a list's kind or group that somebody can be offered.
func (x *Inbox) seatsOf(ctx context.Context, list string, v view) (iter.Seq[bot.Opening], error) {
	kind, series := bot.OfList(list)
	// Whoever staff let wait for a group may be offered its seats; they decide again.
	open, err := x.openings(ctx, x.Calendar, kind, schedule.Who{Group: v.loaded.Session.Care.Group, Staff: series != ""}, v.now)
	if err != nil {
		return nil, fmt.Errorf("read openings: %w", err)
	}
	return func(yield func(bot.Opening) bool) {
		for o := range open {
			if o.Series == series && !yield(o) {
				return
			}
		}
	}, nil
}
