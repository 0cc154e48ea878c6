package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"nightdesk/bot/store"
	"nightdesk/config"
)

// keysetCmd makes and changes encryption keysets.
type keysetCmd struct {
	New     keysetNewCmd     `cmd:"" help:"Print a new keyset. Keep it as secret and as safe as the data."`
	Rotate  keysetRotateCmd  `cmd:"" help:"Print NIGHTDESK_KEYSET with a new key added on standby: it opens, and seals nothing yet."`
	Promote keysetPromoteCmd `cmd:"" help:"Print NIGHTDESK_KEYSET with its standby key made the one that seals."`
	Status  keysetStatusCmd  `cmd:"" help:"How much is stored under which key, and what to do next."`
	Retire  keysetRetireCmd  `cmd:"" help:"Print NIGHTDESK_KEYSET without the old keys that nothing is stored under any more."`
}

// keysetSteps is how a key is changed; each of its commands says it.
const keysetSteps = `Change the key once a year, and when somebody leaves who could read the keyset; "keyset
status" and "doctor" say how old it is. A key is changed while everything runs:
1. "keyset rotate" adds a key that only opens. Give every replica what it prints,
   one after the other.
2. "keyset promote" makes that key seal. Give every replica what it prints.
3. serve then seals what is stored anew, in the background. "keyset status" says
   how much is left.
4. "keyset retire" takes the old key out. Give every replica what it prints, and
   keep the keyset of before with the backups that were made under it.
Never skip a step: a replica that lacks the key another one seals with can't read
what that one writes.

Write what is printed to a new file or straight into where your secrets are kept,
never with > over the file that NIGHTDESK_KEYSET_FILE names: the shell empties that
file before it is read, and without the keyset nothing stored can be read again.
A replica takes a keyset over when it is started anew.`

type keysetNewCmd struct{}

// Help is the long help of the command.
func (keysetNewCmd) Help() string {
	return `For the first start only: a clinic that has run already is opened by the keyset it
ran with, and by no other. To change the key, see "nightdesk keyset rotate --help".
Keep a copy apart from the data and its backups: who has both can read everything,
who has lost the keyset can read nothing. Write it to a file that only the server
can read, and name that in NIGHTDESK_KEYSET_FILE.`
}

// Run prints a new keyset.
func (keysetNewCmd) Run(std *streams) error {
	k, err := store.NewKeyset(rand.Reader)
	if err != nil {
		return fmt.Errorf("make a keyset: %w", err)
	}
	_, err = fmt.Fprintln(std.out, k.MadeAt(time.Now()).Encode())
	return err
}

// mendKeyset never says to make a new one: that opens nothing of what is stored.
const mendKeyset = "mend: set it to all of what nightdesk keyset new, rotate, promote or retire printed last"

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
		return p, k, fmt.Errorf("NIGHTDESK_KEYSET: %w (%s)", err, mendKeyset)
	}
	return p, k, nil
}

type keysetRotateCmd struct{}

// Help is the long help of the command.
func (keysetRotateCmd) Help() string { return keysetSteps }

// Run prints the keyset of the environment with a key on standby.
func (keysetRotateCmd) Run(std *streams) error {
	_, k, err := keysetOf(std)
	if err != nil {
		return err
	}
	if k, err = k.Rotate(rand.Reader); err != nil {
		return fmt.Errorf("%w (mend: nightdesk keyset promote is the next step)", err)
	}
	_, err = fmt.Fprintln(std.out, k.MadeAt(time.Now()).Encode())
	return err
}

type keysetPromoteCmd struct{}

// Help is the long help of the command.
func (keysetPromoteCmd) Help() string { return keysetSteps }

// Run prints the keyset of the environment with its standby key as the primary one.
func (keysetPromoteCmd) Run(std *streams) error {
	_, k, err := keysetOf(std)
	if err != nil {
		return err
	}
	if k, err = k.Promote(); err != nil {
		return fmt.Errorf("%w (mend: nightdesk keyset rotate is the step before)", err)
	}
	_, err = fmt.Fprintln(std.out, k.Encode())
	return err
}

type keysetStatusCmd struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Help is the long help of the command.
func (keysetStatusCmd) Help() string { return keysetSteps }

// Run prints a line for each key. Values that no key opens are exit status 1.
func (c *keysetStatusCmd) Run(ctx context.Context, std *streams) error {
	d, err := openDesk(ctx, std, c.Config)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.store.CheckKeys(ctx); err != nil {
		return err
	}
	use, err := d.store.KeyUse(ctx)
	if err != nil {
		return err
	}
	n := map[store.KeyRole]int{}
	keys := map[store.KeyRole]int{}
	for _, u := range use {
		fmt.Fprintf(std.out, "key %s  %-8s %d values%s\n", u.Key, u.Role, u.Values, madeOn(d.keys, u.Key))
		n[u.Role] += u.Values
		keys[u.Role]++
	}
	switch {
	case n[store.RoleMissing] > 0:
		fmt.Fprintf(std.out, "next: %d values can't be opened: put their key back into NIGHTDESK_KEYSET\n", n[store.RoleMissing])
		return errProblems
	case keys[store.RoleStandby] > 0:
		fmt.Fprintln(std.out, "next: once every replica has this keyset, nightdesk keyset promote")
	case n[store.RoleOld] > 0:
		fmt.Fprintf(std.out, "next: serve seals %d values anew; look again later\n", n[store.RoleOld])
	case keys[store.RoleOld] > 0:
		fmt.Fprintln(std.out, "next: once every replica has this keyset, nightdesk keyset retire")
	case d.keys.Overdue(time.Now()):
		fmt.Fprintln(std.out, "next: the key that seals is more than a year old; nightdesk keyset rotate begins a change of key")
	default:
		fmt.Fprintln(std.out, "next: nothing; nightdesk keyset rotate begins a change of key")
	}
	return nil
}

// madeOn is when a key was made, in words.
func madeOn(k store.Keyset, id store.KeyID) string {
	switch at := k.Made(id); {
	case k.Role(id) == store.RoleMissing:
		return ""
	case at.IsZero():
		return ", made before keysets wrote down when"
	default:
		return ", made " + at.Format(time.DateOnly)
	}
}

type keysetRetireCmd struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Help is the long help of the command.
func (keysetRetireCmd) Help() string { return keysetSteps }

// Run looks at the store first: a key that something is stored under stays.
func (c *keysetRetireCmd) Run(ctx context.Context, std *streams) error {
	d, err := openDesk(ctx, std, c.Config)
	if err != nil {
		return err
	}
	defer d.Close()
	use, err := d.store.KeyUse(ctx)
	if err != nil {
		return err
	}
	var old []store.KeyID
	for _, u := range use {
		if u.Role != store.RoleOld {
			continue
		}
		if u.Values > 0 {
			return fmt.Errorf("%d values are still stored under the old key %s (mend: let serve run with this keyset until nightdesk keyset status says 0)", u.Values, u.Key)
		}
		old = append(old, u.Key)
	}
	if len(old) == 0 {
		return errors.New("the keyset has no old key (mend: nightdesk keyset status says what is next)")
	}
	k, err := d.keys.Retire(old...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, k.Encode())
	return err
}
