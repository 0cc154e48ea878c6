package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const mendPhone = `write it with + and country code, as "+1 907 555 0100"`

// phone reads a telephone number into E.164. What was written is never repeated:
// it may be a member of staff's.
func phone(s string) (e164, wrong string) {
	e164 = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(s)
	digits, plus := strings.CutPrefix(e164, "+")
	if !plus {
		return "", "a phone number without its country code"
	}
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return "", "not a phone number"
	}
	// North American numbers: 10 digits, area code and exchange from 2 on.
	if digits[0] == '1' && (len(digits) != 11 || digits[1] < '2' || digits[4] < '2') {
		return "", "not a North American phone number"
	}
	return e164, ""
}

var units = map[string]time.Duration{
	"s": time.Second, "sec": time.Second, "second": time.Second,
	"m": time.Minute, "min": time.Minute, "minute": time.Minute,
	"h": time.Hour, "hr": time.Hour, "hour": time.Hour,
	"d": 24 * time.Hour, "day": 24 * time.Hour,
	"w": 7 * 24 * time.Hour, "week": 7 * 24 * time.Hour,
	"y": 365 * 24 * time.Hour, "year": 365 * 24 * time.Hour,
}

var durationPart = regexp.MustCompile(`^\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)\s*(?:and\s)?`)

const mendDuration = `write a number and min, h, days, weeks or years, as "30 min" or "14 days"`

// duration reads "2 h", "2h", "90 min", "1 h 30 min", "14 days", "6 years".
func duration(s string) (d time.Duration, wrong string) {
	rest := strings.ToLower(strings.TrimSpace(s))
	if rest == "0" {
		return 0, ""
	}
	for n := 0; rest != ""; n++ {
		m := durationPart.FindStringSubmatch(rest)
		if m == nil || n > 3 {
			return 0, fmt.Sprintf("%q is not a length of time", s)
		}
		unit, ok := units[m[2]]
		if !ok {
			unit, ok = units[strings.TrimSuffix(m[2], "s")]
		}
		x, err := strconv.ParseFloat(m[1], 64)
		if !ok || err != nil || x*float64(unit) > float64(200*365*24*time.Hour) {
			return 0, fmt.Sprintf("%q is not a length of time", s)
		}
		d += time.Duration(x * float64(unit))
		rest = rest[len(m[0]):]
	}
	if strings.TrimSpace(s) == "" {
		return 0, `"" is not a length of time`
	}
	return d, ""
}

var clockForm = regexp.MustCompile(`^(\d{1,2})(?::(\d\d))?\s*(am|pm|a\.m\.|p\.m\.|a|p)?$`)

const (
	mendTime = `write it as "5:30 AM", "2 PM", "noon" or "midnight"`
	midnight = 24 * 60
)

// clock reads a time of day into minutes after midnight. "midnight" is 0.
func clock(s string) (minutes int, wrong string) {
	l := strings.ToLower(strings.TrimSpace(s))
	switch l {
	case "noon":
		return 12 * 60, ""
	case "midnight":
		return 0, ""
	}
	m := clockForm.FindStringSubmatch(l)
	if m == nil {
		return 0, fmt.Sprintf("%q is not a time of day", s)
	}
	h, _ := strconv.Atoi(m[1])
	mins, _ := strconv.Atoi(m[2]) // none is 0
	half := m[3]
	switch {
	case half == "" && m[2] == "":
		return 0, fmt.Sprintf("%q may be morning or evening", s)
	case mins > 59 || half == "" && h > 24 || half == "" && h == 24 && mins > 0 || half != "" && (h < 1 || h > 12):
		return 0, fmt.Sprintf("%q is not a time of day", s)
	case half == "":
		return h*60 + mins, ""
	case half[0] == 'a':
		return h%12*60 + mins, ""
	}
	return (h%12+12)*60 + mins, ""
}

var dayNames = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

var longDays = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

const mendDays = `write days as "Mon", "Mon-Fri", "Sat, Sun" or "every day"`

