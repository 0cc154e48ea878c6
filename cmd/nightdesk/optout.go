package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/answer"
	"nightdesk/bot/inbox"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// optOutCmd records what a person told staff by voice, in writing or face to face.
type optOutCmd struct {
	By     string `help:"Who was told: a staff id of clinic.yaml. It is written to the audit log and to the consent ledger." placeholder:"ID"`
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Help explains where the number goes.
func (optOutCmd) Help() string {
	return "The number is read from standard input, so that it stands in no list of processes and in no command history: run it, write the number, press Enter. " +
		"It takes effect at once, for every text. Only the person can take it back, by texting START."
}

// Run reads one number and opts it out.
func (c *optOutCmd) Run(ctx context.Context, std *streams) error {
	clinic, problems := config.Load(c.Config)
	if len(problems) > 0 {
		printProblems(std.err, problems)
		return errProblems
	}
	switch {
	case c.By != "" && !isStaff(clinic, c.By):
		return wrongUse("%v", unknownStaff(c.By, c.Config))
	case c.By == "":
		return wrongUse("an opt-out is recorded under the name of whoever was told (mend: --by and your staff id of %s)", c.Config)
	}
	process, keys, err := keysetOf(std)
	if err != nil {
		return err
	}
	said := bufio.NewScanner(std.in)
	said.Scan()
	number, ok := answer.Phone(strings.TrimSpace(said.Text()))
	if !ok || !bot.Phone(number).Textable() {
		return wrongUse("no phone number was written (mend: one number on standard input, as 907 555 0141)")
	}
	st, err := store.Open(ctx, storeOptions(clinic, process, keys))
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cal := calendarOf(clinic)
	desk := &inbox.Inbox{Store: st, Clinic: clinicOf(clinic, cal), Calendar: cal, Rota: rotaOf(clinic, cal), Now: time.Now}
	done, err := desk.OptOut(ctx, bot.Phone(number), c.By)
	if err != nil {
		return err
	}
	if !done {
		fmt.Fprintln(std.out, "that number had no more texts before: nothing was changed")
		return nil
	}
	fmt.Fprintln(std.out, "that number gets no more texts from now on")
	return nil
}
