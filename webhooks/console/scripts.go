package console

import (
	"context"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
)

// Scripts keeps the clinic's scripts: what was published, and everybody's drafts.
// Errors wrap bot.ErrUnavailable or bot.ErrUnreadable where that is what they are.
type Scripts interface {
	// Releases are all that was published, and what waits for a second person.
	Releases(context.Context) (bot.Releases, error)
	// Live is the release that new conversations begin with, now.
	Live(context.Context) (bot.Release, error)
	// Files are the sources of a release or proposal.
	Files(context.Context, bot.Release) (bot.ScriptFiles, error)

	// Draft is what an account has changed; the zero Draft but for Owner if nothing.
	Draft(ctx context.Context, owner string) (bot.Draft, error)
	// Drafts are everybody's.
	Drafts(context.Context) ([]bot.Draft, error)
	// SaveDraft stores it in the place of its Version, and gives it with the next one.
	// The error is bot.ErrOvertaken if it was saved since (another window).
	SaveDraft(context.Context, bot.Draft) (bot.Draft, error)
	// DropDraft forgets it.
	DropDraft(ctx context.Context, owner string, version int64) error

	// Check is what the checker says of a set of files.
	Check(files bot.ScriptFiles) (*bot.Script, []flows.Problem)
	// Known is what scripts may rely on at this clinic.
	Known() flows.Known

	// NewerBuiltIn reports whether the program comes with newer scripts than those that
	// the clinic's own began with.
	NewerBuiltIn(bot.Releases) bool

	// Plays are the sets of scripts whose talks Publish would play first, unless they passed
	// before or errors of theirs block. It is asked every moment while they are played.
	Plays(context.Context, bot.PublishOrder) ([]Played, error)
	// PlaysAgreed are those of Agree; none if the proposal does not wait any more.
	PlaysAgreed(ctx context.Context, proposal string) ([]Played, error)
	// Approval is why a second person would have to agree: "clinic", "crisis", "" = nobody
	// must.
	Approval(context.Context, bot.PublishOrder) (string, error)

	// Publish checks, plays all talks, and makes a release of it, or a proposal if a
	// second person must agree. The errors are bot.ErrRefused, when Published says
	// why, and bot.ErrOvertaken, when another release came before it.
	Publish(context.Context, bot.PublishOrder) (Published, error)
	// Agree makes a release of a proposal; by is the second person, who never is its
	// author. Errors as of Publish.
	Agree(ctx context.Context, proposal, by string) (Published, error)
	// Decline says no to a proposal, or takes back one's own, with an answer.
	Decline(ctx context.Context, proposal, by, answer string) error
	// Withdraw ends a scheduled or running release: the one before it goes on.
	Withdraw(ctx context.Context, number int, by string) error
}

// Played is a set of scripts whose talks must go as expected.
type Played struct {
	Files bot.ScriptFiles
	// Into is the release that is planned or ends soon, into which a change is put as well;
	// 0 = it is what was ordered itself.
	Into int
}

// Published is what became of a wish to publish.
type Published struct {
	Release  bot.Release      // Number 0: it is not published
	Proposal bot.Proposal     // ID "": no second person is asked for
	Problems []flows.Problem  // warnings too
	Failed   []FailedTalk     // talks that go another way
	Moves    map[string]int64 // how many conversations move, stay, restart
}

// FailedTalk is a talk that goes another way with the new scripts.
type FailedTalk struct {
	Name   string
	Safety bool // of the set that nobody can remove
	// First is the first difference; nil if the talk could not be read or played, and
	// Why says why.
	First *transcript.Difference
	Why   string
}
