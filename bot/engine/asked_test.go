package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// upTo is the intake up to a question of it.
func upTo(n int) []string { return intake[:n] }

// guest is everything up to the question for the clinic at home.
var guest = append(slices.Clone(upTo(6)), "4", "sam")

// TestOneTextAtAQuestion sends one text where a question waits, and looks at what
// comes back: what must be in it and, if "!" stands before it, what must not.
func TestOneTextAtAQuestion(t *testing.T) {
	for _, is := range []struct {
		before []string
		text   string
		want   []string
	}{
		{upTo(5), "no im 19", []string{"18 or older?", "!under 18"}},
		{upTo(5), "2 im 19", []string{"18 or older?"}},
		{upTo(5), "7", []string{"18 or older?"}},
		{upTo(5), "no im not 18 yet", []string{"can help you find care"}},
		{upTo(5), "im 19", []string{"What brings you here?"}},
		{upTo(2), "no calls just text", []string{"Is this phone only yours?"}},
		{upTo(2), "no just text me", []string{"Is this phone only yours?"}},
		{upTo(2), "sin llamadas solo texto", []string{"only yours"}},
		{upTo(2), "no dont call", []string{"OK to text here?", "!I told our team"}},
		{upTo(2), "i dont wanna stop", []string{"OK to text here?", "!I told our team"}},
		{upTo(2), "no", []string{"I told our team"}},
		{upTo(2), "no texts just call me", []string{"I told our team"}},
		{upTo(2), "ok bye", []string{"You can text here any time.", "!only yours"}},
		{upTo(2), "bueno adios", []string{"!only yours", "!solo suyo"}},
		{upTo(2), "no thanks bye", []string{"we leave it here"}},
		{upTo(2), "no texting is fine", []string{"OK to text here?", "!I told our team"}},
		{upTo(2), "no texting is not ok", []string{"I told our team"}},
		{upTo(2), "yes bye", []string{"Is this phone only yours?"}},
		{append(slices.Clone(upTo(6)), "ok bye"), "1", []string{"Some people can be seen sooner."}},
		{upTo(4), "sam lee", []string{"Sorry, I didn't get that."}},
		{upTo(4), "simon", []string{"Sorry, I didn't get that."}},
		{upTo(4), "pos la neta ando malo", []string{"Para"}},
		{upTo(8), "juan claro", []string{"What should we call you?"}},
		{upTo(6), "i already go there", []string{"What is it about?"}},
		{upTo(6), "used to go there", []string{"Some people can be seen sooner."}},
		{booked, "can i get a visit", []string{"!take home", "1 "}},
		{booked, "when is it", []string{"You have "}},
		{nil, "can i get a visit", []string{"You can start right here", "Reply 1 to go on", "!better by phone"}},
		{nil, "im a patient there missed 3 days what do i do", []string{"Our staff will help with that", "Reply 1 to go on"}},
		{nil, "my son hasnt come home is he at ur clinic", []string{"I can't share whether anyone is", "Reply 1 to go on"}},
		{nil, "what is STOP", []string{"The word STOP ends all texts", "Reply 1 to go on"}},
		{upTo(6), "what does stop do", []string{"The word STOP ends all texts", "What brings you here?"}},
		{upTo(8), "c", []string{"What should we call you?"}},
		{append(slices.Clone(upTo(8)), "c"), "c", []string{"How will you pay?"}},
		{guest, "jun 3 to jun 9", []string{"Which clinic do you go to at home?"}},
		{guest, "6/3-6/9", []string{"Which clinic do you go to at home?"}},
		{guest, "3", []string{"Which clinic do you go to at home?"}},
		{append(slices.Clone(guest), "3"), "3", []string{"Which days will you be here?"}},
		{append(slices.Clone(guest), "acme in reno"), "4", []string{"Which days will you be here?"}},
		{append(slices.Clone(guest), "acme in reno"), "jun 3 to jun 9", []string{"May we call you?"}},
	} {
		got := at(t, after(t, is.before...), 90, is.text, morning.Add(time.Hour/2)).Reply
		for _, w := range is.want {
			if not, found := strings.CutPrefix(w, "!"); found && strings.Contains(got, not) {
				t.Errorf("after %q, %q is answered with %q: %q", is.before, is.text, not, got)
			} else if !found && !strings.Contains(got, w) {
				t.Errorf("after %q, %q is answered without %q: %q", is.before, is.text, w, got)
			}
		}
	}
}

func TestAMissAfterDaysIsTheFirst(t *testing.T) {
	s := after(t, append(slices.Clone(upTo(6)), "qqq zzz")...)
	got := at(t, s, 90, "qqq zzz", morning.Add(3*24*time.Hour)).Reply
	if strings.Contains(got, "trouble understanding") {
		t.Errorf("the first miss after days away is the last straw: %q", got)
	}
}
