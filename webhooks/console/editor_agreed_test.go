package console

import (
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/clinic"
)

// In the clinic's own first talk nobody is led to ask before people agreed to be texted,
// and the form says who is asked.
func TestANewQuestionComesAfterPeopleAgreedToBeTexted(t *testing.T) {
	t.Parallel()
	files, err := flows.Files(clinic.FS)
	if err != nil {
		t.Fatal(err)
	}
	src := files["intake.flow"]
	script, _ := flows.Parse(map[string]string{"intake.flow": src})
	said := map[string]placeSaid{}
	for _, p := range placesSaid(script, "intake.flow", flows.Places("intake.flow", src), bot.English) {
		said[p.Step] = p
	}
	for step, before := range map[string]bool{"begin": false, "greet": true, "language": true, "consent": false, "phone": false, "who": false} {
		if got := said[step]; got.Who == "" || (got.Early != "") != before {
			t.Errorf("after %s: %+v", step, got)
		}
	}
	if got, want := said["greet"].Early, "(“OK to text here?”)"; !strings.Contains(got, want) {
		t.Errorf("%q does not say %q", got, want)
	}
	if got, want := said["consent"].Who, "Everyone who goes on from “consent” gets it. Who answers “no” there does not. Who chooses “a call” before does not come here."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	greet := 1 + strings.Count(src[:strings.Index(src, "step greet")], "\n")
	for line, want := range map[int]string{greet: "consent", greet + 3: "consent"} {
		if got := likelyPlace("intake.flow", src, line); got != want {
			t.Errorf("from line %d it comes after %q, want %q", line, got, want)
		}
	}
	if got := likelyPlace("intake.flow", src, 0); said[got].Early != "" || got == "" {
		t.Errorf("the likely place is %q", got)
	}
}
