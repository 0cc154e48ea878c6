package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"nightdesk/bot"
	"nightdesk/config"
	"nightdesk/flows"
	"nightdesk/flows/transcript"
	"nightdesk/webhooks/console"
)

// playAll plays the talks of a set of scripts and the safety set with its flows, the
// safety set first: how each went, and how many of the clinic's own took each way through
// the flows. The error is bot.ErrRefused if the flows have errors, or that of ctx.
//
// Talks are played side by side, one in each place that there is; what was played before
// is remembered. progress may be nil; it is called by one at a time.
func (p *passed) playAll(ctx context.Context, clinic config.Clinic, files bot.ScriptFiles, progress func(done, of int)) ([]console.TalkResult, map[string]int, error) {
	r, err := p.of(clinic, files.Flows)
	if err != nil {
		return nil, nil, err
	}
	all, ways := talksWithSafety(files.Talks), map[string]int{}
	names := slices.SortedFunc(maps.Keys(all), safetyFirst)
	results := make([]console.TalkResult, len(names))
	done := 0
	err = p.each(ctx, r, len(names), func(s *stage, i int) func() {
		x := s.playTalk(names[i], all[names[i]])
		return func() {
			results[i] = x.result()
			x.count(r.script, ways)
			if done++; progress != nil {
				progress(done, len(all))
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	return results, ways, nil
}

// each does something with each of so many talks, side by side, each on a stage for these
// flows. What do gives is done by one at a time, unless ctx has ended: then that is the error.
func (p *passed) each(ctx context.Context, r *ready, n int, do func(s *stage, i int) (then func())) error {
	var next atomic.Int64
	var one sync.Mutex
	var workers sync.WaitGroup
	for range min(n, placesOnce()) {
		workers.Go(func() {
			s := r.stage(ctx)
			defer s.Close()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				leave, err := p.place(ctx)
				if err != nil {
					leave()
					return
				}
				then := do(s, i)
				leave()
				one.Lock()
				if ctx.Err() == nil {
					then()
				}
				one.Unlock()
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}

// talksWithSafety are a clinic's talks and the safety set, which no talk of a clinic
// can take the place of.
func talksWithSafety(talks map[string]string) map[string]string {
	all := maps.Clone(talks)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, transcript.Safety())
	return all
}

// safetyFirst orders names of talks.
func safetyFirst(a, b string) int {
	if sa, sb := isSafety(a), isSafety(b); sa != sb {
		if sa {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

func isSafety(name string) bool { return strings.HasPrefix(name, transcript.SafetyPrefix) }

// played is a talk with what came of it.
type played struct {
	name         string
	talk, really transcript.Talk
	got          transcript.Got
	diffs        []*transcript.Difference
	asked        []transcript.Ask // what the talk does not expect to be asked
	ways         []bot.Way        // that it took
	err          error            // it could not be read or played
}

// count adds the ways that a talk took, each once. The safety set counts for none, since it
// tests promises and not the clinic's ways, nor does a talk that shows a release: which of
// its ways are those of older scripts nobody can see.
func (p played) count(script *bot.Script, ways map[string]int) {
	if p.err != nil || isSafety(p.name) || p.talk.ShowsRelease() {
		return
	}
	had := map[flows.BranchKey]bool{}
	for _, w := range p.ways {
		if key, ok := flows.WayOf(script, w); ok && !had[key] {
			had[key] = true
			ways[string(key)]++
		}
	}
}

// playTalk plays one talk from its text. Nothing expected that did not come, nothing
// that came unexpected: only then is it good.
func (s *stage) playTalk(name, text string) played {
	p := played{name: name}
	if p.talk, p.err = transcript.Read(name, text); p.err != nil {
		return p
	}
	if p.err = p.talk.Unpublished(); p.err != nil {
		return p
	}
	if isSafety(name) {
		if p.talk, p.err = p.talk.WithFacts(s.fact); p.err != nil {
			return p
		}
	}
	var asks []transcript.Ask
	player := s.player(p.talk)
	s.most = mostOf(p.talk)
	p.got, asks, p.err = transcript.PlayAsked(p.talk, player, s.clinic.Zone)
	if r, ok := player.(*remembering); ok {
		p.ways = r.ways
	} else {
		p.ways = s.ways
	}
	if p.diffs = transcript.Differences(p.talk, p.got); len(p.diffs) > 0 {
		p.asked = p.talk.Unexpected(p.got, asks)
	}
	p.really = transcript.Update(p.talk, p.got)
	return p
}

// fact is what the clinic has set, in English.
func (s *stage) fact(name string) (string, bool) {
	value, ok := factsOf(s.clinic, calendarOf(s.clinic))[name]
	return value[bot.English], ok
}

// result is how it went, for people.
func (p played) result() console.TalkResult {
	r := console.TalkResult{FailedTalk: console.FailedTalk{Name: p.name, Safety: isSafety(p.name)}, Diffs: p.diffs, Asked: p.asked}
	switch {
	case errors.Is(p.err, errFar):
		if r.Far = true; len(p.diffs) > 0 {
			r.First = p.diffs[0]
		}
	case p.err != nil: // what it holds of the talk ends too early to be compared
		r.Why, r.Diffs = p.err.Error(), nil
	case len(p.diffs) > 0:
		r.First = p.diffs[0]
	default:
		r.OK = true
	}
	return r
}

// talkFiles reads the talks of a folder of scripts, or the built-in ones.
func talkFiles(dir string) (map[string]string, error) {
	files, err := readTalks(scriptsFS(dir))
	if err != nil {
		return nil, fmt.Errorf("read the talks of %s: %w", dir, err)
	}
	return files, nil
}

// readTalks reads the *.talk files at the top of a file system.
func readTalks(fsys fs.FS) (map[string]string, error) {
	names, err := fs.Glob(fsys, "*.talk")
	if err != nil {
		return nil, err
	}
	talks := map[string]string{}
	for _, name := range names {
		if strings.HasPrefix(name, ".") { // an editor's half-written copy
			continue
		}
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		talks[name] = string(raw)
	}
	return talks, nil
}
