package store_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"testing"
	"time"

	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// oldKeyset is a keyset as builds wrote it that knew of no ages.
func oldKeyset(format byte, ids ...uint32) string {
	raw := append([]byte{format}, bytes.Repeat([]byte{7}, 32)...)
	for _, id := range ids {
		raw = append(binary.BigEndian.AppendUint32(raw, id), bytes.Repeat([]byte{byte(id)}, 32)...)
	}
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(append(raw, sum[:4]...))
}

// A keyset of before is read and written as it was; a key that is added to it has an
// age, and the others stay without one.
func TestKeysetsOfBeforeAgesWereWrittenDown(t *testing.T) {
	for _, text := range []string{oldKeyset(1, 10), oldKeyset(1, 10, 11), oldKeyset(2, 10, 11)} {
		k, err := store.ParseKeyset(text)
		if err != nil || k.Encode() != text {
			t.Fatalf("it is not read as it was (%v)", err)
		}
		if !k.Made(k.Primary()).IsZero() || k.Overdue(time.Now()) {
			t.Error("a key of which nothing is known has an age")
		}
	}
	k, err := store.ParseKeyset(oldKeyset(1, 10))
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	if k, err = k.Rotate(rand.Reader); err != nil {
		t.Fatal(err)
	}
	k = k.MadeAt(day)
	for _, step := range []func(store.Keyset) (store.Keyset, error){nil, store.Keyset.Promote} {
		if step != nil {
			if k, err = step(k); err != nil {
				t.Fatal(err)
			}
		}
		back, err := store.ParseKeyset(k.Encode())
		if err != nil || back.Encode() != k.Encode() {
			t.Fatalf("it does not read back: %v", err)
		}
		ids := back.IDs()
		if got := back.Made(ids[1]); !got.Equal(day) || !back.Made(ids[0]).IsZero() || back.Role(ids[1]) != k.Role(ids[1]) {
			t.Errorf("made %v and %v, role %s", back.Made(ids[0]), got, back.Role(ids[1]))
		}
	}
	if k.Overdue(day.Add(store.KeyFor-time.Second)) || !k.Overdue(day.Add(store.KeyFor)) {
		t.Error("a key is overdue after a year, and not before")
	}
	if k, err = k.Rotate(rand.Reader); err != nil {
		t.Fatal(err)
	}
	if k = k.MadeAt(day.Add(store.KeyFor)); !k.Overdue(day.Add(store.KeyFor)) {
		t.Error("a key on standby makes the one that seals younger")
	}
	if k, err = k.Promote(); err != nil || k.Overdue(day.Add(store.KeyFor)) {
		t.Errorf("a new key is overdue (%v)", err)
	}
	var none store.Keyset
	if none = none.MadeAt(day); !none.Empty() || none.Overdue(day) || none.Primary() != 0 {
		t.Error("an empty keyset has an age")
	}
}

// A secret is as old as its first use, whoever asks, and another one in its place is new.
func TestSecretsHaveAges(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	ask := func(learn bool, value string) time.Time {
		t.Helper()
		got, err := s.SecretSince(t.Context(), map[string]string{"TOKEN": value}, learn)
		if err != nil {
			t.Fatal(err)
		}
		return got["TOKEN"]
	}
	if at := ask(false, "one"); !at.IsZero() {
		t.Errorf("a secret that nobody has used is known since %v", at)
	}
	first := ask(true, "one")
	if old := time.Since(first); old < -time.Minute || old > time.Minute {
		t.Errorf("it is %v old", old)
	}
	if again, asked := ask(true, "one"), ask(false, "one"); !again.Equal(first) || !asked.Equal(first) {
		t.Errorf("since %v, then %v, then %v", first, again, asked)
	}
	if other := ask(false, "two"); !other.IsZero() {
		t.Errorf("another secret has the age of the first: %v", other)
	}
	if none, err := s.SecretSince(t.Context(), nil, true); err != nil || len(none) > 0 {
		t.Errorf("of none: %v %v", none, err)
	}
}
