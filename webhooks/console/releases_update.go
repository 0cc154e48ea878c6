package console

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// updateOrder brings a draft up to date with what others published meanwhile. Where
// both changed the same place, its owner chooses, and until then nothing is stored.
func updateOrder(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	if err := v.sameDraft(b); err != nil {
		return v.moved(err)
	}
	live, err := v.c.o.Scripts.Files(v.r.Context(), b.live)
	if err != nil {
		return fmt.Errorf("read published scripts: %w", err)
	}
	if n, err := strconv.Atoi(v.form("live")); err == nil && n != b.live.Number && v.form("choose") != "" {
		v.warn("Another release was published while you chose. Choose once more.")
		return v.redirect(changesPath)
	}
	draft, conflicts := release.Update(b.draft, b.base, b.live.Number, live)
	if waits := release.Open(release.Apply(live, draft)); len(waits) > 0 {
		conflicts = asWaiting(waits, conflicts)
		mine, open := v.choices(len(conflicts))
		if open {
			return v.choose(b, conflicts, mine)
		}
		draft = settled(draft, b.live.Number, live, waits, mine)
	}
	draft.At = v.now
	say := fmt.Sprintf("Your draft is up to date: it is now a change of release %d.", b.live.Number)
	if draft.IsEmpty() {
		err = v.c.o.Scripts.DropDraft(v.r.Context(), v.account.ID, b.draft.Version)
		say = fmt.Sprintf("All that you changed is live already, with release %d: nothing of your draft is left to publish.", b.live.Number)
	} else {
		_, err = v.c.o.Scripts.SaveDraft(v.r.Context(), draft)
	}
	if err != nil {
		return v.moved(err)
	}
	v.flash(say)
	return v.redirect(changesPath)
}

// asWaiting are the conflicts that wait, in their order, which is the one that choices are
// carried out in; with what is known of each from putting both together.
func asWaiting(waits, known []release.Conflict) []release.Conflict {
	all := slices.Clone(waits)
	used := make([]bool, len(known))
	for i, w := range all {
		for j, k := range known {
			if !used[j] && k.File == w.File && strings.TrimRight(k.Mine, "\n") == strings.TrimRight(w.Mine, "\n") && strings.TrimRight(k.Theirs, "\n") == strings.TrimRight(w.Theirs, "\n") {
				all[i], used[j] = k, true
				break
			}
		}
	}
	return all
}

// choices are what was chosen at each conflict: true = one's own wording. open says
// that some are not chosen yet.
func (v *visit) choices(n int) (mine map[int]bool, open bool) {
	mine = map[int]bool{}
	for i := range n {
		switch v.form("c" + strconv.Itoa(i)) {
		case "mine":
			mine[i] = true
		case "theirs":
			mine[i] = false
		default:
			open = true
		}
	}
	return mine, open
}

// choose shows the page with the conflicts.
func (v *visit) choose(b bench, conflicts []release.Conflict, chosen map[int]bool) error {
	d, err := v.changesData(b)
	if err != nil {
		return err
	}
	for i, c := range conflicts {
		w := conflictWords{Index: i, Title: fileTitle(c.File, b.files.Flows[c.File]), Where: c.Where, Was: c.Base, MineNone: c.Mine == "", TheirNone: c.Theirs == ""}
		w.Theirs, w.Mine = release.Words(c.Theirs, c.Mine)
		mine, is := chosen[i]
		w.ChoseMine, w.ChoseTheirs = is && mine, is && !mine
		d.Conflicts = append(d.Conflicts, w)
	}
	if v.form("choose") != "" {
		d.Problem = "Choose at each place which wording stays. Nothing is changed until then."
		return v.renderStatus(http.StatusUnprocessableEntity, "script_changes", d)
	}
	return v.render("script_changes", d)
}

// settled is a draft with what was chosen at each of its conflicts, which are in the
// order of its files.
func settled(d bot.Draft, number int, live bot.ScriptFiles, waits []release.Conflict, mine map[int]bool) bot.Draft {
	files := release.All(release.Apply(live, d))
	for i, wait := range slices.Backward(waits) { // from below, so that those above keep their places
		file, nth := wait.File, 0
		for _, w := range waits[:i] {
			if w.File == file {
				nth++
			}
		}
		keep := release.KeepTheirs
		if mine[i] {
			keep = release.KeepMine
		}
		files[file] = release.Choose(files[file], nth, keep)
	}
	return release.Of(d, number, live, release.Files(files))
}
