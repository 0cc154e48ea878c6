package config_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nightdesk/config"
)

var update = flag.Bool("update", false, "rewrite the expected problems")

const example = "clinic.example.yaml"

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func lines(ps []config.Problem) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

func TestExampleHasNoProblems(t *testing.T) {
	c, ps := config.Load(example)
	if len(ps) > 0 {
		t.Fatal(lines(ps))
	}
	if c.Texting.Line != "+19075550100" || c.Zone.String() != "America/Anchorage" {
		t.Errorf("line %s, zone %s", c.Texting.Line, c.Zone)
	}
	if d := cmp.Diff([]config.Span{{From: 330, To: 960}}, c.Hours.Desk[time.Friday]); d != "" {
		t.Error(d)
	}
	want := config.VisitKind{Kind: "intake_assessment", Label: config.Text{"en": "first visit", "es": "primera visita"}, Duration: 2 * time.Hour,
		Lead: 2 * time.Hour, Horizon: 14 * 24 * time.Hour, Every: 30 * time.Minute, Needs: []string{"counselor_1", "counselor_2"}, BookBy: "text", Seats: 1,
		Keep: &config.Keep{For: []string{"pregnant", "release_or_discharge"}, Until: 24 * time.Hour, Hours: config.Week{1: {{From: 480, To: 600}}}}}
	if d := cmp.Diff(want, c.Visits[0]); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(config.Text{"en": "6 to 10", "es": "de 6 a 10"}, c.Facts["group size"]); d != "" {
		t.Error(d)
	}
	for _, v := range c.Visits {
		if v.Kind == "first_dose" && (v.Hours == nil || !cmp.Equal(*v.Hours, c.Hours.Dosing)) {
			t.Error("first_dose is not kept inside the dosing hours")
		}
	}
}

// Only numbers that can never be anybody's: 555-0100 to 555-0199.
func TestExampleNumbersAreMadeUp(t *testing.T) {
	for _, n := range regexp.MustCompile(`\+[0-9 ]{6,}`).FindAllString(read(t, example), -1) {
		if !strings.HasPrefix(strings.ReplaceAll(n, " ", ""), "+190755501") {
			t.Errorf("%s could be somebody's", n)
		}
	}
}

// Somebody is on call at every minute of the example's week.
func TestExampleRotaHasNoGap(t *testing.T) {
	c, _ := config.Load(example)
	var covered [7 * 24 * 60]bool
	for _, s := range c.Rota.Shifts {
		to := s.To
		if to <= s.From {
			to += 24 * 60
		}
		for _, d := range s.Days {
			for m := s.From; m < to; m++ {
				covered[(int(d)*24*60+m)%len(covered)] = true
			}
		}
	}
	for m, ok := range covered {
		if !ok {
			t.Fatalf("nobody is on call at minute %d of the week", m)
		}
	}
}

// The example's retention is what holds where nothing is written (domain rule 3.3.5).
func TestExampleRetention(t *testing.T) {
	const day = 24 * time.Hour
	want := config.Retention{Thread: 90 * day, Crisis: 6 * 365 * day, Consent: 6 * 365 * day, Audit: 6 * 365 * day}
	src := read(t, example)
	bare, _, _ := strings.Cut(src[strings.Index(src, "\nretention:"):], "\nscripts:")
	for name, text := range map[string]string{"the example": src, "without the section": strings.Replace(src, bare, "", 1)} {
		c, ps := config.Parse(example, []byte(text))
		if len(ps) > 0 || c.Retention != want {
			t.Errorf("%s: %+v %v", name, c.Retention, ps)
		}
	}
}

// The ladders of the example are those that hold where nothing is written.
func TestExampleLadders(t *testing.T) {
	c, _ := config.Load(example)
	const m = time.Minute
	want := config.Ladder{Steps: []config.Step{{Who: "on_call"}, {Who: "next", After: 3 * m}, {Who: "supervisor", After: 6 * m, By: []string{"text", "voice"}}, {Who: "everyone", After: 10 * m}},
		Repeat: 10 * m, OwnerSilent: 30 * m}
	if d := cmp.Diff(want, c.Alerts[1]); d != "" {
		t.Error(d)
	}
	if !c.Alerts[3].DeskHoursOnly || c.Alerts[2].DeskHoursOnly {
		t.Error("level 3, and only it, waits for the desk")
	}
}

