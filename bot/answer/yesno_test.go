package answer_test

import (
	"testing"

	"nightdesk/bot/answer"
)

func TestYesNo(t *testing.T) {
	for _, r := range rows(t, "yesno") {
		got := "?"
		if yes, ok := answer.YesNo(r.text); ok && yes {
			got = "yes"
		} else if ok {
			got = "no"
		} else if yes {
			t.Errorf("YesNo(%q) says yes without being sure", r.text)
		}
		if got != r.want {
			t.Errorf("YesNo(%q) = %s, want %s", r.text, got, r.want)
		}
	}
}

func BenchmarkYesNo(b *testing.B) {
	for b.Loop() {
		answer.YesNo("Yeah thats fine, thank you")
	}
}