// days reads "Mon", "Monday", "Mon-Fri", "Sat, Sun", "every day".
func days(s string) (ds []time.Weekday, wrong string) {
	if strings.EqualFold(strings.TrimSpace(s), "every day") {
		return []time.Weekday{1, 2, 3, 4, 5, 6, 0}, ""
	}
	for part := range strings.SplitSeq(s, ",") {
		from, to, ranged := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		a, ok := weekday(from)
		b, ok2 := a, true
		if ranged {
			b, ok2 = weekday(to)
		}
		if !ok || !ok2 {
			return nil, fmt.Sprintf("%q is not a day or a run of days", strings.TrimSpace(part))
		}
		for d := a; ; d = (d + 1) % 7 {
			if slices.Contains(ds, d) {
				return nil, fmt.Sprintf("%s is named twice", dayNames[d])
			}
			if ds = append(ds, d); d == b {
				break
			}
		}
	}
	return ds, ""
}

func weekday(s string) (time.Weekday, bool) {
	s = strings.TrimSuffix(strings.TrimSpace(s), ".")
	for i := range dayNames {
		if strings.EqualFold(s, dayNames[i]) || strings.EqualFold(s, longDays[i]) || strings.EqualFold(s, longDays[i]+"s") {
			return time.Weekday(i), true
		}
	}
	return 0, false
}

const mendSpan = `write it as "5:30 AM - 11 AM", "6 AM - 9 AM, 1 PM - 3 PM", "24 hours" or "closed"`

// spans reads the hours of a day. A span whose To is not after its From lasts
// over midnight.
func spans(s string) (out []Span, wrong string) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "closed":
		return nil, ""
	case "24 hours", "all day":
		return []Span{{0, midnight}}, ""
	}
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		from, to, ok := cutSpan(part)
		if !ok {
			return nil, fmt.Sprintf("%q is not a span of hours", part)
		}
		a, wrong := clock(strings.TrimSpace(from))
		if wrong != "" {
			return nil, wrong
		}
		b, wrong := clock(strings.TrimSpace(to))
		if wrong != "" {
			return nil, wrong
		}
		if b == 0 {
			b = midnight
		}
		if a == b || a == midnight {
			return nil, fmt.Sprintf("%q is empty", part)
		}
		out = append(out, Span{a, b})
	}
	return out, ""
}

// String is the span as people write it.
func (s Span) String() string { return hour(s.From) + " - " + hour(s.To) }

func hour(m int) string {
	return strings.Replace(time.Date(2000, 1, 1, 0, m, 0, 0, time.UTC).Format("3:04 PM"), ":00", "", 1)
}

// swapped is the span that was meant by one that ends before it begins: with
// its end, or else its beginning, in the other half of the day.
func (s Span) swapped() Span {
	if s.To < midnight/2 && s.To+midnight/2 > s.From {
		return Span{s.From, s.To + midnight/2}
	}
	return Span{s.From - midnight/2, s.To}
}

// cutSpan splits "6 AM - 9 AM" or "6 AM to 9 AM".
func cutSpan(s string) (from, to string, ok bool) {
	for _, sep := range []string{"-", "–", " to "} {
		if from, to, ok = strings.Cut(s, sep); ok {
			return from, to, true
		}
	}
	return "", "", false
}

// add puts spans on a day; what lasts over midnight goes on to the next.
func (w *Week) add(d time.Weekday, ss []Span) {
	for _, s := range ss {
		if s.To > s.From {
			w[d] = append(w[d], s)
			continue
		}
		w[d] = append(w[d], Span{s.From, midnight})
		next := (d + 1) % 7
		w[next] = append(w[next], Span{0, s.To})
	}
}

// overlap finds a day on which two spans share time.
func (w *Week) overlap() (day string, found bool) {
	for d := range w {
		slices.SortFunc(w[d], func(a, b Span) int { return a.From - b.From })
		for i := 1; i < len(w[d]); i++ {
			if w[d][i].From < w[d][i-1].To {
				return dayNames[d], true
			}
		}
	}
	return "", false
}

const mendDate = `write it as year-month-day, as "2026-12-25"`

// date checks a local date.
func date(s string) (wrong string) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fmt.Sprintf("%q is not a date", s)
	}
	return ""
}

// moment reads a local date and time: "2026-12-24 5 PM".
func moment(s string, zone *time.Location) (t time.Time, wrong string) {
	d, c, ok := strings.Cut(strings.TrimSpace(s), " ")
	day, err := time.ParseInLocation(time.DateOnly, d, zone)
	if err != nil || !ok {
		return time.Time{}, fmt.Sprintf("%q is not a date and time", s)
	}
	m, wrong := clock(c)
	if wrong != "" {
		return time.Time{}, wrong
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, m, 0, 0, zone), ""
}
