package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"nightdesk/bot/store"
	"nightdesk/config"
)

// serveCmd answers the clinic's number.
type serveCmd struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Help is the long help of the command.
func (serveCmd) Help() string {
	return `Secrets and addresses come from the environment, or from files named in NAME_FILE:
NIGHTDESK_ADDR (:8080), NIGHTDESK_METRICS_ADDR, NIGHTDESK_PUBLIC_URL,
NIGHTDESK_REDIS_URL (redis://127.0.0.1:6379/0), NIGHTDESK_KEYSET,
TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_KEY, TWILIO_API_SECRET,
TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID, TWILIO_API_BASE.`
}

// stopTime is how long a shutdown may take: a turn's own deadline and a little.
const stopTime = 15 * time.Second

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, std *streams) error {
	p, err := c.open(ctx, std)
	if err != nil {
		return err
	}
	if err := p.Start(ctx); err != nil {
		return err
	}
	p.s.log.Info("serving", "addr", p.s.process.Addr, "scripts", p.scripts.Current().Version)
	<-ctx.Done()
	p.s.log.Info("stopping")
	end, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return p.Stop(end)
}

// open reads everything and wires the program, or says all that is wrong.
func (c *serveCmd) open(ctx context.Context, std *streams) (*program, error) {
	clinic, problems := config.Load(c.Config)
	process, more := processOf(std)
	keys, keyErr := store.ParseKeyset(process.Keyset.Reveal())
	if process.Keyset != "" && keyErr != nil {
		more = append(more, config.Problem{File: "environment", Text: "NIGHTDESK_KEYSET is not a keyset", Mend: `run "nightdesk keyset new"`})
	}
	if problems = append(problems, more...); len(problems) > 0 {
		printProblems(std.err, problems)
		return nil, errProblems
	}
	log := slog.New(slog.NewJSONHandler(std.err, nil))
	st, err := store.Open(ctx, store.Options{URL: process.RedisURL.Reveal(), Clinic: clinic.ID, Keys: keys, Retention: clinic.Retention.Thread})
	if err != nil {
		return nil, err
	}
	live := process.Twilio.APIBase == config.DefaultAPIBase
	if err := waitForStore(ctx, st, log, live); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	link, err := keys.Derive(clinic.ID, "status-links")
	if err != nil {
		return nil, err
	}
	s := settings{clinic: clinic, process: process, store: st, linkKey: link, scripts: scriptsFS(clinic.ScriptsDir), now: time.Now, log: log}
	if clinic.ScriptsDir != "" {
		s.watch = reloadEvery
	}
	p, err := newProgram(ctx, s)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return p, nil
}

// waitForStore waits a little for a store that starts beside us. One that would
// lose acknowledged turns is refused when real people's texts go into it, and
// warned of when a stand-in for Twilio is in use.
func waitForStore(ctx context.Context, st *store.Store, log *slog.Logger, live bool) error {
	wait, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		err := st.Ready(wait)
		if err == nil {
			break
		}
		select {
		case <-wait.Done():
			return fmt.Errorf("the store does not answer: %w (mend: start redis-server, or set NIGHTDESK_REDIS_URL)", err)
		case <-time.After(200 * time.Millisecond):
		}
	}
	warnings, err := st.Durability(wait)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		log.Warn("the store may lose data", "problem", w)
	}
	if live && len(warnings) > 0 {
		return fmt.Errorf("the store would lose data: %s", strings.Join(warnings, "; "))
	}
	return nil
}

// processOf reads the environment.
func processOf(std *streams) (config.Process, []config.Problem) {
	return config.FromEnv(std.env, os.ReadFile)
}

// printProblems prints each on its line.
func printProblems[P fmt.Stringer](w io.Writer, problems []P) {
	for _, p := range problems {
		fmt.Fprintln(w, p.String())
	}
}
