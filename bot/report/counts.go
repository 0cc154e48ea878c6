package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
)

func has(word, prefix string) bool { return strings.HasPrefix(word, prefix) }

// Answers is how soon texts had their answer, in steps: the time that half, nine in
// ten and ninety-nine in a hundred of them had it within.
type Answers struct {
	N             int
	P50, P90, P99 Bound
	Buckets       []Bucket
}

// Bucket is how many texts were answered within a time, and not within the one
// before.
type Bucket struct {
	Name   string
	Within time.Duration // 0 = later than all
	N      int
}

// Bound is an upper bound that is known, or not. Later says that it is beyond the
// last one.
type Bound struct {
	Within time.Duration
	Later  bool
	Known  bool
	beyond time.Duration // the last bound, with Later; 0 = that of answers of ours
}

// String is "within 10s", "over 1h", or "too few".
func (b Bound) String() string {
	switch {
	case !b.Known:
		return TooFew
	case b.Later:
		return "over " + short(cmp.Or(b.beyond, bot.AnswerLimits[len(bot.AnswerLimits)-1]))
	}
	return "within " + short(b.Within)
}

// short is a time of whole units without those that are zero.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func answers(total map[string]int) Answers {
	var a Answers
	for i, name := range bot.AnswerBuckets {
		b := Bucket{Name: name, N: total[bot.CountAnswer+name]}
		if i < len(bot.AnswerLimits) {
			b.Within = bot.AnswerLimits[i]
		}
		a.N += b.N
		a.Buckets = append(a.Buckets, b)
	}
	at := func(p int) Bound {
		if a.N < Few || a.N*(100-p) < 100 {
			return Bound{}
		}
		rank, seen := (a.N*p+99)/100, 0
		for _, b := range a.Buckets {
			if seen += b.N; seen >= rank {
				return Bound{Within: b.Within, Later: b.Within == 0, Known: true}
			}
		}
		return Bound{}
	}
	a.P50, a.P90, a.P99 = at(50), at(90), at(99)
	return a
}

// Step is what happened at one step of one version of a script.
type Step struct {
	Flow, Step, Version string
	Shown, Answered, Unclear,
	Silent, Handoff, Left, Finished Count
	// Segments is what was sent there, and Took how many answers came within each of
	// bot.TookLimits, the last ones later.
	Segments int
	Took     [7]int
	// Chose is how often each answer was given, by its name in the script; nil = none
	// was, or it is not counted. It is shown as Given tells it, never as it is.
	Chose map[string]int
}

// Lost is the share of those who saw the question and went silent there, or wanted no
// more. Whoever was handed to a person is not lost.
func (s Step) Lost() Share { return Share{min(s.Silent+s.Left, s.Shown), s.Shown} }

// Place names the step, as "intake/who".
func (s Step) Place() string { return s.Flow + "/" + s.Step }

func steps(total map[string]int) []Step {
	by := map[string]*Step{}
	for word, n := range total {
		what, rest, ok := strings.Cut(word, ":")
		bucket := -1
		var of string // what the word is of besides the place
		if what+":" == bot.StepTook || what+":" == bot.StepChose {
			of, rest, ok = strings.Cut(rest, ":")
			bucket = slices.Index(bot.TookBuckets, of)
		}
		place, version, at := strings.Cut(rest, "@")
		flow, step, slash := strings.Cut(place, "/")
		if !ok || !at || !slash {
			continue
		}
		s := by[rest]
		if s == nil {
			s = &Step{Flow: flow, Step: step, Version: version}
		}
		switch what + ":" {
		case bot.StepShown:
			s.Shown = Count(n)
		case bot.StepAnswered:
			s.Answered = Count(n)
		case bot.StepUnclear:
			s.Unclear = Count(n)
		case bot.StepSilent:
			s.Silent = Count(n)
		case bot.StepHandoff:
			s.Handoff = Count(n)
		case bot.StepLeft:
			s.Left = Count(n)
		case bot.StepFinished:
			s.Finished = Count(n)
		case bot.StepSegments:
			s.Segments = n
		case bot.StepTook:
			if bucket < 0 {
				continue // one of a newer version of the program
			}
			s.Took[bucket] = n
		case bot.StepChose:
			if s.Chose == nil {
				s.Chose = map[string]int{}
			}
			s.Chose[of] = n
		default:
			continue
		}
		by[rest] = s
	}
	var all []Step
	for _, rest := range slices.Sorted(maps.Keys(by)) {
		all = append(all, *by[rest])
	}
	slices.SortStableFunc(all, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Flow, b.Flow), cmp.Compare(a.Version, b.Version), cmp.Compare(b.Shown, a.Shown))
	})
	return all
}

// Delay is the visits of one kind by how long before them they were asked for.
type Delay struct {
	Kind   string
	Bucket string
	Booked Count // in the time
	Kept   Share // of those that were marked in the time
}

func delays(total map[string]int) []Delay {
	type key struct{ kind, bucket string }
	by := map[key]*Delay{}
	at := func(rest string) *Delay {
		i := strings.LastIndexByte(rest, ':')
		if i < 0 {
			return &Delay{}
		}
		k := key{rest[:i], rest[i+1:]}
		if by[k] == nil {
			by[k] = &Delay{Kind: k.kind, Bucket: k.bucket}
		}
		return by[k]
	}
	for word, n := range total {
		what, rest, _ := strings.Cut(word, ":")
		c := Count(n)
		switch what + ":" {
		case bot.CountBooked:
			at(rest).Booked += c
		case bot.CountKept:
			d := at(rest)
			d.Kept.Part, d.Kept.Of = d.Kept.Part+c, d.Kept.Of+c
		case bot.CountUnkept:
			d := at(rest)
			d.Kept.Part, d.Kept.Of = d.Kept.Part-c, d.Kept.Of-c
		case bot.CountMissed:
			at(rest).Kept.Of += c
		case bot.CountUnmissed:
			at(rest).Kept.Of -= c
		}
	}
	var all []Delay
	for _, d := range by {
		d.Kept.Part, d.Kept.Of = max(0, d.Kept.Part), max(0, d.Kept.Of) // a mark of before the time that was mended in it
		d.Kept.Part = min(d.Kept.Part, d.Kept.Of)
		all = append(all, *d)
	}
	slices.SortFunc(all, func(a, b Delay) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(slices.Index(bot.DelayBuckets, a.Bucket), slices.Index(bot.DelayBuckets, b.Bucket)))
	})
	return all
}

func texts(total map[string]int) Texts {
	t := Texts{Out: total[bot.CountOut], Relayed: total[bot.CountRelayed], Unasked: total[bot.CountUnasked], Segments: total[bot.CountSegments],
		OptedOut: Count(total[bot.CountOptOut]), OptedIn: Count(total[bot.CountOptIn])}
	for _, word := range slices.Sorted(maps.Keys(total)) {
		switch {
		case has(word, bot.CountIn):
			t.In += total[word]
			t.Langs = append(t.Langs, Lang{strings.TrimPrefix(word, bot.CountIn), total[word]})
		case has(word, bot.CountAlert):
			t.Alerts += total[word]
		}
	}
	return t
}
