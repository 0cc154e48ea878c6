package store_test

import (
	"os"
	"os/exec"
	"testing"

	"nightdesk/bot/store"
	"nightdesk/bot/store/internal/guard"
	"nightdesk/bot/store/storetest"
)

// claimants is how many people rush for the last seats: 10,000 with CLAIMS=full.
func claimants() int {
	if os.Getenv("CLAIMS") == "full" {
		return 10_000
	}
	return 600
}

// rushed lets them, and wants no fault; or some, in a build in which a seat that
// somebody else has can be claimed.
func rushed(t *testing.T, s *store.Store, middle func()) {
	t.Helper()
	faults := storetest.Claims(t, s, claimants(), middle)
	if !guard.Claim {
		if len(faults) == 0 {
			t.Error("the checker did not notice that claims are not checked")
			return
		}
		t.Logf("caught: %d faults, for example %s", len(faults), faults[0])
		return
	}
	for i, f := range faults {
		if i == 20 {
			t.Errorf("and %d more", len(faults)-i)
			break
		}
		t.Error(f)
	}
}

// TestClaimsRedis kills the one server in the middle and starts it on its files again.
func TestClaimsRedis(t *testing.T) {
	srv := storetest.Start(t)
	rushed(t, srv.Open(t), func() { srv.Kill(); srv.Restart(t) })
}

func TestClaimsEmbedded(t *testing.T) {
	rushed(t, embedded(t)(t), func() {})
}

func TestClaimsSentinel(t *testing.T) {
	t.Parallel()
	rushedOver(t, storetest.Sentinel(t))
}

func TestClaimsCluster(t *testing.T) {
	t.Parallel()
	rushedOver(t, storetest.Cluster(t))
}

// rushedOver kills the master in the middle.
func rushedOver(t *testing.T, ha *storetest.HA) {
	clinic := storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: ha.URL(), Clinic: clinic})
	rushed(t, s, ha.Master(t, clinic))
}

// TestClaimsAreChecked builds the rush without the check of a claim: it must notice.
func TestClaimsAreChecked(t *testing.T) {
	if os.Getenv("CLAIMS") != "full" {
		t.Log("the build without the check is left to make claims")
		return
	}
	out, err := exec.CommandContext(t.Context(), "go", "test", "-tags", "mutant_claim", "-count=1", "-run", "^TestClaimsRedis$", "-v", ".").CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
