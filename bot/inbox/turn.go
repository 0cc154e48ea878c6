package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/schedule"
)

// tries bounds how often one turn is decided anew. Each try that conflicts means
// that another turn of the same person went through.
const tries = 100

// view is everything read for one try of a turn.
type view struct {
	person  bot.PersonID
	loaded  bot.Loaded
	blind   bool // the session is stored and can't be read
	learned bool // the store knows of an opt-out that the session does not
	world   engine.World
	kase    bot.Case // the open case; zero if none
	version int64    // of kase
	lost    bool     // the case is stored and can't be read
	now     time.Time
}

// settle decides and commits until it is stored once. decide makes the commit,
// on what it reads anew each time, or gives the answer itself when there is
// nothing to store; taken is the opening that the store refused.
func (x *Inbox) settle(ctx context.Context, decide func(taken *bot.Opening) (bot.Commit, *bot.Answer, error)) (bot.Answer, error) {
	var taken *bot.Opening
	for range tries {
		c, answer, err := decide(taken)
		if err != nil {
			return bot.Answer{}, err
		}
		if answer != nil {
			return *answer, nil
		}
		x.tally(&c)
		out, err := x.Store.Commit(ctx, c)
		if err != nil {
			return bot.Answer{}, fmt.Errorf("commit: %w", err)
		}
		switch out.Result {
		case bot.Applied:
			x.applied(c)
			return bot.Answer{Reply: c.Reply}, nil
		case bot.Duplicate:
			return bot.Answer{Reply: out.Reply, Repeated: true}, nil
		case bot.Mismatch:
			return bot.Answer{}, bot.ErrMismatch
		case bot.Taken:
			taken = &c.Seats[out.Taken].Opening
		case bot.Conflict:
		}
		if ctx.Err() != nil {
			break
		}
	}
	return bot.Answer{}, fmt.Errorf("%w: decided anew too often", bot.ErrUnavailable)
}

// apply decides and commits one text of a person; blind, without their session.
func (x *Inbox) apply(ctx context.Context, person bot.PersonID, in bot.Input, blind bool) (bot.Answer, error) {
	digest, first := digestOf(in), !blind
	in.NoReply = x.Answered != nil && !x.Answered(in.From)
	var note *string
	answer, err := x.settle(ctx, func(taken *bot.Opening) (bot.Commit, *bot.Answer, error) {
		v, err := x.glance(ctx, person, in, first)
		first = false
		if err != nil {
			return bot.Commit{}, nil, fmt.Errorf("load: %w", err)
		}
		if v.loaded.Done {
			answer, err := repeated(v.loaded, digest)
			return bot.Commit{}, &answer, err
		}
		v.blind = v.blind || blind
		v.world.Taken = taken
		v.world.Spent, v.world.Hasty = x.limits.spent(x.day(v.now), x.DaySegments), x.limits.hasty(person, v.now, x.MinuteReplies)
		turn, err := x.advance(ctx, &v, in)
		if err != nil {
			return bot.Commit{}, nil, err
		}
		note = &turn.Note
		c, err := x.compose(ctx, v, in, turn, digest)
		if turn.Note == bot.NoteNotAnswered {
			x.tellNotAnswered(&c)
		}
		return c, nil, err
	})
	if err == nil && !answer.Repeated && note != nil {
		x.limited(ctx, person, *note)
	}
	return answer, err
}

// repeated answers an input that was applied before.
func repeated(l bot.Loaded, digest string) (bot.Answer, error) {
	if l.Digest != "" && l.Digest != digest {
		return bot.Answer{}, bot.ErrMismatch
	}
	return bot.Answer{Reply: l.Reply, Repeated: true}, nil
}

// glance is a look at what is recalled, if anything is, on the first try of a
// text: whatever that decides ends in a commit, which finds out if it was out of
// date. A timer may end without one, and a text found late was often applied.
func (x *Inbox) glance(ctx context.Context, person bot.PersonID, in bot.Input, first bool) (view, error) {
	if first && !in.CaughtUp {
		if l, ok := x.Store.Recall(person); ok {
			return x.see(ctx, view{person: person, loaded: l, now: x.Now()})
		}
	}
	return x.look(ctx, in.ID, person, x.Now())
}

// look reads a person, their script and their open case.
func (x *Inbox) look(ctx context.Context, id bot.InputID, person bot.PersonID, now time.Time) (view, error) {
	l, err := x.Store.Load(ctx, id, person)
	if err != nil && !isUnreadable(err) {
		return view{}, err
	}
	v := view{person: person, loaded: l, blind: err != nil, now: now}
	if v.blind {
		v.loaded.Session = bot.Session{}
	}
	return x.see(ctx, v)
}

