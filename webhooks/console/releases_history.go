package console

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows/release"
)

// releaseWords is a release in words, among all others, at a time.
func (c *Console) releaseWords(all bot.Releases, r bot.Release, now time.Time) releaseWords {
	live := release.Live(all, now)
	w := releaseWords{Number: r.Number, By: c.publisher(r.By), At: r.At, From: r.From, Until: r.Until, Note: r.Note, Mode: modeWords[cmp.Or(r.Mode, bot.MoveFinish)].Does,
		Repeats: r.Repeats, Live: r.Number == live.Number}
	if r.Approved != "" {
		w.Approved = c.nameOf(r.Approved)
	}
	if c.has(scriptsPath + "/figures") {
		w.Figures = scriptsPath + "/figures?version=" + url.QueryEscape(r.Version)
	}
	alive := release.IsAlive(all, r.Number, now)
	w.Again = !w.Live
	switch {
	case !r.Withdrawn.IsZero():
		w.State, w.Badge = "taken back", "plain"
	case w.Live:
		w.State, w.Badge, w.Withdraw = "live", "good", !r.Until.IsZero()
	case alive && r.From.After(now):
		w.State, w.Badge, w.Withdraw = "scheduled", "warn", true
	case alive:
		w.State, w.Badge = "goes on later", ""
	case !r.Until.IsZero() && !r.Until.After(now):
		w.State, w.Badge = "ended", "plain"
	default:
		w.State, w.Badge = "earlier", "plain"
		for _, later := range all.List {
			if later.Number > r.Number && later.Repeats != 0 && later.Repeats < r.Number && later.With == 0 {
				w.State, w.Badge = "undone", "warn"
				break
			}
		}
	}
	return w
}

// historyData is everything that was published, newest first.
type historyData struct {
	MayEdit bool
	Rows    []releaseWords
	Back    wayBack
	Order   string
	Waiting int
}

func historyPage(v *visit) error {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return fmt.Errorf("read the releases: %w", err)
	}
	if from, to := v.query("from"), v.query("to"); from != "" && to != "" { // the form that compares two
		n, err1 := strconv.Atoi(to)
		m, err2 := strconv.Atoi(from)
		if err1 != nil || err2 != nil || n < 1 || m < 1 || n > len(all.List) || m > len(all.List) {
			return bad("There is no such release. Choose two numbers from the list.")
		}
		if n == m {
			return bad("That is the same release twice. Choose two that differ.")
		}
		return v.redirect(fmt.Sprintf("%s/%d?against=%d", historyPath, n, m))
	}
	d, err := v.historyData()
	if err != nil {
		return err
	}
	return v.render("script_history", d)
}

func (v *visit) historyData() (historyData, error) {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return historyData{}, fmt.Errorf("read the releases: %w", err)
	}
	d := historyData{MayEdit: v.may(account.EditScripts), Waiting: waitingProposals(all)}
	for _, r := range slices.Backward(all.List) {
		d.Rows = append(d.Rows, v.c.releaseWords(all, r, v.now))
	}
	if d.Back = wayBackOf(all, v.now); d.Back.To > 0 {
		d.Order, err = v.c.orderID()
	}
	return d, err
}

// waitingProposals counts the proposals that wait for somebody.
func waitingProposals(all bot.Releases) (n int) {
	for _, p := range all.Proposals {
		if p.Declined == "" {
			n++
		}
	}
	return n
}

// undoTo is the release that one step back leads to: what was live before the live one;
// 0 = nothing was.
func undoTo(all bot.Releases, now time.Time) int {
	live := release.Live(all, now)
	if live.Number == 0 || !live.Until.IsZero() { // that one is taken back instead
		return 0
	}
	if live.Repeats > 0 && live.Repeats < len(all.List) { // undone once: back again is the one that was undone
		return lastBefore(all, live, live.Repeats)
	}
	return lastBefore(all, live, 0)
}

// lastBefore is the last release that went live before x, for good, and is none of what
// x is or repeats.
func lastBefore(all bot.Releases, x bot.Release, not int) int {
	for _, r := range slices.Backward(all.List[:x.Number-1]) {
		if r.Withdrawn.IsZero() && r.Until.IsZero() && !r.From.After(x.From) && r.Number != not && r.Version+r.Talks != x.Version+x.Talks {
			return r.Number
		}
	}
	return 0
}

// oneRelease reads the release of the address.
func (v *visit) oneRelease() (bot.Releases, bot.Release, error) {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return all, bot.Release{}, fmt.Errorf("read the releases: %w", err)
	}
	n, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil {
		return all, bot.Release{}, errNotFound
	}
	r, ok := all.ByNumber(n)
	if !ok {
		return all, r, errNotFound
	}
	return all, r, nil
}

// releaseData is one release.
type releaseData struct {
	releaseWords
	MayEdit bool
	Against int // compared with this one; 0 = it is the first
	Others  []int
	Changed fileChanges
	Rest    []release.Reason // why a second person had to agree, of what stands at no change
	Sources []string
	Talks   int
	Order   string
	Problem string
	Failed  failedTalks
	Typed   string // a note that was typed
	Modes   []modeChoice
	Back    wayBack  // from this release, if it is live
	Kept    keptWork // what it undid, if it is live
}

func releasePage(v *visit) error {
	d, err := v.releaseData(v.query("against"))
	if err != nil {
		return err
	}
	return v.render("script_release", d)
}

