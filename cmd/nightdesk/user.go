package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"text/tabwriter"
	"time"

	"nightdesk/bot/account"
	"nightdesk/config"
)

// userCmd keeps the accounts of the console.
type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add an account, and print the code that its owner sets it up with."`
	List    userListCmd    `cmd:"" help:"All accounts, with their roles and how they stand."`
	Roles   userRolesCmd   `cmd:"" help:"Give an account exactly these roles."`
	Disable userDisableCmd `cmd:"" help:"Sign an account out everywhere, and let it in no more."`
	Enable  userEnableCmd  `cmd:"" help:"Let a disabled account in again."`
	Reset   userResetCmd   `cmd:"" help:"Take away all that signs in to an account, and print a code to begin anew."`
}

// onServer is who the audit log names for what is done on the server itself.
const onServer = "nightdesk user"

// userHelp is what each of the commands says of codes.
const userHelp = `A password is never typed here: the command prints a code, with which the owner of the
account sets a passkey, or a password and an authenticator app, at /console/enrol. The
code counts once and for three days; hand it over by voice or on paper. Everything is
written to the audit log, as done by "nightdesk user".`

// users are the settings that each of the commands needs.
type users struct {
	Config string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// roleHelp names the roles.
func roleHelp() string {
	names := make([]string, len(account.Roles))
	for i, r := range account.Roles {
		names[i] = string(r)
	}
	return "Roles: " + strings.Join(names, ", ") + "."
}

// userTime bounds one command.
const userTime = 15 * time.Second

// with opens the records of the clinic for one command.
func (u users) with(ctx context.Context, std *streams, do func(context.Context, *records) error) error {
	d, err := openDesk(ctx, std, u.Config)
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, userTime)
	defer cancel()
	if err := d.store.CheckKeys(ctx); err != nil {
		return err
	}
	return do(ctx, d)
}

// change changes one account and stores it.
func (u users) change(ctx context.Context, std *streams, id, note string, end account.End, how func(*records, *account.Account) (detail string, err error)) error {
	return u.with(ctx, std, func(ctx context.Context, d *records) error {
		a, err := d.store.Account(ctx, id)
		if err == nil && a.ID == "" {
			return wrongUse("there is no account %s (mend: nightdesk user list names them)", id)
		}
		if err != nil {
			return err
		}
		detail, err := how(d, &a)
		if err != nil {
			return err
		}
		_, err = d.store.SaveAccount(ctx, a, account.Act{By: onServer, Note: note, Detail: a.ID + ": " + detail}, end)
		if errors.Is(err, account.ErrChanged) {
			return fmt.Errorf("%w (mend: look at it and run the command again)", err)
		}
		return err
	})
}

func rolesOf(names []string) []account.Role {
	roles := make([]account.Role, len(names))
	for i, n := range names {
		roles[i] = account.Role(n)
	}
	return roles
}

// printCode says what the owner of an account does next. Where they do it is said if
// the public address is set.
func printCode(std *streams, a account.Account, code string) {
	process, _ := processOf(std)
	fmt.Fprintf(std.out, "account %s\ncode    %s\nwhere   %s/console/enrol\nuntil   %s\n", a.ID, code, process.Console(), a.Enrol.Until.Format(time.RFC1123))
}

type userAddCmd struct {
	ID    string   `arg:"" help:"A short word in lower case, as \"ana\". It cannot be changed."`
	Name  string   `help:"The name that others at the clinic know." required:"" placeholder:"NAME"`
	Role  []string `help:"What they are at the clinic; several with commas." required:"" placeholder:"ROLE"`
	Staff string   `help:"Who they are under staff in clinic.yaml, if they are there." placeholder:"ID"`
	Mail  string   `help:"Their mail address at the clinic's identity provider, if they sign in there." placeholder:"ADDRESS"`
	users
}

// Help is the long help of the command.
func (userAddCmd) Help() string {
	return "The first account should be an administrator's: nightdesk user add ana --name \"Ana Flores\" --role admin\n\n" + userHelp + "\n\n" + roleHelp()
}

// Run adds it.
func (c *userAddCmd) Run(ctx context.Context, std *streams) error {
	now := time.Now()
	a, err := account.New(c.ID, c.Name, rolesOf(c.Role), now, rand.Reader)
	if err != nil {
		return wrongUse("%w (mend: nightdesk user add --help)", err)
	}
	if c.Mail != "" {
		m, err := mail.ParseAddress(c.Mail)
		if err != nil || m.Address != c.Mail {
			return wrongUse("--mail is no mail address (mend: write it as ana@example.org)")
		}
		a.Mail = strings.ToLower(c.Mail)
	}
	return c.with(ctx, std, func(ctx context.Context, d *records) error {
		if a.StaffID = c.Staff; c.Staff != "" && !d.known(c.Staff) {
			return wrongUse("--staff %s is no staff id (mend: look for theirs under staff in %s)", c.Staff, c.Config)
		}
		if a.StaffID == "" && d.known(a.ID) {
			return wrongUse("somebody on the rota has the id %s (mend: --staff %s if it is them, another id if not)", a.ID, a.ID)
		}
		code, err := a.Reset(now, rand.Reader)
		if err != nil {
			return err
		}
		if err := d.store.AdoptKeys(ctx); err != nil {
			return err
		}
		_, err = d.store.SaveAccount(ctx, a, account.Act{By: onServer, Note: "account_made", Detail: a.ID + ": " + strings.Join(c.Role, ", ")}, account.End{})
		if errors.Is(err, account.ErrChanged) {
			return wrongUse("there is an account %s already (mend: choose another id, or nightdesk user reset %s)", a.ID, a.ID)
		}
		if err != nil {
			return err
		}
		printCode(std, a, code)
		return nil
	})
}