func TestProblems(t *testing.T) {
	_, ps := config.Load("testdata/bad.yaml")
	got := lines(ps)
	golden := "testdata/bad.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(strings.Split(read(t, golden), "\n"), strings.Split(got, "\n")); d != "" {
		t.Error(d)
	}
	for _, private := range []string{"Ana Example", "Ben Example", "5550122", "555-0121", "907 155"} {
		if strings.Contains(got, private) {
			t.Errorf("a problem repeats %q", private)
		}
	}
}

// Every key of the example, misspelt, all in one file: each is reported at its
// line, with what was meant.
func TestEveryKeyMisspelt(t *testing.T) {
	key := regexp.MustCompile(`^(\s*(?:- )?)([a-z_0-9]+|[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?):(.*)$`)
	meant := map[int]string{}
	ls := strings.Split(read(t, example), "\n")
	for i, l := range ls {
		if m := key.FindStringSubmatch(l); m != nil && m[2] != "payers" { // facts are the clinic's own words
			ls[i] = m[1] + m[2] + m[2][len(m[2])-1:] + ":" + m[3]
			meant[i+1] = m[2]
		}
	}
	_, ps := config.Parse(example, []byte(strings.Join(ls, "\n")))
	for line, word := range meant {
		found := false
		for _, p := range ps {
			day := strings.Contains(p.Text, "is not a day") && word[0] < 'a'
			found = found || p.Line == line && (strings.Contains(p.Mend, fmt.Sprintf("did you mean %q", word)) || day)
		}
		if !found {
			t.Errorf("line %d: nothing is said of %q", line, word)
		}
	}
	if len(meant) < 150 {
		t.Errorf("only %d keys were misspelt", len(meant))
	}
	for _, p := range ps {
		if strings.Contains(p.Text, "has no") {
			t.Errorf("misspelt and missing at once: %s", p)
		}
	}
}

// limitsOfTheExample are its lines under "limits".
const limitsOfTheExample = `  replies_per_minute: 30                # to one number
  replies_per_hour: 40
  replies_per_day: 120
  day_segments: 5000                    # to everybody in one day; then staff are told, and only danger is answered
  hold: 10 min`

