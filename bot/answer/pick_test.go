package answer_test

import (
	"testing"
	"time"

	"nightdesk/bot/answer"
)

// shown are openings on Tuesday 24 November at 9:00 and 13:00 and on Wednesday
// at 9:30, as stored: in UTC.
var shown = []time.Time{
	time.Date(2026, 11, 24, 9, 0, 0, 0, alaska).UTC(), time.Date(2026, 11, 24, 13, 0, 0, 0, alaska).UTC(), time.Date(2026, 11, 25, 9, 30, 0, 0, alaska).UTC(),
}

func TestPick(t *testing.T) {
	const none = -1
	for in, want := range map[string]int{
		"1": 0, "2": 1, "#2": 1, "3)": 2, "3.": 2, "option 3": 2, "2 please": 1, "two": 1, "dos": 1, "uno por favor": 0, "number two": 1, "2!": 1,
		"the 2nd": 1, "2nd one": 1, "second": 1, "la segunda": 1, "el primero": 0, "first works": 0, "the last one": 2, "the earliest": 0, "latest": 2, "middle one": 1,
		"wed": 2, "el miercoles": 2, "wednesday works": 2, "can i do wednesday": 2, "nov 25": 2, "the 25th": 2, "wednesday morning": 2,
		"9am": 0, "9:30": 2, "930": 2, "1pm": 1, "at 1": 1, "a la 1": 1, "the 1:00 one": 1, "the afternoon one": 1, "la de la tarde": 1, "9": 0,
		"tuesday at 9": 0, "tuesday 9": 0, "tuesday afternoon": 1, "tues 1pm works great": 1, "how about the second one": 1, "i'll take the 2nd one": 1, "2 👍": 1,
		"the tuesday one": none, "the morning one": none, "tuesday": none, "not tuesday": none, "at 2": none, "2pm": none, "4": none, "1 or 2": none, "1 and 3": none,
		"i have 2 kids": none, "yes": none, "later": none, "none": none, "do you have wednesday at 2?": none, "what about thursday": none, "": none,
		"the first or second": none, "tuesday 1": none, "no the first": none, "that one": none, "12": none, "20": none,
	} {
		got, ok := answer.Pick(in, shown, sunday)
		if !ok {
			got = none
		}
		if got != want {
			t.Errorf("Pick(%q) = %d, want %d", in, got, want)
		}
	}
	if _, ok := answer.Pick("1", nil, sunday); ok {
		t.Error("picked from nothing")
	}
}

// The hour that comes twice is named the same both times: no guess is made.
func TestPickAcrossClockChange(t *testing.T) {
	first := time.Date(2026, 11, 1, 1, 30, 0, 0, alaska)
	if _, ok := answer.Pick("1:30am", []time.Time{first, first.Add(time.Hour)}, first.AddDate(0, 0, -1)); ok {
		t.Error("picked one of two openings at 1:30")
	}
	if i, ok := answer.Pick("3:30am", []time.Time{first, first.Add(3 * time.Hour)}, first); !ok || i != 1 {
		t.Errorf("Pick = %d, %v", i, ok)
	}
}

func BenchmarkPick(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		answer.Pick("the wednesday one at 9:30 please", shown, sunday)
	}
}
