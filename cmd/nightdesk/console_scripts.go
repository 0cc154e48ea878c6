package main

import (
	"context"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

// consoleScripts are the clinic's scripts as the console asks of them.
type consoleScripts struct {
	*publisher
	store *store.Store
}

func (c consoleScripts) Releases(ctx context.Context) (bot.Releases, error) {
	r, _, err := c.store.Releases(ctx)
	return r, err
}

func (c consoleScripts) Live(ctx context.Context) (bot.Release, error) {
	r, _, err := c.store.Releases(ctx)
	return release.Live(r, c.now()), err
}

func (c consoleScripts) Files(ctx context.Context, x bot.Release) (bot.ScriptFiles, error) {
	return filesOf(ctx, c.store, x)
}

func (c consoleScripts) Draft(ctx context.Context, owner string) (bot.Draft, error) {
	return c.store.Draft(ctx, owner)
}

func (c consoleScripts) Drafts(ctx context.Context) ([]bot.Draft, error) { return c.store.Drafts(ctx) }

func (c consoleScripts) SaveDraft(ctx context.Context, d bot.Draft) (bot.Draft, error) {
	d.At = c.now()
	return c.store.SaveDraft(ctx, d)
}

func (c consoleScripts) DropDraft(ctx context.Context, owner string, version int64) error {
	return c.store.DropDraft(ctx, owner, version)
}

func (c consoleScripts) Known() flows.Known { return c.known }

func (consoleScripts) NewerBuiltIn(r bot.Releases) bool { return newBuiltIn(r) }