// Each edit of the example is one problem, or none.
func TestEdits(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"Windows line ends", "\n", "\r\n", ""},
		{"byte order mark", "# What the clinic's own", "\ufeff# What the clinic's own", ""},
		{"a number as the carrier writes it", "line: +1 907 555 0100", "line: +19075550100", ""},
		{"another country", "phone: +1 907 555 0110", "phone: +52 55 5555 0100", ""},
		{"long day names", "Sat: 6 AM - 10 AM\n    Sun", "Saturday: 6 AM to 10 AM\n    Sun", ""},
		{"24-hour clock", "Sat: 6 AM - 10 AM\n    Sun", "Sat: 06:00-10:00\n    Sun", ""},
		{"over midnight", "Sat: 6 AM - 10 AM\n    Sun", "Sat: 10 PM - 2 AM\n    Sun", ""},
		{"no spaces in lengths", "lead: 2 h ", "lead: 2h ", ""},
		{"hours and minutes", "duration: 90 min", "duration: 1 h 30 min", ""},
		{"nothing under a section", limitsOfTheExample, "#", ""},
		{"a folder of scripts", "#  dir: scripts", "  dir: mine", ""},
		{"every change of scripts is reviewed", "review: danger ", "review: always ", ""},
		{"a review of another kind", "review: danger ", "review: never ", `"never"`},
		{"tab", "  id: ats", "\tid: ats", `clinic.yaml:14:1: error: can't be read as YAML: found character 'Tab' that cannot start any token`},
		{"unclosed quote", "name: Anchorage Treatment Solutions", `name: "Anchorage`, `error: can't be read as YAML`},
		{"a rate that sends nothing", "  # segments_per_second: 3", "  segments_per_second: 0", `clinic.yaml:54:24: error: segments_per_second: 0 is not between 1 and 1000 (mend: write a whole number from 1 to 1000, without a comma)`},
		{"redaction off", "  redact: on\n", "  redact: off\n", ""},
		{"redaction unsaid", "  redact: on\n", "", ""},
		{"redaction in other words", "  redact: on\n", "  redact: of\n", `clinic.yaml:51:11: error: redact: unknown "of" (mend: did you mean "on"?)`},
		{"key twice", "  keywords: twilio", "  keywords: twilio\n  keywords: app", `clinic.yaml:47:3: error: "keywords" is set twice (mend: keep one of them)`},
		{"no line", "  line: +1 907 555 0100 ", "#", `clinic.yaml:46:3: error: texting has no "line" (mend: add a line "line: ...")`},
		{"hours that overlap over midnight", "Mon-Fri: 5:30 AM - 11 AM\n", "Mon-Fri: 5:30 AM - 6 AM, 9 PM - 6 AM\n", `clinic.yaml:69:5: error: dosing hours: hours overlap on Tue (mend: write each span once)`},
		{"hours with their halves swapped", "Sat: 6 AM - 10 AM\n    Sun", "Sat: 10 AM - 6 AM\n    Sun", `clinic.yaml:66:10: error: desk hours: "10 AM - 6 AM" lasts over midnight, 20 h (mend: did you mean "10 AM - 6 PM"?)`},
		{"the beginning swapped", "Mon-Fri: 5:30 AM - 4 PM", "Mon-Fri: 5:30 PM - 4 PM", `error: desk hours: "5:30 PM - 4 PM" lasts over midnight, 22 h (mend: did you mean "5:30 AM - 4 PM"?)`},
		{"a night of 16 hours", "Sat: 6 AM - 10 AM\n    Sun", "Sat: 4 PM - 8 AM\n    Sun", ""},
		{"a step for nobody", "- supervisor: {after: 6 min", "- sara: {after: 6 min", `no staff is called "sara" (mend: did you mean "ana"?)`},
		{"danger waits for the desk", "  level_1:  ", "  level_1:\n    desk_hours_only: true\n  #", `unknown key "desk_hours_only"`},
		{"clinic's line as a person's", "phone: +1 907 555 0121", "phone: +1 907 555 0100", `phone: this is the clinic's own line`},
		{"second document", "limits:\n", "---\nlimits:\n", `a second document begins here`},
		{"a value where keys belong", "limits:\n" + limitsOfTheExample, "limits: many\n#", `limits needs lines of the form "key: value"`},
		{"an anchor", "  id: ats ", "  id: &x ats ", `id must be a single value`},
		{"an id that is taken", "  - id: ben", "  - id: ana", `staff "ana" is defined twice`},
		{"a country by its name", "countries: [US]", "countries: [USA]", `clinic.yaml:60:15: error: country: "USA" is no country's code (mend: write its two letters, as "US" or "CA")`},
		{"a country that is none", "countries: [US]", "countries: [XX]", `country: "XX" is no country's code`},
		{"a country twice", "countries: [US]", "countries: [US, US]", `clinic.yaml:60:19: error: "US" is named twice (mend: keep one of them)`},
		{"no country", "countries: [US]", "countries: []", `clinic.yaml:60:14: error: no country is named (mend: write "countries: [US]")`},
		{"a country as a word", "countries: [US]", "countries: US", `clinic.yaml:60:14: error: countries must be a list (mend: put it in brackets, as "[a, b]", or begin each entry on a line of its own with "- ")`},
		{"a length in months", "thread: 90 days", "thread: 3 months", `thread: "3 months" is not a length of time (mend: write a number and min, h, days, weeks or years, as "30 min" or "14 days", from 24 h to 10 years)`},
		{"a number with a comma", "day_segments: 5000", "day_segments: 5,000", `day_segments: "5,000" is not a number (mend: write a whole number from 100 to 1000000, without a comma)`},
		{"a day without texts", "day_segments: 5000", "day_segments: 5", `day_segments: 5 is not between 100 and 1000000`},
		{"an infinite number", "replies_per_hour: 40", "replies_per_hour: .inf", `replies_per_hour: ".inf" is not a number`},
		{"a length past all bounds", "thread: 90 days", "thread: 99999999999999999999 years", `is not a length of time`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := read(t, example)
			if !strings.Contains(src, tc.old) {
				t.Fatalf("the example does not hold %q", tc.old)
			}
			_, ps := config.Parse("clinic.yaml", []byte(strings.ReplaceAll(src, tc.old, tc.new)))
			got := lines(ps)
			if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
				t.Errorf("got  %swant %s", got, tc.want)
			}
		})
	}
}

