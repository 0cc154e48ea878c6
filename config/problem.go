package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with the configuration.
type Problem struct {
	File string // as the user named it, or "environment"
	// Line and Col count from 1; 0 where there is no place to point to.
	Line, Col int
	Text      string // what is wrong
	Mend      string // what to do about it; may be empty
}

// String is one line in the form that editors can follow.
func (p Problem) String() string {
	s := p.File
	if p.Line > 0 {
		s = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
	}
	s += ": error: " + p.Text
	if p.Mend != "" {
		s += " (mend: " + p.Mend + ")"
	}
	return s
}

// sorted puts problems in the order of the file; those of one place stay as
// they were found.
func sorted(ps []Problem) []Problem {
	slices.SortStableFunc(ps, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, a.Col-b.Col) })
	return ps
}

// meaning is what people call a key by its sense, and the keys that it may mean.
var meaning = map[string][]string{
	"roster": {"rota"}, "on call": {"rota"}, "oncall": {"rota"}, "schedule": {"rota"}, "shift": {"shifts"}, "duty": {"rota"},
	"employees": {"staff"}, "team": {"staff"}, "people": {"staff"}, "personnel": {"staff"}, "members": {"staff"}, "who": {"staff"}, "person": {"staff"}, "users": {"staff"}, "nurses": {"staff"},
	"opening hours": {"hours"}, "open": {"hours", "from"}, "business hours": {"hours"}, "office hours": {"desk", "hours"}, "times": {"hours"}, "front desk": {"desk"}, "office": {"desk"}, "dispensing": {"dosing"},
	"appointments": {"visits"}, "bookings": {"visits"}, "slots": {"visits"}, "visit kinds": {"visits"}, "visit types": {"visits"}, "services": {"visits"},
	"holidays": {"closures"}, "closed": {"closures"}, "closed days": {"closures"}, "closings": {"closures"}, "vacations": {"closures"},
	"rooms": {"resources", "needs"}, "counselors": {"resources", "needs"}, "providers": {"resources", "needs"},
	"sms": {"texting"}, "texts": {"texting"}, "messaging": {"texting"}, "phone line": {"texting"}, "twilio": {"texting"}, "number": {"line", "phone"},
	"escalation": {"alerts"}, "alarms": {"alerts"}, "notifications": {"alerts"}, "ladder": {"alerts"},
	"practice": {"clinic"}, "organization": {"clinic"}, "company": {"clinic"}, "site": {"clinic", "website"},
	"classes": {"groups"}, "series": {"groups"}, "group sessions": {"groups"}, "priorities": {"priority"}, "priority groups": {"priority"}, "waiting list": {"waitlist"},
	"walk in hours": {"walk_in"}, "walkin": {"walk_in"}, "exceptions": {"days"}, "overrides": {"days"}, "vacation": {"days"}, "dates": {"days"},
	"buffer": {"buffer_after"}, "break": {"buffer_after"}, "cleanup": {"buffer_after"}, "setup": {"buffer_before"}, "capacity": {"seats"}, "places": {"seats"}, "size": {"seats"},
	"counselor": {"leader"}, "led by": {"leader"}, "where": {"room"}, "rrule": {"repeat"}, "rule": {"repeat"}, "recurrence": {"repeat"}, "first": {"starts"}, "reserved": {"keep"}, "reserve": {"keep"},
	"deadline": {"see_within"}, "within": {"see_within"}, "warn": {"warn_before"}, "groups": {"for"},
	"flows": {"scripts"}, "dialogs": {"scripts"}, "folder": {"dir"}, "path": {"dir"}, "directory": {"dir"},
	"records": {"retention"}, "keep": {"retention"}, "maximum": {"limits"},
	"mobile": {"phone"}, "cell": {"phone"}, "telephone": {"phone"}, "tel": {"phone"}, "timezone": {"zone"}, "time zone": {"zone"}, "tz": {"zone"}, "url": {"website"}, "web": {"website"},
	"title": {"role"}, "job": {"role"}, "position": {"role"}, "start": {"from"}, "begin": {"from"}, "starts": {"from"}, "end": {"to"}, "until": {"to"}, "ends": {"to"}, "reason": {"why"},
	"length": {"duration"}, "notice": {"lead"}, "type": {"kind"}, "name": {"label"}, "weekdays": {"days"}, "manager": {"supervisor"}, "boss": {"supervisor"},
}

// meant is the known key that was meant: by its sense, or else by its letters.
func meant(word string, known []string) string {
	plain := strings.ToLower(strings.NewReplacer("_", " ", "-", " ").Replace(word))
	for _, k := range meaning[plain] {
		if slices.Contains(known, k) {
			return k
		}
	}
	return nearest(word, known)
}

// didYouMean is the mend for a misspelt word: the nearest known one, or all of
// them if none is near.
func didYouMean(word string, known []string) string {
	if n := nearest(word, known); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	if len(known) == 0 {
		return ""
	}
	return "known here: " + strings.Join(known, ", ")
}

// nearest is the known word that takes the fewest single-letter changes, swaps
// of neighbours included, if they are few enough to be a slip.
func nearest(word string, known []string) string {
	best, least := "", max(2, len(word)/3)+1
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least && d < len(k) {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of insertions, deletions, replacements and swaps of
// neighbours between a and b (optimal string alignment).
func distance(a, b string) int {
	var older, old []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		older, old, row = old, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			wrong := 1
			if a[i-1] == b[j-1] {
				wrong = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
