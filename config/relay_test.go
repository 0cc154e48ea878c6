package config_test

import (
	"strings"
	"testing"

	"nightdesk/config"
)

// Words of people stay off phones of staff unless a clinic says otherwise.
func TestRelayIsOffUnlessItIsTurnedOn(t *testing.T) {
	src := read(t, example)
	for line, want := range map[string]bool{"  relay: on\n": true, "": false, "  relay: off\n": false} {
		c, ps := config.Parse("clinic.yaml", []byte(strings.Replace(src, "  relay: off\n", line, 1)))
		if len(ps) > 0 || c.Relay != want {
			t.Errorf("%q: %v, %s", line, c.Relay, lines(ps))
		}
	}
	if _, ps := config.Parse("clinic.yaml", []byte(strings.Replace(src, "  relay: off\n", "  relay: maybe\n", 1))); len(ps) != 1 {
		t.Errorf("maybe: %s", lines(ps))
	}
}