// releaseData is the release of the address, compared with another one; "" = with what
// it was a change of.
func (v *visit) releaseData(against string) (releaseData, error) {
	all, r, err := v.oneRelease()
	if err != nil {
		return releaseData{}, err
	}
	d := releaseData{releaseWords: v.c.releaseWords(all, r, v.now), MayEdit: v.may(account.EditScripts), Against: max(r.Based, 0), Modes: modeChoices(bot.MoveFinish),
		Typed: fmt.Sprintf("Back to release %d", r.Number)}
	if d.Live && d.MayEdit {
		d.Back = wayBackOf(all, v.now)
		draft, err := v.c.o.Scripts.Draft(v.r.Context(), v.account.ID)
		if err != nil {
			return d, fmt.Errorf("read a draft: %w", err)
		}
		d.Kept = v.kept(all, draft)
	}
	if d.Against == 0 || d.Against >= r.Number {
		d.Against = r.Number - 1
	}
	if n, err := strconv.Atoi(against); err == nil && n > 0 && n <= len(all.List) && n != r.Number {
		d.Against = n
	}
	for _, o := range slices.Backward(all.List) {
		if o.Number != r.Number {
			d.Others = append(d.Others, o.Number)
		}
	}
	files, err := v.c.o.Scripts.Files(v.r.Context(), r)
	if err != nil {
		return d, fmt.Errorf("read published scripts: %w", err)
	}
	d.Sources, d.Talks = slices.Sorted(maps.Keys(files.Flows)), len(files.Talks)
	if d.Against > 0 {
		before, err := v.c.o.Scripts.Files(v.r.Context(), all.List[d.Against-1])
		if err != nil {
			return d, fmt.Errorf("read published scripts: %w", err)
		}
		if d.Against == r.Based && r.Approved != "" { // what somebody agreed to; between others nobody was asked
			d.Changed, d.Rest = agreedFiles(before, files)
		} else {
			d.Changed = changedFiles(before, files, false)
		}
	}
	d.Order, err = v.c.orderID()
	return d, err
}

// sourceData is one file of a release, to read.
type sourceData struct {
	Number      int
	File, Title string
	Lines       []string
}

func sourcePage(v *visit) error {
	_, r, err := v.oneRelease()
	if err != nil {
		return err
	}
	files, err := v.c.o.Scripts.Files(v.r.Context(), r)
	if err != nil {
		return fmt.Errorf("read published scripts: %w", err)
	}
	file := v.r.PathValue("file")
	src, ok := in(files, file)[file]
	if !ok {
		return errNotFound
	}
	return v.render("script_source", sourceData{Number: r.Number, File: file, Title: fileTitle(file, src), Lines: strings.Split(strings.TrimSuffix(src, "\n"), "\n")})
}

// againOrder publishes an older release again: the way back.
func againOrder(v *visit) error {
	_, r, err := v.oneRelease()
	if err != nil {
		return err
	}
	id, err := v.order()
	if err != nil {
		return err
	}
	o := bot.PublishOrder{ID: string(id), By: v.account.ID, Note: v.form("note"), Mode: bot.MoveMode(cmp.Or(v.form("mode"), string(bot.MoveFinish))), Repeats: r.Number}
	if o.Note == "" {
		o.Note = fmt.Sprintf("Back to release %d", r.Number)
	}
	done, err := v.c.o.Scripts.Publish(v.r.Context(), o)
	if err == nil {
		return v.published(done)
	}
	problem, status := publishProblem(err)
	if problem == "" {
		return err
	}
	d, err := v.releaseData("")
	if err != nil {
		return err
	}
	d.Problem, d.Failed, d.Typed, d.Modes = problem, v.failedList(done.Failed), o.Note, modeChoices(o.Mode)
	return v.renderStatus(status, "script_release", d)
}

// withdrawOrder takes back a release that is scheduled or live for a time.
func withdrawOrder(v *visit) error {
	_, r, err := v.oneRelease()
	if err != nil {
		return err
	}
	switch err := v.c.o.Scripts.Withdraw(v.r.Context(), r.Number, v.account.ID); {
	case errors.Is(err, bot.ErrOrder):
		v.warn(orderSays(err))
		return v.redirect(fmt.Sprintf("%s/%d", historyPath, r.Number))
	case err != nil:
		return fmt.Errorf("withdraw a release: %w", err)
	}
	v.flash(fmt.Sprintf("Release %d is taken back. What was live before it goes on.", r.Number))
	return v.redirect(historyPath)
}

// orderSays is why an order could not be carried out, as a sentence.
func orderSays(err error) string {
	s := err.Error()
	if _, after, ok := strings.Cut(s, bot.ErrOrder.Error()+": "); ok {
		s = after
	}
	s = strings.Replace(s, " (mend: ", ". To mend it, ", 1)
	return sentence(strings.TrimSuffix(s, ")")) + "."
}

// publishProblem is what to say of a publishing that did not happen; "" = it is a
// failure of ours.
func publishProblem(err error) (say string, status int) {
	switch {
	case errors.Is(err, bot.ErrRefused):
		return "It was not published: there is something to mend first. What is live has not changed.", http.StatusUnprocessableEntity
	case errors.Is(err, bot.ErrOvertaken):
		return "It was not published: somebody else published meanwhile.", http.StatusConflict
	case errors.Is(err, bot.ErrNothing):
		return "There is nothing to publish: this is what is live already.", http.StatusUnprocessableEntity
	case errors.Is(err, bot.ErrOwn):
		return "Somebody else must agree, not who made the change.", http.StatusForbidden
	case errors.Is(err, bot.ErrOrder):
		return orderSays(err), http.StatusUnprocessableEntity
	}
	return "", 0
}
