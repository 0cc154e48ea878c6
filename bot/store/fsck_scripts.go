package store

import (
	"context"
	"errors"
	"slices"

	"nightdesk/bot"
)

// scripts counts releases and drafts that cannot be opened, sources of releases that
// are not there or cannot be opened, and drafts that the list of them lacks.
func (r *fsck) scripts(ctx context.Context) error {
	all, _, err := r.s.Releases(ctx)
	if err := r.unreadable(err); err != nil {
		return err
	}
	r.f.Releases = len(all.List)
	named := map[string]bool{}
	for _, x := range all.List {
		named[x.Version], named[x.Talks] = true, true
	}
	for _, p := range all.Proposals {
		named[p.Release.Version], named[p.Release.Talks] = true, true
	}
	delete(named, "")
	for name := range named {
		files, err := r.s.Script(ctx, name)
		if err := r.unreadable(err); err != nil {
			return err
		}
		if err == nil && files == nil {
			r.f.Unlisted++
		}
	}
	listed, err := r.c.ZRange(ctx, r.s.names.drafts(), 0, -1).Result()
	if err != nil {
		return err
	}
	found := 0
	err = r.each(ctx, r.s.names.draft(""), func(owner string) error {
		r.f.Drafts++
		if slices.Contains(listed, owner) {
			found++
		} else {
			r.f.Unlisted++
		}
		_, err := r.s.Draft(ctx, owner)
		return r.unreadable(err)
	})
	r.f.Unlisted += len(listed) - found
	return err
}

// unreadable counts an error that is no more than a value that cannot be opened.
func (r *fsck) unreadable(err error) error {
	if err == nil || !errors.Is(err, bot.ErrUnreadable) {
		return err
	}
	r.f.Unreadable++
	return nil
}