type userListCmd struct{ users }

// Run lists them.
func (c *userListCmd) Run(ctx context.Context, std *streams) error {
	return c.with(ctx, std, func(ctx context.Context, d *records) error {
		all, err := d.store.Accounts(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(std.out, "nobody can use the console yet; the first account: nightdesk user add ID --name NAME --role admin")
			return nil
		}
		out := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		for _, a := range all {
			names := make([]string, len(a.Roles))
			for i, r := range a.Roles {
				names[i] = string(r)
			}
			stands := accountStands(a, d.clinic)
			if unlinked(a, d.clinic) {
				stands += "; " + notThem(a.ID)
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", a.ID, a.Name, strings.Join(names, ","), stands)
		}
		return out.Flush()
	})
}

// unlinked reports whether an account that may sign in has the id of somebody on the
// rota and does not say that it is theirs.
func unlinked(a account.Account, c config.Clinic) bool {
	return a.StaffID == "" && a.Disabled.IsZero() && isStaff(c, a.ID)
}

// notThem says of an account that is unlinked what that means, and what to do.
func notThem(id string) string {
	return fmt.Sprintf("not linked to %s on the rota, so it acts as console-%[1]s (mend: if it is them, in the console under Accounts choose them under \"On the rota as\")", id)
}

// accountStands says how an account stands.
func accountStands(a account.Account, c config.Clinic) string {
	at := func(t time.Time) string { return t.In(c.Zone).Format("2006-01-02 3:04 PM") }
	switch {
	case !a.Disabled.IsZero():
		return "disabled since " + at(a.Disabled)
	case a.Enrol.Only != account.LostAll && time.Now().Before(a.Enrol.Until):
		return "waits for a new " + string(a.Enrol.Only) + ", until " + at(a.Enrol.Until)
	case !a.CanSignIn() && time.Now().Before(a.Enrol.Until):
		return "waits to be set up, until " + at(a.Enrol.Until)
	case !a.CanSignIn():
		return "cannot sign in: nightdesk user reset " + a.ID
	case a.LastIn.IsZero():
		return "never signed in"
	}
	return "signed in last " + at(a.LastIn)
}

type userRolesCmd struct {
	ID   string   `arg:"" help:"The account."`
	Role []string `arg:"" help:"All roles that it shall have."`
	users
}

// Help is the long help of the command.
func (userRolesCmd) Help() string { return roleHelp() + " They count from the next click on." }

// Run changes the roles.
func (c *userRolesCmd) Run(ctx context.Context, std *streams) error {
	return c.change(ctx, std, c.ID, "roles_changed", account.End{}, func(_ *records, a *account.Account) (string, error) {
		if err := a.SetRoles(rolesOf(c.Role)); err != nil {
			return "", wrongUse("%w (mend: nightdesk user roles --help)", err)
		}
		return strings.Join(c.Role, ", "), nil
	})
}

type userDisableCmd struct {
	ID string `arg:"" help:"The account."`
	users
}

// Run disables it.
func (c *userDisableCmd) Run(ctx context.Context, std *streams) error {
	return c.change(ctx, std, c.ID, "account_disabled", account.End{All: true}, func(_ *records, a *account.Account) (string, error) {
		if a.Disabled.IsZero() {
			a.Disabled = time.Now()
		}
		a.Enrol = account.Enrolment{}
		return "", nil
	})
}

type userEnableCmd struct {
	ID string `arg:"" help:"The account."`
	users
}

// Run lets it in again.
func (c *userEnableCmd) Run(ctx context.Context, std *streams) error {
	return c.change(ctx, std, c.ID, "account_enabled", account.End{}, func(_ *records, a *account.Account) (string, error) {
		a.Disabled = time.Time{}
		return "", nil
	})
}

type userResetCmd struct {
	ID   string `arg:"" help:"The account."`
	Only string `help:"What alone is lost: \"password\" leaves app and passkeys in force, \"phone\" the password." enum:"password,phone," default:"" placeholder:"WHAT"`
	users
}

// Help is the long help of the command.
func (userResetCmd) Help() string {
	return `For whoever lost what signs them in, or may have had it stolen: passkeys, password,
authenticator app and recovery codes stop counting, and every session ends. With --only
what was not lost stays in force, and is asked for beside the code.

` + userHelp
}

// Run resets it and prints the new code.
func (c *userResetCmd) Run(ctx context.Context, std *streams) error {
	var after account.Account
	var code string
	err := c.change(ctx, std, c.ID, "account_reset", account.End{All: true}, func(_ *records, a *account.Account) (string, error) {
		if !a.Disabled.IsZero() {
			return "", wrongUse("account %s is disabled (mend: nightdesk user enable %s first)", a.ID, a.ID)
		}
		if !a.MayLose(account.Lost(c.Only)) {
			return "", wrongUse("nothing else of account %s would be left to show who asks (mend: leave out --only)", a.ID)
		}
		var err error
		code, err = a.ResetOnly(account.Lost(c.Only), time.Now(), rand.Reader)
		after = *a
		return c.Only, err
	})
	if err != nil {
		return err
	}
	printCode(std, after, code)
	return nil
}