// A section by another word for it is one problem, and so is one that is not
// there: nothing is said of what refers to it.
func TestSections(t *testing.T) {
	src := read(t, example)
	for said, key := range map[string]string{"roster": "rota", "on-call": "rota", "employees": "staff", "opening hours": "hours", "appointments": "visits",
		"Holidays": "closures", "rooms": "resources", "sms": "texting", "practice": "clinic", "escalation": "alerts"} {
		_, ps := config.Parse("clinic.yaml", []byte(strings.Replace(src, "\n"+key+":", "\n"+said+":", 1)))
		if want := fmt.Sprintf("unknown key %q (mend: did you mean %q?)", said, key); len(ps) != 1 || !strings.Contains(lines(ps), want) {
			t.Errorf("got\n%swant only %s", lines(ps), want)
		}
	}
	for _, key := range []string{"clinic", "texting", "hours", "staff", "rota", "resources"} {
		section := regexp.MustCompile(`(?m)^` + key + `:.*\n(?:(?: .*|#.*)?\n)*`)
		_, ps := config.Parse("clinic.yaml", []byte(section.ReplaceAllString(src, "")))
		if len(ps) != 1 {
			t.Errorf("without %s:\n%s", key, lines(ps))
		}
	}
}

func TestLoadWithoutFile(t *testing.T) {
	_, ps := config.Load(filepath.Join(t.TempDir(), "none.yaml"))
	if len(ps) != 1 || !strings.Contains(ps[0].Text, "no such file") || ps[0].Mend == "" {
		t.Errorf("%v", ps)
	}
}

// Whatever is in the file, there is an answer: a clinic, or problems.
func FuzzParse(f *testing.F) {
	for _, file := range []string{example, "testdata/bad.yaml"} {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	for _, s := range []string{"", "null", "[]", "a", "clinic: {}", "clinic: &a {<<: *a}", "? [a]\n: b", "clinic:\n\tid", "---\n---\n", "hours: {desk: {Mon: 1}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ps := config.Parse("clinic.yaml", []byte(s))
		if len(ps) == 0 && (c.ID == "" || len(c.Staff) == 0 || c.Zone == nil) {
			t.Errorf("accepted without what it needs")
		}
	})
}

func TestRedactionIsOnUnlessItIsTurnedOff(t *testing.T) {
	src := read(t, example)
	for line, want := range map[string]bool{"  redact: on\n": true, "": true, "  redact: off\n": false} {
		c, ps := config.Parse("clinic.yaml", []byte(strings.Replace(src, "  redact: on\n", line, 1)))
		if len(ps) > 0 || c.Texting.Redact != want {
			t.Errorf("%q: %v, %s", line, c.Texting.Redact, lines(ps))
		}
	}
}

// One wrong country is one problem: that none is left is not said as well.
func TestOneWrongCountryIsOneProblem(t *testing.T) {
	for _, wrong := range []string{"[USA]", "US", "[]"} {
		_, ps := config.Parse("clinic.yaml", []byte(strings.Replace(read(t, example), "countries: [US]", "countries: "+wrong, 1)))
		if len(ps) != 1 {
			t.Errorf("countries: %s:\n%s", wrong, lines(ps))
		}
	}
}
