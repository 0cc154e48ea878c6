package answer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot/answer"
)

func TestWishIn(t *testing.T) {
	const sun, mon, tue, wed, thu, fri, sat = time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday
	days := func(d ...time.Weekday) answer.Wish { return answer.Wish{Days: d} }
	notTuesday := days(sun, mon, wed, thu, fri, sat)
	for in, want := range map[string]answer.Wish{
		"not mornings": {AfterMin: 720}, "mornings": {BeforeMin: 720}, "por la mañana": {BeforeMin: 720}, "solo en la tarde": {AfterMin: 720, BeforeMin: 1020},
		"after work": {AfterMin: 990}, "despues del trabajo": {AfterMin: 990}, "tuesday after 3": {Days: days(tue).Days, AfterMin: 900},
		"next week": {From: "2026-11-23", To: "2026-11-29"}, "not next week": {From: "2026-11-30"}, "not until december": {From: "2026-12-01"},
		"later": {Later: true}, "mas tarde": {Later: true}, "anything sooner?": {Sooner: true}, "lo mas pronto posible": {Sooner: true}, "asap": {Sooner: true}, "anythin sonner": {Sooner: true}, "algo mas tenprano?": {Sooner: true},
		"too early": {Later: true}, "other times": {More: true}, "none of those": {More: true}, "otra hora": {More: true}, "ninguno": {More: true},
		"weekend": days(sun, sat), "tuesday or thursday": days(tue, thu), "martes o jueves": days(tue, thu), "monday to wednesday": days(mon, tue, wed),
		"not tuesday": notTuesday, "i cant do tuesdays": notTuesday, "tuesday doesnt work": notTuesday, "no puedo el martes": notTuesday, "anything but tuesday": notTuesday,
		"not monday, tuesday is fine": days(tue), "i work until 4": {AfterMin: 960}, "trabajo hasta las 5": {AfterMin: 1020}, "i get off at 4": {AfterMin: 960},
		"i work mornings": {AfterMin: 720}, "not before 10": {AfterMin: 600}, "not after 3": {BeforeMin: 900}, "between 2 and 4": {AfterMin: 840, BeforeMin: 960},
		"around 2": {AfterMin: 780, BeforeMin: 901}, "2pm tuesday": {Days: days(tue).Days, AfterMin: 840, BeforeMin: 900}, "tomorrow": {From: "2026-11-23", To: "2026-11-23"},
		"weekdays after 5": {Days: days(mon, tue, wed, thu, fri).Days, AfterMin: 1020}, "dec 1 to dec 5": {From: "2026-12-01", To: "2026-12-05"},
		"what do you have tuesday after work": {Days: days(tue).Days, AfterMin: 990}, "any day but friday": days(sun, mon, tue, wed, thu, sat),
		"later than 3": {AfterMin: 900}, "before friday": {To: "2026-11-26"},
	} {
		got, ok := answer.WishIn(in, sunday)
		if d := cmp.Diff(want, got); !ok || d != "" {
			t.Errorf("WishIn(%q) ok=%v (-want +got):\n%s", in, ok, d)
		}
	}
	for _, in := range []string{"", "yes", "2", "hello", "i have kids", "thanks", "whenever", "medicare", "ok cool", "my name is sam"} {
		if got, ok := answer.WishIn(in, sunday); ok {
			t.Errorf("WishIn(%q) = %+v; want none", in, got)
		}
	}
}

// TestWishTable has what people write while three openings are shown: Tuesday
// at 9:00 and 14:30, Thursday at 11:00, on a Monday.
func TestWishTable(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 15, 0, 0, alaska)
	shown := []time.Time{
		time.Date(2026, 11, 24, 9, 0, 0, 0, alaska), time.Date(2026, 11, 24, 14, 30, 0, 0, alaska), time.Date(2026, 11, 26, 11, 0, 0, 0, alaska),
	}
	const mostAsked = 5 // what was measured: it can only fall
	wrong, asked := 0, 0
	for _, r := range rows(t, "wish") {
		got := "?"
		if i, ok := answer.Pick(r.text, shown, now); ok {
			got = fmt.Sprintf("#%d", i+1)
		} else if w, ok := answer.WishIn(r.text, now); ok {
			got = wishText(w)
		}
		switch got {
		case r.want:
		case "?":
			asked++
			t.Logf("asked again: %q, want %s", r.text, r.want)
		default:
			wrong++
			t.Logf("WRONG: %q read as %s, want %s", r.text, got, r.want)
		}
	}
	if wrong > 0 || asked > mostAsked {
		t.Errorf("%d wrong, %d asked again (at most %d)", wrong, asked, mostAsked)
	}
}

// wishText writes a wish in one line, as the table has it.
func wishText(w answer.Wish) string {
	var s []string
	if len(w.Days) > 0 {
		var days strings.Builder
		for _, d := range w.Days {
			days.WriteString(d.String()[:2])
		}
		s = append(s, "days="+days.String())
	}
	if w.From+w.To != "" {
		s = append(s, w.From+".."+w.To)
	}
	if w.AfterMin+w.BeforeMin > 0 {
		s = append(s, fmt.Sprintf("min=%d..%d", w.AfterMin, w.BeforeMin))
	}
	if w.Later {
		s = append(s, "later")
	}
	if w.Sooner {
		s = append(s, "sooner")
	}
	if w.More {
		s = append(s, "more")
	}
	return strings.Join(s, " ")
}

func BenchmarkWishIn(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		answer.WishIn("what do you have tuesday after work", sunday)
	}
}
