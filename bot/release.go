package bot

import (
	"errors"
	"maps"
	"time"
)

// ScriptFiles are the sources of one set of scripts by file name: the flows, which
// conversations are pinned to, and the talks, which are their tests.
type ScriptFiles struct {
	Flows map[string]string // *.flow
	Talks map[string]string // *.talk
}

// Clone copies f, so that either copy may be changed.
func (f ScriptFiles) Clone() ScriptFiles {
	c := ScriptFiles{Flows: maps.Clone(f.Flows), Talks: maps.Clone(f.Talks)}
	if c.Flows == nil {
		c.Flows = map[string]string{}
	}
	if c.Talks == nil {
		c.Talks = map[string]string{}
	}
	return c
}

// MoveMode is what becomes of people who are in the middle of a conversation when
// another release goes live.
type MoveMode string

const (
	// MoveFinish: they finish on the version they began on.
	MoveFinish MoveMode = "finish"
	// MoveSafe: those whom it is proved to be safe for go on in the new version with
	// their next text; all others finish on the old one.
	MoveSafe MoveMode = "safe"
	// MoveRestart: with their next text they begin anew, and are told so.
	MoveRestart MoveMode = "restart"
)

// MoveModes are all of them, the usual one first.
var MoveModes = []MoveMode{MoveFinish, MoveSafe, MoveRestart}

// Release is one publishing of the scripts. It never changes but for Withdrawn; which
// one is live at a time is a function of all of them.
type Release struct {
	Number  int    // from 1, in the order of publishing
	Version string // of its flows: what sessions are pinned to
	Talks   string // names its talks; "" = it has none
	By      string // account, FromFolder, or FromCommand with a name
	// Approved is the account of the second person who agreed; "" = nobody had to.
	Approved string
	At       time.Time // when it was published
	From     time.Time // when it goes live; At unless it is scheduled
	Until    time.Time // when it ends and the one before goes on; zero = never
	// Withdrawn is when a scheduled or running release was taken back; zero = never.
	Withdrawn time.Time
	Note      string // by its author, for colleagues
	Mode      MoveMode
	// Repeats is the number of the older release that this one rolls back to; 0 = none.
	Repeats int
	// Based is the number of the release that was live when its draft was begun or
	// last brought up to date; 0 = the first release.
	Based int
	// Change is the id of the order that it was made by: the same order twice
	// publishes once.
	Change string
	// On is the number of the release whose place it took: what it changed is the
	// difference between the two. 0 = there was none.
	On int
	// With is the number of the release that it was published together with, and
	// Carries the one whose time it goes on with: what is published while others are
	// scheduled, or live for a time, is put into those as well. 0 = neither.
	With, Carries int
}

// Ends is when it is no longer live for sure: the earlier of Until and Withdrawn;
// zero = never.
func (r Release) Ends() time.Time {
	if r.Until.IsZero() || !r.Withdrawn.IsZero() && r.Withdrawn.Before(r.Until) {
		return r.Withdrawn
	}
	return r.Until
}

// Release.By where no account of the console published it.
const (
	FromFolder  = "folder"  // an edit of the scripts' folder on the server
	FromBuiltIn = "builtin" // the scripts that came with the program
	FromCommand = "command" // nightdesk flows
)

// Proposal is a release that waits for a second person.
type Proposal struct {
	ID      string
	Release Release // Number is 0 until it is agreed to
	// Why a second person is asked for: "clinic" (always asks) or "crisis" (wording
	// for people in danger changed).
	Why string
	// Declined is who said no, with what they wrote and when; "" = nobody.
	Declined   string
	DeclinedAt time.Time
	Answer     string
}

// Releases is everything that was published, oldest first, and what waits for a second
// person or was declined by one.
type Releases struct {
	Format    int
	List      []Release
	Proposals []Proposal
	// Taken is what was taken over from outside, by FromFolder and FromBuiltIn, newest
	// last: the same again is no news.
	Taken map[string][]Import
}

// Import is a set of scripts as it was taken over from outside.
type Import struct{ Version, Talks string }

// ByNumber finds a release.
func (r Releases) ByNumber(n int) (Release, bool) {
	if n < 1 || n > len(r.List) || r.List[n-1].Number != n {
		return Release{}, false
	}
	return r.List[n-1], true
}

// ProposalOf finds a proposal.
func (r Releases) ProposalOf(id string) (Proposal, bool) {
	for _, p := range r.Proposals {
		if p.ID == id {
			return p, true
		}
	}
	return Proposal{}, false
}

// ReleasesFormat is the stored form of Releases.
const ReleasesFormat = 1

// Draft is what one person has changed of the scripts and not published.
type Draft struct {
	Format int
	Owner  string // account
	// Based is the number of the release it is a change of.
	Based   int
	Changed map[string]string // new sources by file name, flows and talks alike
	Gone    []string          // files that are removed
	// Note is what its owner means to say when publishing.
	Note string
	At   time.Time // of the last change
	// Version counts its changes, from a number that is each draft's own: a draft is saved
	// in the place of the one that was read. 0 = there is none yet.
	Version int64
}

// DraftFormat is the stored form of Draft.
const DraftFormat = 1

// IsEmpty reports whether the draft changes nothing.
func (d Draft) IsEmpty() bool { return len(d.Changed) == 0 && len(d.Gone) == 0 }

// PublishOrder is somebody's wish to publish their draft, a set of files, or an older
// release again.
type PublishOrder struct {
	// ID is the asker's own name for this wish: asked for twice, as by a second click,
	// it is done once. "" = every order is another.
	ID   string
	By   string // account, or FromCommand with a name
	Note string // must say something
	Mode MoveMode
	// From and Until are as in Release; zero = now, never.
	From, Until time.Time
	// Files are what to publish, and Based what they are a change of: if another
	// release was published since, the error is ErrOvertaken.
	Files ScriptFiles
	Based int
	// Repeats publishes that older release again, and Files is not looked at.
	Repeats int
}

// Errors of releases and drafts.
var (
	// ErrOvertaken: somebody else published, or saved this draft, in the meantime.
	ErrOvertaken = errors.New("somebody changed it in the meantime")
	// ErrRefused: the scripts have errors or failed tests; what they are is listed
	// elsewhere.
	ErrRefused = errors.New("the scripts have problems that block")
	// ErrNothing: what was to be published is what is live.
	ErrNothing = errors.New("nothing would change: these are the scripts that are live")
	// ErrOwn: nobody is their own second person.
	ErrOwn = errors.New("a second person must agree, and not who made the change")
	// ErrOrder: the order can't be carried out as it stands; the text says why and how
	// to mend it.
	ErrOrder = errors.New("this can't be done")
)
