package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // the binary runs in images without zone files

	"github.com/alecthomas/kong"

	"nightdesk/bot"
)

// Exit codes of every command.
const (
	exitGood     = 0
	exitProblems = 1
	exitUsage    = 2
)

// errProblems ends a command that has printed what it found.
var errProblems = errors.New("problems found")

// usageError is wrong use that only the command itself can see.
type usageError struct{ error }

// wrongUse makes one.
func wrongUse(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
	env      []string // in the form of os.Environ
}

// commands are what the binary does; see the README.
type commands struct {
	Demo     demoCmd     `cmd:"" help:"The whole product in one page, with nothing else installed."`
	Serve    serveCmd    `cmd:"" help:"Answer the clinic's number."`
	Chat     chatCmd     `cmd:"" help:"Talk to the scripts in the terminal."`
	Check    checkCmd    `cmd:"" help:"Every problem in the scripts, with its place and its mend."`
	Fmt      fmtCmd      `cmd:"" help:"Write scripts in one form; they mean the same."`
	Test     testCmd     `cmd:"" help:"Play the scripts' transcripts and show what differs."`
	Flows    flowsCmd    `cmd:"" help:"Published scripts: pull, push, compare, go back, agree."`
	Eval     evalCmd     `cmd:"" help:"What we understand of texts: JSON lines in, JSON lines out."`
	Case     caseCmd     `cmd:"" help:"Open cases for staff, or one with its conversation."`
	Schedule scheduleCmd `cmd:"" help:"The calendar: the week, the day, orders of staff, feeds, exports."`
	Audit    auditCmd    `cmd:"" help:"The audit log: who did what, and that nobody altered it."`
	Person   personCmd   `cmd:"" help:"One person's record: export or delete it on request."`
	Affected affectedCmd `cmd:"" help:"Whose records were touched in a time, for a breach."`
	Optout   optOutCmd   `cmd:"" help:"No more texts to a number: what a person told staff by voice or in writing."`
	Gallery  galleryCmd  `cmd:"" help:"Every page of the console with made-up data, as files."`
	Doctor   doctorCmd   `cmd:"" help:"What is wrong with the configuration, the store and Twilio."`
	User     userCmd     `cmd:"" help:"Accounts of the console: who may sign in, and as what."`
	Keyset   keysetCmd   `cmd:"" help:"Encryption keys for NIGHTDESK_KEYSET."`
	Certs    certsCmd    `cmd:"" help:"Certificates and a user for the Redis beside it, as compose.yaml needs them."`
	Version  versionCmd  `cmd:"" help:"Which build this is."`
}

func main() {
	boundDefaultClient()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Environ()}))
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	code := -1
	parser, err := newParser(std, kong.Exit(func(c int) { code = c }), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&std))
	if err != nil {
		fmt.Fprintln(std.err, "nightdesk:", err)
		return exitUsage
	}
	if len(args) == 0 || args[0] == "help" {
		args = append(args[min(1, len(args)):], "--help")
	}
	for i, a := range args {
		if a == "-update" { // as go test users type it
			args[i] = "--update"
		}
	}
	command, err := parser.Parse(args)
	switch {
	case code >= 0: // help was asked for and printed
		return code
	case err != nil:
		fmt.Fprintf(std.err, "nightdesk: %v (mend: %s --help)\n", err, commandOf(err))
		return exitUsage
	}
	err = command.Run()
	switch {
	case err == nil:
		return exitGood
	case errors.Is(err, errProblems):
		return exitProblems
	}
	hint := ""
	if errors.Is(err, bot.ErrUnavailable) && !strings.Contains(err.Error(), "(mend: ") {
		hint = " (mend: start redis-server, or set NIGHTDESK_REDIS_URL)"
	}
	fmt.Fprintf(std.err, "nightdesk: %v%s\n", err, hint)
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitProblems
}

// newParser reads command lines.
func newParser(std streams, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(&commands{}, append([]kong.Option{kong.Name("nightdesk"),
		kong.Description("The front desk of an opioid treatment program, by text message, at any hour.\n\n" +
			"Exit status: 0 good, 1 problems were found or something failed, 2 wrong use."),
		kong.Vars{"kinds": strings.Join(evalKinds, ", ")},
		kong.Writers(std.out, std.err),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 88}), kong.UsageOnError()}, more...)...)
}

// commandOf is the command in whose arguments the mistake is.
func commandOf(err error) string {
	var in *kong.ParseError
	if errors.As(err, &in) && in.Context != nil && in.Context.Selected() != nil {
		return in.Context.Selected().FullPath()
	}
	return "nightdesk"
}

type versionCmd struct{}

// Run prints the module version and the revision it was built from.
func (versionCmd) Run(std *streams) error {
	version, revision := "unknown", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(std.out, "nightdesk %s (%s)\n", version, revision)
	return err
}
