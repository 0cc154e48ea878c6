package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows/release"
)

// proposalWords is a proposal as its pages name it.
type proposalWords struct {
	ID, By, Note, Why string
	At                time.Time
	From, Until       time.Time
	Mode              string
	Mine              bool
	// Declined is who said no, "" = nobody; Back says that its author took it back.
	Declined   string
	DeclinedAt time.Time
	Back       bool
	Answer     string
}

func (v *visit) proposalWords(p bot.Proposal) proposalWords {
	w := proposalWords{ID: p.ID, By: v.c.publisher(p.Release.By), Note: p.Release.Note, Why: whyApproval[p.Why], At: p.Release.At, Until: p.Release.Until,
		Mode: modeWords[p.Release.Mode].Label, Mine: p.Release.By == v.account.ID, DeclinedAt: p.DeclinedAt, Answer: p.Answer}
	if p.Release.From.After(p.Release.At) {
		w.From = p.Release.From
	}
	if p.Declined != "" {
		w.Declined, w.Back = v.c.nameOf(p.Declined), p.Declined == p.Release.By
	}
	return w
}

// approvalsData is what waits for a second person, and what became of the rest.
type approvalsData struct {
	Waiting, Answered []proposalWords
	MayAgree          bool
	Second            secondWords
}

func approvalsPage(v *visit) error {
	d, err := v.approvalsData()
	if err != nil {
		return err
	}
	return v.render("script_approvals", d)
}

func (v *visit) approvalsData() (approvalsData, error) {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return approvalsData{}, fmt.Errorf("read the releases: %w", err)
	}
	d := approvalsData{MayAgree: v.may(account.ApproveScripts)}
	if d.Second, err = v.second(v.account.ID); err != nil {
		return d, err
	}
	for _, p := range slices.Backward(all.Proposals) {
		if w := v.proposalWords(p); p.Declined == "" {
			d.Waiting = append(d.Waiting, w)
		} else {
			d.Answered = append(d.Answered, w)
		}
	}
	return d, nil
}

// proposalData is one proposal.
type proposalData struct {
	proposalWords
	Second            secondWords
	MayAgree, MayBack bool
	Changed           fileChanges
	Rest              []release.Reason // why, of what stands at no change
	Problems          []problemWords
	Blocked           int
	Failed            failedTalks
	Problem           string
	Typed             string // an answer that was typed
	Wrong             string // what is wrong with it
	// Playing is how far the talks are that are played before it goes live; nil = they are
	// not. Played says that all have passed since somebody agreed, and GoesOn that it was
	// in this browser, a moment ago.
	Playing        *playData
	Played, GoesOn bool
}

// proposal finds the one of the address.
func (v *visit) proposal() (bot.Releases, bot.Proposal, error) {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return all, bot.Proposal{}, fmt.Errorf("read the releases: %w", err)
	}
	p, ok := all.ProposalOf(v.r.PathValue("id"))
	if !ok {
		return all, p, errNotFound
	}
	return all, p, nil
}

func proposalPage(v *visit) error {
	all, p, err := v.proposal()
	if errors.Is(err, errNotFound) {
		v.flash("That proposal is not waiting any more: it was agreed to, or is long answered. The history has what was published.")
		return v.redirect(approvalPath)
	}
	if err != nil {
		return err
	}
	d := v.proposalFrame(p)
	if err := v.agreeing(&d); err != nil {
		return err
	}
	switch {
	case d.Playing == nil:
	case v.live():
		return v.piece("script_proposal", "rel-playing", d)
	default: // it is asked for often, and shows nothing else
		return v.render("script_proposal", d)
	}
	if d, err = v.filled(d, all, p); err != nil {
		return err
	}
	return v.render("script_proposal", d)
}

func (v *visit) proposalData() (proposalData, error) {
	all, p, err := v.proposal()
	if err != nil {
		return proposalData{}, err
	}
	return v.filled(v.proposalFrame(p), all, p)
}

