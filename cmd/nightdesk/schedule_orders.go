package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/config"
)

type scheduleBookCmd struct {
	ofPerson
	Kind string `arg:"" help:"The visit kind of clinic.yaml, as intake_assessment; or with --group that of the group."`
	Date string `arg:"" optional:"" help:"The day, as 2026-03-02 or tomorrow."`
	Time string `arg:"" optional:"" help:"The time at the clinic, as 9:30AM or 13:30."`
	With string `help:"With whom or in which room, if it matters." placeholder:"NAME"`
	// Group is named like the config's series.
	Group string `help:"A seat in this group, instead of a day and a time." placeholder:"NAME"`
}

// Help says where the number goes.
func (scheduleBookCmd) Help() string { return numberHelp }

// Run books.
func (c *scheduleBookCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, func(d *calendarDesk) (bot.DeskOp, error) {
		op := bot.DeskOp{Do: bot.DeskBook, Opening: bot.Opening{Kind: c.Kind, Resource: c.With}}
		if _, ok := d.cal.Kinds[c.Kind]; !ok {
			return op, wrongUse("clinic.yaml has no visit kind %s (mend: one of %s)", c.Kind, strings.Join(slices.Sorted(maps.Keys(d.cal.Kinds)), ", "))
		}
		if c.Group != "" {
			s, ok := d.cal.SeriesNamed(c.Group)
			if !ok || s.Kind != c.Kind {
				return op, wrongUse("clinic.yaml has no group %s of that kind (mend: look under groups)", c.Group)
			}
			op.Opening.Series = s.Name
			return op, nil
		}
		if c.Date == "" || c.Time == "" {
			return op, wrongUse("when is not said (mend: nightdesk schedule book %s 2026-03-02 9:30AM --by ID)", c.Kind)
		}
		at, err := d.moment(c.Date, c.Time)
		op.Opening.Start = at.UTC()
		return op, err
	})
}

type scheduleMoveCmd struct {
	ofVisit
	Date string `arg:"" help:"The new day, as 2026-03-02 or tomorrow."`
	Time string `arg:"" help:"The new time at the clinic, as 9:30AM or 13:30."`
	With string `help:"With whom from now on, if somebody else." placeholder:"NAME"`
}

// Run moves.
func (c *scheduleMoveCmd) Run(ctx context.Context, std *streams) error {
	clinic, problems := config.Load(c.Config)
	if len(problems) > 0 {
		printProblems(std.err, problems)
		return errProblems
	}
	at, err := (&calendarDesk{cal: calendarOf(clinic), now: time.Now()}).moment(c.Date, c.Time)
	if err != nil {
		return err
	}
	return c.run(ctx, std, bot.DeskOp{Do: bot.DeskMove, Opening: bot.Opening{Start: at.UTC(), Resource: c.With}})
}

type (
	scheduleCancelCmd  struct{ ofVisit }
	scheduleArrivedCmd struct{ ofVisit }
	scheduleDoneCmd    struct{ ofVisit }
	scheduleMissedCmd  struct{ ofVisit }
	scheduleApproveCmd struct{ ofVisit }
	scheduleDeclineCmd struct{ ofVisit }
)

// Run cancels.
func (c *scheduleCancelCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskOp{Do: bot.DeskCancel})
}

// Run notes that they are here.
func (c *scheduleArrivedCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskOp{Do: bot.DeskArrived})
}

// Run notes that it took place.
func (c *scheduleDoneCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskOp{Do: bot.DeskFulfilled})
}

// Run notes that nobody came.
func (c *scheduleMissedCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskOp{Do: bot.DeskMissed})
}

// Run says yes.
func (c *scheduleApproveCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskOp{Do: bot.DeskApprove})
}

// Run says no.
func (c *scheduleDeclineCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskOp{Do: bot.DeskDecline})
}

type schedulePriorityCmd struct {
	ofPerson
	Group string `arg:"" help:"A priority group of clinic.yaml, or standard."`
}

// Help says where the number goes.
func (schedulePriorityCmd) Help() string { return numberHelp }

// Run puts somebody into a group.
func (c *schedulePriorityCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, func(d *calendarDesk) (bot.DeskOp, error) {
		op := bot.DeskOp{Do: bot.DeskPriority, Group: c.Group}
		names := []string{"standard"}
		for _, g := range d.cal.Groups {
			names = append(names, g.Name)
		}
		if !slices.Contains(names, c.Group) {
			return op, wrongUse("clinic.yaml has no priority group %s (mend: one of %s)", c.Group, strings.Join(names, ", "))
		}
		return op, nil
	})
}

type scheduleSeenCmd struct{ ofPerson }

// Help says where the number goes.
func (scheduleSeenCmd) Help() string { return numberHelp }

// Run stops a clock.
func (c *scheduleSeenCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, func(*calendarDesk) (bot.DeskOp, error) { return bot.DeskOp{Do: bot.DeskSeen}, nil })
}

// ofList names a waitlist.
type ofList struct {
	ofPerson
	List string `arg:"" help:"A visit kind, or kind/group."`
}

// Help says where the number goes.
func (ofList) Help() string { return numberHelp }

func (c *ofList) run(ctx context.Context, std *streams, do bot.DeskDo) error {
	return c.ofPerson.run(ctx, std, func(d *calendarDesk) (bot.DeskOp, error) {
		kind, group := bot.OfList(c.List)
		_, ok := d.cal.Kinds[kind]
		if strings.Contains(c.List, "/") {
			s, there := d.cal.SeriesNamed(group)
			ok = ok && there && s.Kind == kind
		}
		if !ok {
			return bot.DeskOp{}, wrongUse("there is no waitlist %s (mend: a visit kind of clinic.yaml, or kind/group; kinds are %s)", c.List, strings.Join(slices.Sorted(maps.Keys(d.cal.Kinds)), ", "))
		}
		return bot.DeskOp{Do: do, List: c.List}, nil
	})
}

type (
	scheduleWaitlistAddCmd struct{ ofList }
	scheduleWaitlistOffCmd struct{ ofList }
)

// Run puts somebody on a list.
func (c *scheduleWaitlistAddCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskWaitlistAdd)
}

// Run takes somebody off a list.
func (c *scheduleWaitlistOffCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, bot.DeskWaitlistOff)
}
