package main

import (
	"crypto/rand"
	"errors"
	"fmt"

	"nightdesk/bot/store"
)

// keysetCmd makes and rotates encryption keysets.
type keysetCmd struct {
	New    keysetNewCmd    `cmd:"" help:"Print a new keyset. Keep it as secret and as safe as the data."`
	Rotate keysetRotateCmd `cmd:"" help:"Print NIGHTDESK_KEYSET with a new primary key added; the old ones still open what they sealed."`
}

type keysetNewCmd struct{}

// Run prints a new keyset.
func (keysetNewCmd) Run(std *streams) error {
	k, err := store.NewKeyset(rand.Reader)
	if err != nil {
		return fmt.Errorf("make a keyset: %w", err)
	}
	_, err = fmt.Fprintln(std.out, k.Encode())
	return err
}

type keysetRotateCmd struct{}

// Run prints the keyset of the environment with a new primary key.
func (keysetRotateCmd) Run(std *streams) error {
	p, problems := processOf(std)
	if p.Keyset == "" {
		printProblems(std.err, problems)
		return errors.New("NIGHTDESK_KEYSET is not set (mend: nightdesk keyset new)")
	}
	k, err := store.ParseKeyset(p.Keyset.Reveal())
	if err != nil {
		return fmt.Errorf("NIGHTDESK_KEYSET: %w", err)
	}
	if k, err = k.Rotate(rand.Reader); err != nil {
		return fmt.Errorf("rotate the keyset: %w", err)
	}
	_, err = fmt.Fprintln(std.out, k.Encode())
	return err
}
