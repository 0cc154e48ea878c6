package answer_test

import (
	"testing"

	"nightdesk/bot/answer"
)

func TestYesNo(t *testing.T) {
	const mostAsked = 3 // what was measured: it can only fall
	asked := 0
	for _, r := range rows(t, "yesno") {
		got := "?"
		if yes, ok := answer.YesNo(r.text); ok && yes {
			got = "yes"
		} else if ok {
			got = "no"
		} else if yes {
			t.Errorf("YesNo(%q) says yes without being sure", r.text)
		}
		if got == "?" && got != r.want {
			asked++
			t.Logf("asked again: YesNo(%q), want %s", r.text, r.want)
		} else if got != r.want {
			t.Errorf("YesNo(%q) = %s, want %s", r.text, got, r.want)
		}
	}
	if asked > mostAsked {
		t.Errorf("%d plain answers were asked again, at most %d may be", asked, mostAsked)
	}
}

func BenchmarkYesNo(b *testing.B) {
	for b.Loop() {
		answer.YesNo("Yeah thats fine, thank you")
	}
}
