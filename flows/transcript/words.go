package transcript

import (
	"fmt"
	"slices"
	"strings"
)

// Key names what was reworded, the same for the same edit of a script in every talk;
// "" if the difference is of another kind.
func (d *Difference) Key() string {
	if !d.Reworded() {
		return ""
	}
	was, is := d.Change()
	return strings.TrimRight(d.Want.Word, "23456789") + "\n" + was + "\n" + is
}

// Rewording is one change of wording with the talks that have it.
type Rewording struct {
	Key   string
	First *Difference
	Talks []string // by name
	// Only says that none of them differs in anything else.
	Only bool
}

// Say is the change in words, as a sentence without its beginning: says "Hi." instead
// of "Hello.".
func (r Rewording) Say() string {
	was, is := r.First.Change()
	return said(was, is)
}

// Rewordings gathers the changes of wording of several talks, in their order, from the
// differences of each.
func Rewordings(talks [][]*Difference) []Rewording {
	var all []Rewording
	for _, diffs := range talks {
		keys := map[string]bool{}
		for _, d := range diffs {
			key := d.Key()
			if key == "" || keys[key] {
				continue
			}
			keys[key] = true
			i := slices.IndexFunc(all, func(r Rewording) bool { return r.Key == key })
			if i < 0 {
				i = len(all)
				all = append(all, Rewording{Key: key, First: d, Only: true})
			}
			all[i].Talks = append(all[i].Talks, d.Name)
			all[i].Only = all[i].Only && !slices.ContainsFunc(diffs, func(d *Difference) bool { return d.Key() != key })
		}
	}
	return all
}

// said is a change of words as people say it.
func said(was, is string) string {
	switch {
	case was == "":
		return fmt.Sprintf("also says %q", is)
	case is == "":
		return fmt.Sprintf("no longer says %q", was)
	}
	return fmt.Sprintf("says %q instead of %q", is, was)
}

// things are what lines are about, in words.
var things = map[string]string{"us": "the text", "alert": "the alert", "desk": "the text to staff", "fails": "the text that fails", "case": "the case",
	"holds": "the time that is held", "books": "the booking", "moves": "the visit that is moved", "cancels": "the visit that is given up", "release": "what becomes of whoever is in mid-conversation"}

func thing(word string) string { return things[strings.TrimRight(word, "23456789")] }

// InWords says what one talk expects that another did not, a sentence for each change.
func InWords(before, after Talk) []string {
	var out []string
	var gone []Line
	cause := ""
	flush := func() {
		for _, l := range gone {
			out = append(out, sentence(cause, thing(l.Word)+fmt.Sprintf(" %q does not come any more", l.Text)))
		}
		gone = nil
	}
	for _, e := range edits(before, after) {
		switch {
		case e.line.Word == "" && e.sign != 0:
			if e.line.Text != "" {
				flush()
				out = append(out, map[int]string{-1: "The comment goes: ", 1: "A new comment: "}[e.sign]+e.line.Text)
			}
		case e.line.Caused():
			flush()
			cause = causeWords(e.line)
			if e.sign != 0 {
				out = append(out, map[int]string{-1: "This does not happen any more: ", 1: "This happens now: "}[e.sign]+cause)
			}
		case e.sign < 0:
			gone = append(gone, e.line)
		case e.sign > 0:
			i := slices.IndexFunc(gone, func(l Line) bool { return l.Word == e.line.Word })
			if i < 0 {
				out = append(out, sentence(cause, "now also comes "+thing(e.line.Word)+fmt.Sprintf(" %q", e.line.Text)))
				continue
			}
			was, is := change(gone[i].Text, e.line.Text)
			out = append(out, sentence(cause, thing(e.line.Word)+" "+said(was, is)))
			gone = slices.Delete(gone, i, i+1)
		}
	}
	flush()
	return out
}

func sentence(cause, say string) string {
	if cause == "" {
		return say
	}
	return cause + ": " + say
}

// causeWords is what happened, in words.
func causeWords(l Line) string {
	switch {
	case strings.HasPrefix(l.Word, "them"):
		return fmt.Sprintf("after %q", l.Text)
	case l.Word == "staff":
		return fmt.Sprintf("after staff text %q", l.Text)
	case l.Word == "wait":
		return "after " + l.Text
	case l.Word == "at":
		return "at " + l.Text
	case l.Word == "again":
		return "after the same text again"
	case l.Word == "given":
		return "given " + l.Text
	}
	return l.Word + " " + l.Text
}

// edit is a line of two talks: -1 only of the first, 1 only of the second.
type edit struct {
	sign int
	line Line
}

// edits lists the lines of both, those that stay once; what goes stands before what
// comes in its place.
func edits(before, after Talk) []edit {
	a, b := before.Lines, after.Lines
	same := func(x, y Line) bool { return x.Word == y.Word && x.Text == y.Text }
	common := make([][]int, len(a)+1) // of a[i:] and b[j:], how many lines can stay
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i, was := range slices.Backward(a) {
		for j, is := range slices.Backward(b) {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); same(was, is) {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var out []edit
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && same(a[i], b[j]):
			out = append(out, edit{0, a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, edit{-1, a[i]})
			i++
		default:
			out = append(out, edit{1, b[j]})
			j++
		}
	}
	return out
}
