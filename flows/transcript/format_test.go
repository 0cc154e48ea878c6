package transcript_test

import (
	"testing"

	"nightdesk/flows/transcript"
)

func TestFormat(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"a line that goes on with nothing": {"at Mon 2 Mar 2026 21:40\n  later\n", ""},
		"a talk": {
			"\ufeff# A note,   as it is.\r\nat Mon 2 Mar 2026 21:40  \r\n\r\ngiven    older scripts: intake/who was called whom\r\nthem \r\nthem2   hi   there\r\nus Hello.\\n1 yes\r\n  2 no\r\nrelease them: begins again\r\n\r\n\r\n",
			"# A note,   as it is.\nat      Mon 2 Mar 2026 21:40\n\ngiven   older scripts: intake/who was called whom\nthem\nthem2   hi   there\nus      Hello.\\n1 yes\n        2 no\nrelease them: begins again\n"},
		"no talk": {"them   hi\n", ""},
	} {
		want := c.want
		if want == "" {
			want = c.src
		}
		got := transcript.Format(c.src)
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if again := transcript.Format(got); again != got {
			t.Errorf("%s: twice it is %q", name, again)
		}
	}
}
