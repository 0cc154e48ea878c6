package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// affectedCmd says whose records were touched, for a breach (domain rule 3.3.8).
type affectedCmd struct {
	From    string `help:"First day, as 2026-03-02, in the clinic's zone." required:"" placeholder:"DATE"`
	To      string `help:"Last day." required:"" placeholder:"DATE"`
	Class   string `help:"Only records of this class: ${enum}." enum:"any,thread,session,case,send" default:"any"`
	Account string `help:"Only what this staff id touched." placeholder:"ID"`
	Numbers bool   `help:"Phone numbers too, for the notices. Needs --by and --purpose, and is audited."`
	By      string `help:"Who asks: a staff id of clinic.yaml." placeholder:"ID"`
	Purpose string `help:"What the numbers are for." placeholder:"TEXT"`
	Config  string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Help is the long help of the command.
func (affectedCmd) Help() string {
	return `A record counts as touched on a day on which something was written to it, or somebody
read, exported or deleted it; all of this is in the audit log. People are named by
the keyed hash that stands for their number. If the keyset or the server itself was
lost, everybody who ever wrote is affected: begin with the first day.`
}

// classes are the classes of records, by the letter that the audit log has for them.
var classes = map[string]string{"session": store.TouchedSession, "thread": store.TouchedThread, "case": store.TouchedCase, "send": store.TouchedSend}

// Run prints counts, then a line for each person.
func (c *affectedCmd) Run(ctx context.Context, std *streams) error {
	if c.Numbers && strings.TrimSpace(c.Purpose) == "" {
		return wrongUse("what numbers are for is written down (mend: --purpose and a few words, as \"notices of the breach\")")
	}
	d, err := openDesk(ctx, std, c.Config)
	if err != nil {
		return err
	}
	defer d.Close()
	from, err1 := time.ParseInLocation(time.DateOnly, c.From, d.clinic.Zone)
	to, err2 := time.ParseInLocation(time.DateOnly, c.To, d.clinic.Zone)
	switch {
	case errors.Join(err1, err2) != nil:
		return wrongUse("--from and --to are the first and the last day (mend: write both as 2026-03-02)")
	case to.Before(from):
		return wrongUse("--to %s is before --from %s (mend: give the first day as --from)", c.To, c.From)
	}
	if c.Account != "" && !d.known(c.Account) {
		fmt.Fprintf(std.err, "note: %s has no staff id %s now: 0 people means little if it is misspelt\n", c.Config, c.Account)
	}
	touched, err := c.touched(ctx, d, from, to.AddDate(0, 0, 1).Add(-time.Millisecond))
	if err != nil {
		return err
	}
	var numbers map[bot.PersonID]bot.Phone
	if c.Numbers {
		if numbers, err = c.numbers(ctx, d, touched); err != nil {
			return err
		}
	}
	c.print(std, touched, numbers)
	return nil
}

// touched are the people whose records were touched, with the classes of these.
func (c *affectedCmd) touched(ctx context.Context, d *records, from, to time.Time) (map[bot.PersonID]map[string]bool, error) {
	staff := map[bot.PersonID]bool{}
	for _, s := range d.clinic.Staff {
		staff[d.store.Person(bot.Phone(s.Phone))] = true
	}
	touched := map[bot.PersonID]map[string]bool{}
	note := func(person bot.PersonID, class string) {
		if person == "" || staff[person] || c.Class != "any" && c.Class != class {
			return
		}
		if touched[person] == nil {
			touched[person] = map[string]bool{}
		}
		touched[person][class] = true
	}
	owners := map[bot.CaseID]bot.PersonID{}
	err := d.store.AuditBetween(ctx, from, to, func(e store.AuditEntry) error {
		if c.Account != "" && e.Actor != c.Account {
			return nil
		}
		for class, letter := range classes {
			if strings.Contains(e.Touched, letter) {
				note(e.Person, class)
			}
		}
		// A member of staff who answers an alert touches the case of somebody else.
		for _, id := range e.Cases {
			if _, known := owners[id]; !known {
				k, _, err := d.store.Case(ctx, id)
				if errors.Is(err, bot.ErrUnavailable) {
					return err
				}
				owners[id] = k.Person
			}
			note(owners[id], "case")
		}
		return nil
	})
	return touched, err
}

// numbers audits that they are shown, for each person, before they are.
func (c *affectedCmd) numbers(ctx context.Context, d *records, touched map[bot.PersonID]map[string]bool) (map[bot.PersonID]bot.Phone, error) {
	if err := d.staff(c.By, c.Config); err != nil {
		return nil, err
	}
	people := sortedPeople(touched)
	for _, p := range people {
		if err := d.store.Audit(ctx, store.Act{Actor: c.By, Note: "number_shown", Person: p, Touched: store.TouchedSession,
			Detail: "purpose: " + c.Purpose}); err != nil {
			return nil, err
		}
	}
	return d.store.Numbers(ctx, people)
}

func (c *affectedCmd) print(std *streams, touched map[bot.PersonID]map[string]bool, numbers map[bot.PersonID]bot.Phone) {
	count := map[string]int{}
	for _, t := range touched {
		for class := range t {
			count[class]++
		}
	}
	fmt.Fprintf(std.out, "%d people from %s to %s: sessions %d, threads %d, cases %d, texts %d\n", len(touched), c.From, c.To,
		count["session"], count["thread"], count["case"], count["send"])
	for _, p := range sortedPeople(touched) {
		var names []string
		for class := range touched[p] {
			names = append(names, class)
		}
		slices.Sort(names)
		fmt.Fprintf(std.out, "%s  %s", p, strings.Join(names, ","))
		if c.Numbers {
			number := numbers[p].E164()
			if number == "" {
				number = "number no longer kept"
			}
			fmt.Fprintf(std.out, "  %s", number)
		}
		fmt.Fprintln(std.out)
	}
}

func sortedPeople(touched map[bot.PersonID]map[string]bool) []bot.PersonID {
	var people []bot.PersonID
	for p := range touched {
		people = append(people, p)
	}
	slices.Sort(people)
	return people
}
