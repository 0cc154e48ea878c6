package console

import (
	"context"
	"errors"
	"time"

	"nightdesk/bot"
	"nightdesk/flows/transcript"
)

// Trial holds made-up talks with scripts that are not live, through the real inbox and
// store, on a stage that nobody else sees. It knows no talk but for as long as it holds
// it: any replica can answer.
type Trial interface {
	// Hold holds a talk with the flows of files, anew from its beginning; by is the
	// account that asks. A talk that cannot go on ends there: see Held.Stopped. Errors:
	// ErrTrialBusy, bot.ErrRefused if the flows cannot be read, ctx's.
	Hold(ctx context.Context, by string, files bot.ScriptFiles, t transcript.Talk) (Held, error)

	// Run plays all talks of files and the safety set for an account, unless it does or
	// did so already with these very files, and says how far it is. A run with other
	// files ends the one before.
	Run(by string, files bot.ScriptFiles) TrialRun
	// Ran is the account's run with these files; false if there is none.
	Ran(by string, files bot.ScriptFiles) (TrialRun, bool)
	// Passed reports whether all talks of these very files, and the safety set, were played
	// and went as expected, whoever asked: they need not be played again.
	Passed(files bot.ScriptFiles) bool
	// Wait gives the account's run with these files a moment to end, if there is one.
	Wait(ctx context.Context, by string, files bot.ScriptFiles)
	// Update gives the new texts of the talks of those names, with what really came in
	// them: all of it, or only other wordings for which only is true. Those of the safety
	// set, those that cannot be played and those in which nothing is to be changed are left
	// out. It needs the account's run with these files: until that has ended there is
	// nothing but how far it is. Errors: bot.ErrRefused if the flows have errors, ctx's.
	Update(ctx context.Context, by string, files bot.ScriptFiles, names []string, only func(*transcript.Difference) bool) (map[string]string, TrialRun, error)
	// Answer puts the answer to a question into the talks of those names; see
	// transcript.Answer. Those of the safety set, and those that cannot be played, are left
	// out. It begins that, and says how far it is: whoever asks the same again hears more,
	// and the outcome once. An order of the account's for something else ends it. Errors:
	// bot.ErrRefused if the flows have errors, ctx's.
	Answer(ctx context.Context, by string, files bot.ScriptFiles, names []string, a transcript.Answer) (Answers, error)
	// Safety is the set of talks that come with the program, by name.
	Safety() map[string]string
}

// ErrTrialBusy says that too many talks are held at this moment.
var ErrTrialBusy = errors.New("too many talks are held just now")

// Held is what came of a talk.
type Held struct {
	Got transcript.Got
	// At is the clock when a line was done, and Stands where "them" stand then, by the
	// line's index.
	At     map[int]time.Time
	Stands map[int]Stand
	// Next is when something falls due; zero = never.
	Next time.Time
	// Stopped says why the talk could not go on, in words for people; "" = it did.
	Stopped string
	// Version is that of the flows that it was held with.
	Version string
}

// Stand is where somebody stands in a script.
type Stand struct {
	bot.Place
	Source bot.Source // of the step; zero if none waits
	Lang   bot.Lang
	// Shared says that others read the phone, OptedOut that they want no more texts,
	// Staff that a person has the talk, Danger that one must let go of it first.
	Shared, OptedOut, Staff, Danger bool
}

// TrialRun is the playing of all talks.
type TrialRun struct {
	Done, Of int
	// Finished is when it ended; zero = it has not.
	Finished time.Time
	// Why it could not be played; "" = it could.
	Why     string
	Results []TalkResult // by name, the safety set first
	// Ways are the ways through the flows that the talks take, as "intake/visit#none".
	Ways map[string]int
}

// TalkResult is how one talk went.
type TalkResult struct {
	FailedTalk
	OK    bool
	Far   bool // it went another way for so long that it was not played to its end
	Diffs []*transcript.Difference
	// Asked are the questions that the talk does not expect where they are asked.
	Asked []transcript.Ask
}

// FailedOf are those of the results that go another way.
func FailedOf(results []TalkResult) (failed []FailedTalk) {
	for _, r := range results {
		if !r.OK {
			failed = append(failed, r.FailedTalk)
		}
	}
	return failed
}

// Answers are talks in which a question is answered, by name.
type Answers struct {
	Done, Of int
	// Finished says that Talks are all that come of it; else there are none yet.
	Finished bool
	Talks    map[string]transcript.Answered
}