// proposalFrame is who may do what with a proposal.
func (v *visit) proposalFrame(p bot.Proposal) proposalData {
	d := proposalData{proposalWords: v.proposalWords(p)}
	d.MayAgree = v.may(account.ApproveScripts) && !d.Mine && p.Declined == ""
	d.MayBack = d.Mine && p.Declined == ""
	return d
}

// filled adds what it changes, and what is to be said of it.
func (v *visit) filled(d proposalData, all bot.Releases, p bot.Proposal) (proposalData, error) {
	var err error
	if d.Second, err = v.second(p.Release.By); err != nil {
		return d, err
	}
	files, err := v.c.o.Scripts.Files(v.r.Context(), p.Release)
	if err != nil {
		return d, fmt.Errorf("read proposed scripts: %w", err)
	}
	before := bot.ScriptFiles{}.Clone()
	based := p.Release.Based
	if p.Release.Repeats != 0 { // what it would change is what is live now
		live, err := v.c.o.Scripts.Live(v.r.Context())
		if err != nil {
			return d, fmt.Errorf("read the live scripts: %w", err)
		}
		based = live.Number
	}
	if r, ok := all.ByNumber(based); ok {
		if before, err = v.c.o.Scripts.Files(v.r.Context(), r); err != nil {
			return d, fmt.Errorf("read published scripts: %w", err)
		}
	}
	d.Changed, d.Rest = judgedFiles(before, files, false)
	_, problems := v.c.o.Scripts.Check(files)
	for _, w := range problemList(problems, files) {
		w.Href = "" // the files are somebody else's draft
		d.Problems = append(d.Problems, w)
		if w.Error {
			d.Blocked++
		}
	}
	return d, nil
}

// agreeOrder makes a release of a proposal.
func agreeOrder(v *visit) error {
	if v.form("watch") != "" { // whoever sends it themselves sees how far the talks are
		if waits, err := v.agreePlays(v.r.PathValue("id")); waits || err != nil {
			return err
		}
	}
	done, err := v.c.o.Scripts.Agree(v.r.Context(), v.r.PathValue("id"), v.account.ID)
	if err == nil {
		return v.published(done)
	}
	problem, status := publishProblem(err)
	if problem == "" {
		return err
	}
	d, err := v.proposalData()
	if errors.Is(err, errNotFound) { // agreed to by somebody else a moment ago
		return proposalPage(v)
	}
	if err != nil {
		return err
	}
	d.Problem, d.Failed = problem, v.failedList(done.Failed)
	return v.renderStatus(status, "script_proposal", d)
}

// declineOrder says no, with an answer to its author.
func declineOrder(v *visit) error {
	answer := v.form("answer")
	if n := len([]rune(answer)); n < 3 || n > release.MostNote {
		d, err := v.proposalData()
		if err != nil {
			return err
		}
		d.Typed, d.Wrong = answer, fmt.Sprintf("Say why, so that its author can mend it: 3 to %d characters.", release.MostNote)
		return v.renderStatus(http.StatusUnprocessableEntity, "script_proposal", d)
	}
	return v.decline(answer, "You declined. Its author reads your answer.")
}

// takeBackOrder takes one's own back.
func takeBackOrder(v *visit) error {
	_, p, err := v.proposal()
	if err != nil {
		return err
	}
	if p.Release.By != v.account.ID {
		return errForbidden
	}
	return v.decline("Taken back by its author.", "It is taken back. Your draft is as it was.")
}

func (v *visit) decline(answer, say string) error {
	err := v.c.o.Scripts.Decline(v.r.Context(), v.r.PathValue("id"), v.account.ID, answer)
	problem, _ := publishProblem(err)
	switch {
	case err != nil && problem != "":
		v.warn(problem)
	case err != nil:
		return fmt.Errorf("decline a proposal: %w", err)
	default:
		v.flash(say)
	}
	return v.redirect(approvalPath)
}
