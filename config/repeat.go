package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

const mendRepeat = `write it as "every Tue", "every other Tue", "first Mon of the month" or a rule, as "FREQ=WEEKLY;BYDAY=TU"`

var (
	ruleDays     = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}
	places       = map[string]string{"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1", "1st": "1", "2nd": "2", "3rd": "3", "4th": "4"}
	everyWeeks   = regexp.MustCompile(`^every (\d+) weeks on (.+)$`)
	everyMonth   = regexp.MustCompile(`^(?:the |every )*(.+) ([a-z]+) of (?:the|every|each) month$`)
	mostInterval = 60
)

// repeat reads how a group repeats into an RRULE (RFC 5545).
func repeat(s string) (rule, wrong string) {
	if strings.Contains(strings.ToUpper(s), "FREQ=") {
		return checkRule(strings.TrimPrefix(strings.ToUpper(strings.ReplaceAll(s, " ", "")), "RRULE:"))
	}
	plain := strings.Join(strings.Fields(strings.ToLower(s)), " ")
	no := fmt.Sprintf("%q is not a way to repeat", s)
	if plain == "every day" {
		return "FREQ=DAILY", ""
	}
	if m := everyMonth.FindStringSubmatch(plain); m != nil {
		day, ok := weekday(m[2])
		if !ok {
			return "", no
		}
		var by []string
		for part := range strings.SplitSeq(strings.ReplaceAll(m[1], " and ", ","), ",") {
			n, ok := places[strings.TrimSpace(part)]
			if !ok || slices.Contains(by, n+ruleDays[day]) {
				return "", no
			}
			by = append(by, n+ruleDays[day])
		}
		return "FREQ=MONTHLY;BYDAY=" + strings.Join(by, ","), ""
	}
	every := 1
	if m := everyWeeks.FindStringSubmatch(plain); m != nil {
		every, _ = strconv.Atoi(m[1])
		plain = "every " + m[2]
	} else if rest, ok := strings.CutPrefix(plain, "every other "); ok {
		every, plain = 2, "every "+rest
	}
	rest, ok := strings.CutPrefix(plain, "every ")
	if !ok || every < 1 || every > mostInterval {
		return "", no
	}
	ds, bad := days(strings.ReplaceAll(rest, " and ", ","))
	if bad != "" {
		return "", no
	}
	var by []string
	for _, d := range ds {
		by = append(by, ruleDays[d])
	}
	rule = "FREQ=WEEKLY;BYDAY=" + strings.Join(by, ",")
	if every > 1 {
		rule = fmt.Sprintf("FREQ=WEEKLY;INTERVAL=%d;BYDAY=%s", every, strings.Join(by, ","))
	}
	return rule, ""
}

var untilDate = regexp.MustCompile(`(?:^|;)UNTIL=([^;]*)`)

// checkRule checks a rule for what a group may do: repeat by days, weeks or months.
func checkRule(rule string) (same, wrong string) {
	opt, err := rrule.StrToROption(rule)
	if err != nil {
		return "", fmt.Sprintf("%q can't be read: %v", rule, err)
	}
	if opt.Freq != rrule.DAILY && opt.Freq != rrule.WEEKLY && opt.Freq != rrule.MONTHLY {
		return "", "a group repeats by days, weeks or months: FREQ is DAILY, WEEKLY or MONTHLY"
	}
	for _, d := range opt.Byweekday {
		if n := d.N(); n > 5 || n < -5 || n != 0 && opt.Freq != rrule.MONTHLY {
			return "", fmt.Sprintf("no month has a day %v, or FREQ is not MONTHLY", d)
		}
	}
	until := untilDate.FindStringSubmatch(rule)
	switch {
	case !opt.Dtstart.IsZero():
		return "", `DTSTART does not belong into it: "starts" says the first day`
	case len(opt.Byhour)+len(opt.Byminute)+len(opt.Bysecond) > 0:
		return "", `BYHOUR, BYMINUTE and BYSECOND do not belong into it: "at" says the time`
	case len(opt.Byyearday)+len(opt.Byweekno)+len(opt.Byeaster) > 0:
		return "", "BYYEARDAY, BYWEEKNO and BYEASTER are for rules of years"
	case until != nil && len(until[1]) != len(rrule.DateFormat):
		return "", "UNTIL is the last day, as UNTIL=20261231"
	case opt.Count > 0 && until != nil:
		return "", "COUNT and UNTIL both say when it ends"
	case opt.Interval < 0 || opt.Interval > mostInterval || opt.Count < 0 || opt.Count > 1000:
		return "", fmt.Sprintf("INTERVAL is 1 to %d, and COUNT 1 to 1000", mostInterval)
	}
	if _, err := rrule.NewRRule(*opt); err != nil {
		return "", err.Error()
	}
	return rule, ""
}

// settle finds the first day of a rule from a date on, and writes the last day
// for a number of times: who looks a later one up need not count then.
func settle(rule, starts string) (settled, first, wrong string) {
	r := followed(rule, starts)
	if r == nil {
		return rule, "", fmt.Sprintf("%q can't be followed", rule)
	}
	next := r.Iterator()
	t, ok := next()
	if !ok {
		return rule, "", "it never meets"
	}
	first, last := t.Format(time.DateOnly), t
	count := r.Options.Count
	if count == 0 {
		return rule, first, ""
	}
	for t, ok = next(); ok; t, ok = next() {
		last = t
	}
	return strings.ReplaceAll(rule, fmt.Sprintf("COUNT=%d", count), "UNTIL="+last.Format(rrule.DateFormat)), first, ""
}

// followed is a rule from a date on, by floating days.
func followed(rule, starts string) *rrule.RRule {
	start, err := time.Parse(time.DateOnly, starts)
	opt, err2 := rrule.StrToROption(rule)
	if err != nil || err2 != nil {
		return nil
	}
	opt.Dtstart = start
	r, err := rrule.NewRRule(*opt)
	if err != nil {
		return nil
	}
	return r
}

// clashYears is how far two groups are compared, from the later one's start on.
const clashYears = 2

// clash is the first time at which two groups meet at once, as people read it, or
// "" if they do not within two years.
func clash(a, b Series) string {
	from := max(a.Starts, b.Starts)
	as, bs := meetings(a, from), meetings(b, from)
	for len(as) > 0 && len(bs) > 0 {
		switch x, y := as[0], bs[0]; {
		case x[0].Before(y[1]) && y[0].Before(x[1]):
			at := x[0]
			if y[0].After(at) {
				at = y[0]
			}
			return at.Format("Mon 2006-01-02 ") + hour(at.Hour()*60+at.Minute())
		case x[0].Before(y[0]):
			as = as[1:]
		default:
			bs = bs[1:]
		}
	}
	return ""
}

// meetings are beginnings and ends of a group's sessions by the clock on the wall.
func meetings(s Series, from string) [][2]time.Time {
	r := followed(s.Rule, s.Starts)
	begin, err := time.Parse(time.DateOnly, from)
	if r == nil || err != nil {
		return nil
	}
	var out [][2]time.Time
	begin = begin.AddDate(0, 0, -1) // one that lasts over midnight
	next := r.Iterator()
	for t, ok := next(); ok && t.Before(begin.AddDate(clashYears, 0, 0)); t, ok = next() {
		if !t.Before(begin) {
			t = t.Add(time.Duration(s.At) * time.Minute)
			out = append(out, [2]time.Time{t, t.Add(s.Duration)})
		}
	}
	return out
}
