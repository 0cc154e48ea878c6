package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// serveCmd answers the clinic's number.
type serveCmd struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Help is the long help of the command.
func (serveCmd) Help() string {
	return `Secrets and addresses come from the environment, or from a file that NAME_FILE names
(NIGHTDESK_KEYSET_FILE, TWILIO_AUTH_TOKEN_FILE and so on). Needed:

    NIGHTDESK_KEYSET       what "nightdesk keyset new" printed once
    NIGHTDESK_PUBLIC_URL   the address that Twilio calls; signatures are checked with it
    TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN
                           two tokens with a comma between them while one is changed

And if there is need:

    NIGHTDESK_REDIS_URL    redis://127.0.0.1:6379/0
    NIGHTDESK_CONSOLE_URL  where staff open the console, as "https://console.example.org":
                           it answers there alone, and nothing else does
    NIGHTDESK_REDIS_CA     who made the certificate of a rediss:// Redis (the system's)
    NIGHTDESK_REDIS_CERT, NIGHTDESK_REDIS_KEY
                           our own, for a Redis that asks who is there
    NIGHTDESK_TLS_CERT, NIGHTDESK_TLS_KEY
                           with them it speaks TLS to the proxy in front, and on
                           NIGHTDESK_METRICS_ADDR; read anew at a start
    NIGHTDESK_ADDR         where to listen (:8080)
    NIGHTDESK_METRICS_ADDR where /metrics is, apart from the rest
    NIGHTDESK_TRUSTED_PROXIES
                           reverse proxies in front, as "10.0.0.5, 10.1.0.0/16"
    NIGHTDESK_AUDIT_FILE   checkpoints of the audit log are added to it; keep it where
                           who can write to Redis can't
    NIGHTDESK_OIDC_ISSUER, NIGHTDESK_OIDC_CLIENT_ID, NIGHTDESK_OIDC_CLIENT_SECRET
                           the clinic's identity provider, for the console
    NIGHTDESK_OIDC_MFA     "claimed": its sign-ins say that they had a second factor;
                           "trusted": it lets nobody in without one
    TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID
                           who sends (texting: line of clinic.yaml)
    TWILIO_API_KEY, TWILIO_API_SECRET
                           instead of the token for what is sent
    TWILIO_API_BASE        https://api.twilio.com

And those that the channels of clinic.yaml name (url_env, key_env).`
}

// devicesKey names the key that marks the browsers somebody has signed in on.
const devicesKey = "console-devices"

// stopTime is how long a shutdown may take: a turn's own deadline and a little.
const stopTime = 15 * time.Second

// firstWait is how long the start waits for a store that starts beside us.
const firstWait = 2 * time.Second

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, std *streams) error {
	p, err := c.open(ctx, std)
	if err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, firstWait)
	settled := p.settle(wait)
	cancel()
	if settled != nil && !errors.Is(settled, bot.ErrUnavailable) {
		return errors.Join(settled, p.s.store.Close())
	}
	if err := p.Start(ctx); err != nil {
		return errors.Join(err, p.s.store.Close())
	}
	p.s.log.Info("serving", "addr", p.s.process.Addr, "scripts", p.scripts.Current().Version)
	if settled != nil {
		p.s.log.Error("the store does not answer: people in danger are answered, every other text waits (mend: start redis-server, or set NIGHTDESK_REDIS_URL)", "err", settled)
	}
	select {
	case <-ctx.Done():
		p.s.log.Info("stopping")
	case err = <-p.failed:
		p.s.log.Error("stopping", "err", err)
	}
	end, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return errors.Join(err, p.Stop(end))
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
	if keys.Overdue(time.Now()) {
		log.Warn("the key that seals what is stored is more than a year old", "hint", "nightdesk keyset rotate begins a change of key, while all goes on")
	}
	st, err := store.Open(ctx, storeOptions(clinic, process, keys))
	if err != nil {
		return nil, err
	}
	link, err := keys.Derive(clinic.ID, "status-links")
	if err != nil {
		return nil, err
	}
	feed, err := keys.Derive(clinic.ID, feedsKey)
	if err != nil {
		return nil, err
	}
	channels, lost := channelsOf(clinic, std.env)
	for _, x := range lost {
		log.Error("a channel of alerts can't be used: what goes to it fails at once", "problem", x.String())
	}
	devices, err := keys.Derive(clinic.ID, devicesKey)
	if err != nil {
		return nil, err
	}
	s := settings{clinic: clinic, channels: channels, process: process, store: st, linkKey: link, feedKey: feed, deviceKey: devices, scripts: scriptsFS(clinic.ScriptsDir),
		environ: std.env, durable: process.Twilio.APIBase == config.DefaultAPIBase, now: time.Now, log: log}
	if clinic.ScriptsDir != "" {
		s.watch = reloadEvery
	}
	p, err := newProgram(ctx, s)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return p, nil
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
