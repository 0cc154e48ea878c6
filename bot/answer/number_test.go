package answer_test

import (
	"strconv"
	"testing"

	"nightdesk/bot/answer"
)

func TestPhone(t *testing.T) {
	for in, want := range map[string]string{
		"907 555 0100": "+19075550100", "(907) 555-0100": "+19075550100", "1-907-555-0100": "+19075550100", "+19075550100": "+19075550100",
		"my number is 907-555-0143 thanks": "+19075550143", "+52 55 1234 5678": "+525512345678", "1 (907) 555 0100 ext 5": "+19075550100",
		"011 44 20 7946 0958": "+442079460958", "9075550100.": "+19075550100", "555-0100": "", "907-555-010": "", "911": "", "907-911-0100": "",
		"911-555-0100": "", "107-555-0100": "", "907 155 0100": "", "9075550100 or 9075550101": "", "90755501001": "", "123-45-6789": "", "2026-11-23": "", "": "",
		"+": "", "(": "", "+1 907": "",
	} {
		if got, ok := answer.Phone(in); got != want || ok != (want != "") {
			t.Errorf("Phone(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestCountAndAge(t *testing.T) {
	const none = -1
	for in, want := range map[string][2]int{
		"2": {2, 2}, "two": {2, 2}, "2 kids": {2, 2}, "none": {0, none}, "a couple": {2, 2}, "a dozen": {12, 12}, "3 or 4": {none, none}, "1.5": {none, none},
		"thirty four": {34, 34}, "im 34": {34, 34}, "34yo": {34, 34}, "tengo 20 años": {20, 20}, "treinta y cuatro": {34, 34}, "twenty-one": {21, 21},
		"150": {150, none}, "6 months": {6, none}, "almost 18": {18, none}, "1990": {none, none}, "5/6/1990": {none, none}, "dieciocho": {18, 18},
		"one hundred and two": {102, 102}, "i have a son": {none, none}, "once": {none, none}, "tengo once": {11, 11}, "0": {0, 0}, "": {none, none},
		"i have 3 kids and 2 dogs": {none, none}, "2nd": {none, none}, "99999999999999999999": {none, none},
	} {
		got := [2]int{none, none}
		if n, ok := answer.Count(in); ok {
			got[0] = n
		}
		if n, ok := answer.Age(in); ok {
			got[1] = n
		}
		if got != want {
			t.Errorf("Count and Age of %q = %v, want %v", in, got, want)
		}
	}
}

func TestNumberTables(t *testing.T) {
	read := map[string]func(string) (string, bool){
		"phone": answer.Phone,
		"count": func(s string) (string, bool) { n, ok := answer.Count(s); return strconv.Itoa(n), ok },
		"age":   func(s string) (string, bool) { n, ok := answer.Age(s); return strconv.Itoa(n), ok },
	}
	for name, f := range read {
		for _, r := range rows(t, name) {
			got, ok := f(r.text)
			if !ok {
				got = "-"
			}
			if got != r.want {
				t.Errorf("%s: %q read as %s, want %s", name, r.text, got, r.want)
			}
		}
	}
}

func FuzzNumber(f *testing.F) {
	f.Add("+1 (907) 555-0100")
	f.Add("one hundred and twenty one")
	f.Add("(")
	f.Fuzz(func(t *testing.T, s string) {
		if p, ok := answer.Phone(s); ok {
			if again, ok := answer.Phone(p); !ok || again != p {
				t.Fatalf("Phone(%q) = %q reads back as %q, %v", s, p, again, ok)
			}
		}
		if n, ok := answer.Count(s); ok && (n < 0 || n > 999) {
			t.Fatalf("Count(%q) = %d", s, n)
		}
		if n, ok := answer.Age(s); ok && (n < 0 || n > 120) {
			t.Fatalf("Age(%q) = %d", s, n)
		}
	})
}

func BenchmarkPhone(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		answer.Phone("my number is (907) 555-0143 thanks")
	}
}

func BenchmarkAge(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		answer.Age("i am thirty four years old")
	}
}
