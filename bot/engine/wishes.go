package engine

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
)

// refined is a wish that narrows the one before it: a day said after an hour, or
// an hour after a day, keeps what was said first ("tuesday", then "9am").
func refined(before, w bot.Wish) bot.Wish {
	day, hour := namesDay(w), namesHour(w)
	if hour && !day {
		w.Days, w.From, w.To = before.Days, before.From, before.To
	}
	if day && !hour {
		w.AfterMin, w.BeforeMin = before.AfterMin, before.BeforeMin
	}
	return w
}

func namesDay(w bot.Wish) bool  { return len(w.Days) > 0 || w.From != "" || w.To != "" }
func namesHour(w bot.Wish) bool { return w.AfterMin > 0 || w.BeforeMin > 0 }

// refine is w together with the wish that the openings shown respect. A new day
// on which the old hours are not to be had is a wish of its own.
func (t *turn) refine(w bot.Wish, kind string, count int) bot.Wish {
	if t.s.Offer == nil || isZero(w) {
		return w
	}
	r := refined(t.s.Offer.Wish, w)
	if all, ok := t.w.Openings[kind]; ok && namesDay(w) && len(t.fitting(all, r, count)) == 0 {
		return w
	}
	return r
}

// unmet says why a wish cannot be had, and what of it can be waited for: nil where
// no time can open, because the clinic is closed or it is too far ahead.
func (t *turn) unmet(kind string, w bot.Wish) (why string, wait *bot.Wish) {
	if cal := t.w.Clinic.Calendar; cal != nil {
		if last, ok := cal.BookableTo(kind, t.now); ok && w.From > last {
			return t.say(bot.PhraseOfferTooFar, "until", cal.DayText(last, t.now, t.s.Lang)), nil
		}
		if closed := t.closedDay(w); closed != "" {
			return closed, nil
		}
	}
	why = t.say(bot.PhraseOfferNoneFit)
	if !w.Before.IsZero() && isZero(w) {
		why = t.say(bot.PhraseOfferNoneSooner, "time", t.at(w.Before))
	}
	w.After = time.Time{}
	return why, &w
}

// closedDay says that the one day a wish names is closed; "" if it names none or
// is not. "friday" said on a Thursday means tomorrow.
func (t *turn) closedDay(w bot.Wish) string {
	cal := t.w.Clinic.Calendar
	if cal == nil {
		return ""
	}
	date := w.From
	if date == "" && len(w.Days) == 1 && w.To == "" && w.After.IsZero() {
		for day := t.now; ; day = day.Add(24 * time.Hour) {
			if day.In(t.w.Clinic.Zone).Weekday() == w.Days[0] {
				date = cal.Date(day)
				break
			}
		}
	} else if w.From != w.To {
		return ""
	}
	if _, closed := cal.Closed(date); !closed {
		return ""
	}
	return t.say(bot.PhraseOfferClosed, "day", cal.DayText(date, t.now, t.s.Lang))
}

// mostLookedAt bounds the search for the nearest openings.
const mostLookedAt = 3000

// nearest are the count openings that are least far from a wish, soonest first.
func (t *turn) nearest(all iter.Seq[bot.Opening], w bot.Wish, count int) []bot.Opening {
	type far struct {
		bot.Opening
		by time.Duration
	}
	var best []far
	looked := 0
	for o := range all {
		if looked++; looked > mostLookedAt {
			break
		}
		if no := t.w.Taken; no != nil && o.Start.Equal(no.Start) && o.Resource == no.Resource {
			continue
		}
		f := far{o, schedule.Misses(o, w, t.w.Clinic.Zone)}
		i, _ := slices.BinarySearchFunc(best, f.by+1, func(b far, by time.Duration) int { return cmp.Compare(b.by, by) })
		if i < count {
			best = slices.Insert(best, i, f)[:min(len(best)+1, count)]
		}
	}
	found := make([]bot.Opening, len(best))
	for i, b := range best {
		found[i] = b.Opening
	}
	slices.SortFunc(found, func(a, b bot.Opening) int { return a.Start.Compare(b.Start) })
	return found
}
