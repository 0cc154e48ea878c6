package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/mask"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// caseCmd shows staff on the server what an alert is about.
type caseCmd struct {
	Code   string `arg:"" optional:"" help:"The code of an alert; without one, all open cases are listed."`
	By     string `help:"Who is looking: a staff id of clinic.yaml. It is written to the audit log." placeholder:"ID"`
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Run lists cases, or shows one after auditing that it was looked at.
func (c *caseCmd) Run(ctx context.Context, std *streams) error {
	d, err := openDesk(ctx, std, c.Config)
	if err != nil {
		return err
	}
	defer d.Close()
	clinic, st := d.clinic, d.store
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	open, err := st.OpenCases(ctx)
	if err != nil {
		return err
	}
	if c.Code == "" {
		return listCases(std, clinic, open)
	}
	i := slices.IndexFunc(open, func(o bot.CaseWrite) bool { return strings.EqualFold(o.Case.Code, c.Code) })
	if i < 0 {
		return fmt.Errorf("no open case has the code %s (mend: nightdesk case lists them)", strings.ToUpper(c.Code))
	}
	switch {
	case c.By != "" && !d.known(c.By):
		return unknownStaff(c.By, c.Config)
	case c.By == "":
		return fmt.Errorf("looking at a conversation is audited (mend: --by and your staff id of %s)", c.Config)
	}
	return showCase(ctx, std, st, clinic, open[i].Case, c.By)
}

func listCases(std *streams, clinic config.Clinic, open []bot.CaseWrite) error {
	if len(open) == 0 {
		fmt.Fprintln(std.out, "no case is open")
	}
	for _, o := range open {
		k := o.Case
		fmt.Fprintf(std.out, "%s  level %d  %-8s opened %s  %s  %s\n", k.Code, k.Level, k.Status,
			k.Opened.In(clinic.Zone).Format("Mon Jan 2 3:04 PM"), k.Owner, strings.Join(k.Reasons, "; "))
	}
	return nil
}

// showCase writes the audit entry first: what could not be audited is not shown.
func showCase(ctx context.Context, std *streams, st *store.Store, clinic config.Clinic, k bot.Case, by string) error {
	if err := st.Audit(ctx, store.Act{Actor: by, Note: "thread_read", Person: k.Person,
		Touched: store.TouchedSession + store.TouchedThread + store.TouchedCase}); err != nil {
		return err
	}
	l, err := st.Load(ctx, "", k.Person)
	if err != nil {
		return err
	}
	said, err := st.Thread(ctx, k.Person)
	if err != nil {
		return err
	}
	w, s := std.out, l.Session
	// What was stored before anything was masked; addresses may be of somebody in danger.
	shown := func(text string) string {
		masked, _ := mask.Rules{KeepAddresses: true}.Mask(text, k.Opened.In(clinic.Zone))
		return masked
	}
	fmt.Fprintf(w, "%s  level %d  %s  opened %s\n", k.Code, k.Level, k.Status, k.Opened.In(clinic.Zone).Format("Mon Jan 2 3:04 PM"))
	fmt.Fprintf(w, "why       %s\n", strings.Join(k.Reasons, "; "))
	if s.Phone == "" {
		fmt.Fprintln(w, "the record of this person was deleted: no number and no words are kept; DONE with the code closes the case")
		return nil
	}
	fmt.Fprintf(w, "number    %s\n", s.Phone.E164())
	fmt.Fprintf(w, "language  %s   shared phone: %v   opted out: %v   at: %s %s\n", s.Lang, s.Discreet, !s.OptedOut.IsZero(), s.At.Flow, s.At.Step)
	for _, name := range slices.Sorted(maps.Keys(s.Kept)) {
		fmt.Fprintf(w, "answer    %s: %s\n", name, shown(s.Kept[name]))
	}
	for _, v := range s.Visits {
		fmt.Fprintf(w, "visit     %s %s %s\n", v.Kind, v.Start.In(clinic.Zone).Format("Mon Jan 2 3:04 PM"), v.Status)
	}
	for _, x := range said[max(0, len(said)-10):] {
		fmt.Fprintf(w, "%s  %-5s %s\n", x.At.In(clinic.Zone).Format("Mon 3:04 PM"), x.By, strings.ReplaceAll(shown(x.Text.Text()), "\n", "\n                 "))
	}
	return nil
}
