package store_test

import (
	"testing"

	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

func TestContractRedis(t *testing.T) {
	storetest.Run(t, storetest.Redis(t).Open)
	storetest.Upkeep(t, storetest.Redis(t).Open)
}

func TestContractEmbedded(t *testing.T) {
	storetest.Run(t, embedded(t))
	storetest.Upkeep(t, embedded(t))
}

// embedded opens clinics in one miniredis.
func embedded(t testing.TB) func(testing.TB) *store.Store {
	e, err := store.Embedded(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return func(tb testing.TB) *store.Store {
		return storetest.Open(tb, store.Options{Client: e.Client()})
	}
}

func TestContractSentinel(t *testing.T) {
	t.Parallel()
	ha := storetest.Sentinel(t)
	storetest.Smoke(t, ha.Open)
	storetest.Upkeep(t, ha.Open)
	masterLost(t, ha)
}

func TestContractCluster(t *testing.T) {
	t.Parallel()
	ha := storetest.Cluster(t)
	storetest.Smoke(t, ha.Open)
	storetest.Upkeep(t, ha.Open)
	masterLost(t, ha)
}

func TestRedactionsRedis(t *testing.T) {
	srv := storetest.Redis(t)
	storetest.Redactions(t, func(tb testing.TB) *store.Store {
		return storetest.Open(tb, store.Options{URL: srv.URL(), Redact: true})
	})
}
