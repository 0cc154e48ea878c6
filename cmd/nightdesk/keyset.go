package main

import (
	"crypto/rand"
	"fmt"
	"strings"

	"nightdesk/bot/store"
	"nightdesk/config"
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

// keysetOf reads the keyset of the environment, for commands that need little
// else of it: other problems there are not theirs.
func keysetOf(std *streams) (config.Process, store.Keyset, error) {
	p, problems := processOf(std)
	for _, x := range problems {
		if strings.HasPrefix(x.Text, "NIGHTDESK_KEYSET") {
			return p, store.Keyset{}, fmt.Errorf("%s (mend: %s)", x.Text, x.Mend)
		}
	}
	k, err := store.ParseKeyset(p.Keyset.Reveal())
	if err != nil {
		return p, k, fmt.Errorf("NIGHTDESK_KEYSET: %w (mend: set it to all of what nightdesk keyset new printed)", err)
	}
	return p, k, nil
}

type keysetRotateCmd struct{}

// Run prints the keyset of the environment with a new primary key.
func (keysetRotateCmd) Run(std *streams) error {
	_, k, err := keysetOf(std)
	if err != nil {
		return err
	}
	if k, err = k.Rotate(rand.Reader); err != nil {
		return fmt.Errorf("rotate the keyset: %w", err)
	}
	_, err = fmt.Fprintln(std.out, k.Encode())
	return err
}