// see adds to a person what else a turn looks at.
func (x *Inbox) see(ctx context.Context, v view) (view, error) {
	s := &v.loaded.Session
	if v.loaded.OptedOut && s.OptedOut.IsZero() {
		s.OptedOut, v.learned = v.now, true // the carrier told us, or the session had expired
	}
	v.world = x.world(*s, v.now)
	if s.Case == "" {
		s.Owned = bot.Owned{}
	}
	if id := s.Case; id != "" && !v.loaded.Done {
		var err error
		v.kase, v.version, err = x.Store.Case(ctx, id)
		if v.lost = isUnreadable(err); err != nil && !v.lost {
			return view{}, err
		}
		v.world.Claimed = v.kase.Status == bot.CaseClaimed
		if !v.world.Claimed && !v.lost {
			s.Owned = bot.Owned{} // nobody has what nobody has taken
		}
	}
	return v, nil
}

// world is what a turn may know besides the session.
func (x *Inbox) world(s bot.Session, now time.Time) engine.World {
	version := s.At.Version
	if s.At.Step == "" {
		version = "" // nothing waits: whatever begins, begins on the newest
	}
	return engine.World{Program: x.program(version), Newest: x.Scripts.Current(), Ways: x.ways(version, now), Clinic: x.Clinic, Staff: x.rota().Now(now)}
}

// advance decides a turn, looking openings up if it needs them.
func (x *Inbox) advance(ctx context.Context, v *view, in bot.Input) (bot.Turn, error) {
	if v.blind {
		return engine.Unreadable(v.world, v.loaded.Session.OptedOut, in, v.now), nil
	}
	turn, err := x.resolve(ctx, v, func() bot.Turn { return engine.Advance(v.world, v.loaded.Session, in, v.now) })
	if err == nil && x.Took != nil {
		x.Took(turn.Ways)
	}
	if v.lost {
		turn.Raise = append(turn.Raise, bot.Raise{Level: bot.LevelNow, Reason: "a stored case can't be read"})
	}
	return turn, err
}

// resolve calls decide until it needs no more openings, which are those that the
// person can book by text.
func (x *Inbox) resolve(ctx context.Context, v *view, decide func() bot.Turn) (bot.Turn, error) {
	who := schedule.Who{Group: v.loaded.Session.Care.Group}
	return x.resolveIn(ctx, v, func(kind string) (iter.Seq[bot.Opening], error) { return x.openings(ctx, x.Calendar, kind, who, v.now) }, decide)
}

// resolveIn is resolve with the openings that open finds.
func (x *Inbox) resolveIn(ctx context.Context, v *view, openings func(kind string) (iter.Seq[bot.Opening], error), decide func() bot.Turn) (bot.Turn, error) {
	for range 5 {
		turn := decide()
		if turn.Need == "" {
			return turn, nil
		}
		open, err := openings(turn.Need)
		if err != nil {
			return bot.Turn{}, fmt.Errorf("read openings: %w", err)
		}
		if v.world.Openings == nil {
			v.world.Openings = map[string]iter.Seq[bot.Opening]{}
		}
		v.world.Openings[turn.Need] = open
	}
	return bot.Turn{}, errors.New("a turn asks for openings without end")
}

// openings are the times of a calendar that who may have.
func (x *Inbox) openings(ctx context.Context, cal *schedule.Calendar, kind string, who schedule.Who, now time.Time) (iter.Seq[bot.Opening], error) {
	k := cal.Kinds[kind]
	busy, err := x.Store.Busy(ctx, cal.Needs(kind), k.Since(now), k.Until(now))
	if err != nil {
		return nil, err
	}
	return cal.Openings(kind, who, busy, now), nil
}

// applied is what follows a commit: it only hurries what would happen anyway.
func (x *Inbox) applied(c bot.Commit) {
	x.limits.spend(x.day(c.At), c.Segments)
	if x.Log != nil && x.Log.Enabled(context.Background(), slog.LevelInfo) {
		x.Log.Info("turn", "note", c.Note, "actor", c.Actor, "person", c.Person, "sends", len(c.Sends))
	}
	if len(c.Sends) > 0 && x.Poke != nil {
		x.Poke()
	}
}

// digestOf tells two contents of one input id apart.
func digestOf(in bot.Input) string {
	sum := sha256.Sum256([]byte(in.From.E164() + "\x00" + in.To.E164() + "\x00" + in.Body.Text()))
	return base64.RawStdEncoding.EncodeToString(sum[:9])
}

// idOf derives an id that is the same each time a turn is computed.
func idOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:12]))
}
