package console

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// errHasDraft: there is a draft already, which another one would be mixed into.
var errHasDraft = errors.New("there is a draft already")

// fromOrder puts a release into the draft, as a change of what is live, for who wants to
// work on from it. It begins a draft: one that holds something is left alone.
func fromOrder(v *visit) error {
	_, r, err := v.oneRelease()
	if err != nil {
		return err
	}
	files, err := v.c.o.Scripts.Files(v.r.Context(), r)
	if err != nil {
		return fmt.Errorf("read published scripts: %w", err)
	}
	b, err := v.changeDraft(func(b *bench) error {
		if !b.draft.IsEmpty() {
			return errHasDraft
		}
		for _, half := range []map[string]string{files.Flows, files.Talks} {
			for _, name := range slices.Sorted(maps.Keys(half)) {
				b.put(name, half[name])
			}
		}
		for _, half := range []map[string]string{b.base.Flows, b.base.Talks} {
			for name := range half {
				if _, stays := in(files, name)[name]; !stays {
					b.drop(name)
				}
			}
		}
		return nil
	})
	switch {
	case errors.Is(err, errHasDraft):
		v.warn(fmt.Sprintf("You have a draft already. Publish or drop it first, then put release %d into a new one.", r.Number))
	case err != nil:
		return err
	case b.draft.IsEmpty():
		v.flash(fmt.Sprintf("Release %d is what is live now: your draft is empty.", r.Number))
	default:
		v.flash(fmt.Sprintf("Release %d is in your draft. This is what it would change of what is live now.", r.Number))
	}
	return v.redirect(changesPath)
}
