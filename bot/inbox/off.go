package inbox

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"nightdesk/bot"
	"nightdesk/bot/handoff"
)

// A member of staff may stop our texts like anybody else, and then the carrier
// lets no alert through. That is recorded, somebody who can mend it is told, and
// alerts go to others first.

// off are the staff whose phones take no texts, as far as was last seen: an alarm
// must do without the store.
type off struct {
	mu  sync.Mutex
	ids []string
}

func (o *off) set(ids []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ids = ids
}

func (o *off) get() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ids
}

// seeOff reads whose phones take no texts.
func (x *Inbox) seeOff(ctx context.Context) error {
	people := make([]bot.PersonID, len(x.Rota.Staff))
	for i, s := range x.Rota.Staff {
		people[i] = x.Store.Person(s.Phone)
	}
	out, err := x.Store.OptedOut(ctx, people...)
	if err != nil {
		return fmt.Errorf("read whose phones are off: %w", err)
	}
	var ids []string
	for i, s := range x.Rota.Staff {
		if out[i] {
			ids = append(ids, s.ID)
		}
	}
	x.off.set(ids)
	return nil
}

// What staff are told of their own phone.
const (
	offText = "Alerts to this phone are OFF now and go to others first. You can still text LIST or a code. START turns alerts on again."
	onText  = "Alerts to this phone are on again. Reply LIST to see what is open."
)

// staffStops records a wish of staff not to be texted, or the end of it.
func (x *Inbox) staffStops(ctx context.Context, c *bot.Commit, answer *bot.Send, s bot.Staff, wish bot.OptOut, silent bool) error {
	if err := x.seeOff(ctx); err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(x.off.get()), func(id string) bool { return id == s.ID })
	x.off.set(others)
	c.OptOut, c.Note = wish, "staff_on"
	answer.Body = onText
	if wish == bot.OptOutClear {
		return nil
	}
	c.Note, answer.Body = "staff_off", offText
	if silent {
		answer.Body = "" // the carrier has said so, and lets nothing else through
	}
	x.off.set(append(others, s.ID))
	x.tellOff(c, s, bot.SendID(idOf("off", string(c.Input))))
	return nil
}

// tellOff tells the supervisor that a phone takes no alerts; if it is theirs,
// whoever is on call, or anybody else.
func (x *Inbox) tellOff(c *bot.Commit, s bot.Staff, id bot.SendID) {
	r := x.about(x.Store.Person(s.Phone))
	sup := slices.DeleteFunc(slices.Clone(r.Staff), func(o bot.Staff) bool { return o.ID != r.Supervisor })
	for _, o := range slices.Concat(sup, r.OnCall(c.At), r.Staff) {
		if o.ID == s.ID || slices.Contains(r.Off, o.ID) {
			continue
		}
		c.Sends = append(c.Sends, bot.Send{
			ID: id, Class: bot.SendAlert, To: o.Phone, Staff: o.ID, Due: c.At,
			Body: bot.Words(s.Name + "'s phone has stopped our texts, so alerts go to others first. START from that phone turns them on again."),
		})
		return
	}
}

// offAlert tells of a phone, once a day, that an alert to it was refused because
// it takes no texts.
func (x *Inbox) offAlert(c *bot.Commit, r *handoff.Rota, staff string) {
	for _, s := range x.Rota.Staff {
		if s.ID == staff && slices.Contains(r.Off, staff) {
			x.tellOff(c, s, bot.SendID(idOf("off", staff, c.At.In(x.Clinic.Zone).Format("2006-01-02"))))
		}
	}
}
