package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// TestNothingReadable: no number, name or word is in any key, value, disk file
// or error, in any of the forms it could be written in.
func TestNothingReadable(t *testing.T) {
	srv := storetest.Start(t)
	s := storetest.Open(t, store.Options{URL: srv.URL(), Redact: true})
	ctx := t.Context()
	c := turn(s, "SM1", patient, 0)
	c.Session.Crisis = &bot.Crisis{Label: "suicide_risk"}
	c.Consents = []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: when, Step: "marmalade"}}
	c.Redact = []string{"SM1"}
	c.Seats[0].Start, c.Seats[0].End = time.Now(), time.Now().Add(time.Hour)
	c.Cases[0].Case.Reasons = []string{"xylophone marmalade"}
	c.OptOut = bot.OptOutSet
	c.Visits = []bot.Visit{{ID: "v1", Opening: c.Seats[0].Opening, Version: 1, By: "marmalade"}}
	c.Waits = []bot.WaitChange{{List: "intake", Since: when}}
	if _, err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SecretSince(ctx, map[string]string{"marmalade": "xylophone"}, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ClaimSends(ctx, 5, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.FinishSend(ctx, "oSM1", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMc", OptOut: true}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Receipt(ctx, bot.Receipt{Carrier: "SMc", To: patient, Rank: 4, State: bot.SendFailed, Code: 21610, OptedOut: true}); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveScript(ctx, "v1", map[string]string{"a.flow": "xylophone marmalade"}); err != nil {
		t.Fatal(err)
	}
	said := bot.Release{Number: 1, Version: "v1", Note: "xylophone marmalade"}
	if err := s.SetReleases(ctx, bot.Releases{List: []bot.Release{said}}, 0, store.Act{Actor: "rosa", Note: "scripts_published", Detail: "marmalade"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveDraft(ctx, bot.Draft{Owner: "rosa", Note: "marmalade", Changed: map[string]string{"a.flow": "xylophone"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Audit(ctx, store.Act{Actor: "rosa", Note: "person_exported", Person: c.Person, Detail: "for Zebulon, +19075550187"}); err != nil {
		t.Fatal(err)
	}
	other := turn(s, "SM2", "+19075550188", 0)
	other.Sends[0].Class = bot.SendUnprompted
	if _, err := s.Commit(ctx, other); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ClaimSends(ctx, 5, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.FinishSend(ctx, "oSM2", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMd"}); err != nil {
		t.Fatal(err)
	}
	other.Input, other.Version = "SM3", 1
	if err := s.Forget(ctx, other.Person, 1, store.Tombstone{By: "rosa", Basis: "Zebulon Quimby asked", Forced: "marmalade"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.SealAudit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.AdoptKeys(ctx); err != nil {
		t.Fatal(err)
	}
	someoneSignedIn(t, s)
	raw := srv.Client(t)
	everything := srv.Files(t)
	keys, names := 0, map[string]bool{}
	for key, value := range dump(t, raw) {
		keys++
		name, _, _ := strings.Cut(key[strings.Index(key, "}:")+2:], ":")
		names[name] = true
		everything = append(append(everything, key...), value...)
	}
	for _, name := range []string{"s", "in", "seen", "c", "open", "cal", "o", "dead", "car", "wake", "optout", "th", "cl", "red", "redn",
		"au", "ac", "gone", "canary", "scr", "v", "vis", "wl",
		"rel", "dra", "dras", "acc", "accs", "ses", "sac", "cha", "nts", "fails", "gc"} {
		if !names[name] {
			t.Errorf("of %d keys none is of %s: the test does not test it", keys, name)
		}
	}
	for _, canary := range []string{patient.E164(), patient.E164()[1:], patient.E164()[2:], "555-0187", "Zebulon", "Quimby", "xylophone", "marmalade", "booked.",
		"Flores", "token-of-ana", "state-of-ana", "192.0.2.7"} {
		for form, text := range map[string]string{"plain": canary, "hex": hex.EncodeToString([]byte(canary))} {
			if bytes.Contains(bytes.ToLower(everything), bytes.ToLower([]byte(text))) {
				t.Errorf("%q is stored readable (%s)", canary, form)
			}
		}
	}
}

// someoneSignedIn stores all that there is of somebody who uses the console.
func someoneSignedIn(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	a := enrolled(t, s, "ana")
	_, err := s.OpenSignIn(ctx, "token-of-ana", account.SignIn{Account: "ana", Opened: time.Now(), Address: "192.0.2.7", Device: "marmalade",
		Glass: account.Glass{Reason: "Zebulon Quimby"}}, a, account.Act{By: "ana", Note: "signed_in", Detail: "192.0.2.7"})
	if err != nil {
		t.Fatal(err)
	}
	limit := account.Limit{Name: "pair|ana|192.0.2.7", Burst: 1, Every: time.Hour}
	_, err = s.Spend(ctx, limit)
	err = errors.Join(err, s.Ask(ctx, "state-of-ana", []byte("marmalade")), s.CountFailed(ctx, "ana"),
		s.Tell(ctx, account.Notice{Kind: account.NoticeGlass, Text: "Zebulon Quimby"}, "ana"))
	if err != nil {
		t.Fatal(err)
	}
}

// dump reads every key of a server with its value in one string.
func dump(t *testing.T, c *redis.Client) map[string]string {
	t.Helper()
	ctx := t.Context()
	all := map[string]string{}
	it := c.Scan(ctx, 0, "*", 1000).Iterator()
	for it.Next(ctx) {
		var v any
		var err error
		switch kind := c.Type(ctx, it.Val()).Val(); kind {
		case "string":
			v, err = c.Get(ctx, it.Val()).Result()
		case "hash":
			v, err = c.HGetAll(ctx, it.Val()).Result()
		case "zset":
			v, err = c.ZRange(ctx, it.Val(), 0, -1).Result()
		case "set":
			v, err = c.SMembers(ctx, it.Val()).Result()
		case "list":
			v, err = c.LRange(ctx, it.Val(), 0, -1).Result()
		case "stream":
			v, err = c.XRange(ctx, it.Val(), "-", "+").Result()
		default:
			t.Fatalf("%s: unknown kind %q", it.Val(), kind)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[it.Val()] = fmt.Sprint(v)
	}
	if err := it.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEverythingExpires: only what is kept for ever by intent has no expiry.
func TestEverythingExpires(t *testing.T) {
	srv := storetest.Start(t)
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: "c1", Redact: true})
	ctx := t.Context()
	c := turn(s, "SM1", patient, 0)
	c.Consents = []bot.ConsentChange{{Purpose: bot.PurposeReminders, Given: true, At: when}}
	c.Redact = []string{"SM1"}
	c.Seats[0].Start, c.Seats[0].End = time.Now(), time.Now().Add(time.Hour)
	c.OptOut = bot.OptOutSet
	c.Visits = []bot.Visit{{ID: "v1", Opening: c.Seats[0].Opening, Version: 1}}
	c.Waits = []bot.WaitChange{{List: "intake", Since: when}}
	c.Counts = []string{"in:en"}
	if _, err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	forEver := map[string]bool{"open": true, "due": true, "wake": true, "optout": true, "au": true, "c": true, "ck": true, "o": true,
		"con": true, "red": true, "redn": true, "ac": true, "canary": true,
		"vis": true, "wl": true, "openv": true, "acc": true, "accs": true, "fails": true}
	someoneSignedIn(t, s)
	if _, _, err := s.SealAudit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.AdoptKeys(ctx); err != nil {
		t.Fatal(err)
	}
	raw := srv.Client(t)
	for key := range dump(t, raw) {
		name, _, _ := strings.Cut(strings.TrimPrefix(key, "{c1}:"), ":")
		ttl := raw.TTL(ctx, key).Val()
		if got := ttl < 0; got != forEver[name] {
			t.Errorf("%s: expires after %s", key, ttl)
		}
	}
	// An open case and an unsent message stay until they are settled.
	c2 := turn(s, "SM2", patient, 1)
	c2.Seats, c2.Sends = nil, nil
	c2.Cases = []bot.CaseWrite{{Case: c.Cases[0].Case, Version: 1}}
	c2.Cases[0].Case.Status = bot.CaseClosed
	if _, err := s.Commit(ctx, c2); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ClaimSends(ctx, 1, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.FinishSend(ctx, "oSM1", 1, bot.SendResult{State: bot.SendSent}); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"{c1}:c:kSM1", "{c1}:ck:kSM1", "{c1}:o:oSM1"} {
		if ttl := raw.TTL(ctx, key).Val(); ttl <= 0 {
			t.Errorf("%s: expires after %s, settled", key, ttl)
		}
	}
}

// TestSessionOutlivesItsWords: with words kept for a day, a visit in two weeks and
// a matter before staff are still known.
func TestSessionOutlivesItsWords(t *testing.T) {
	srv := storetest.Redis(t)
	raw, day := srv.Client(t), 24*time.Hour
	now := time.Now()
	for name, c := range map[string]struct {
		session bot.Session
		least   time.Duration
	}{
		"nothing waits": {bot.Session{}, 0},
		"a visit":       {bot.Session{Visits: []bot.Visit{{Opening: bot.Opening{Start: now.Add(14 * day), End: now.Add(14*day + time.Hour)}}}}, 20 * day},
		"a case":        {bot.Session{Case: "k1"}, 80 * day},
		"danger":        {bot.Session{Crisis: &bot.Crisis{}}, 80 * day},
	} {
		clinic := storetest.Clinic()
		s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Retention: day})
		who := s.Person(patient)
		if _, err := s.Commit(t.Context(), bot.Commit{Input: "SM1", At: now, Person: who, Session: &c.session, Said: []bot.Said{{By: "them", Text: "hi"}}}); err != nil {
			t.Fatal(err)
		}
		words, session := raw.TTL(t.Context(), "{"+clinic+"}:th:"+string(who)).Val(), raw.TTL(t.Context(), "{"+clinic+"}:s:"+string(who)).Val()
		if words <= 0 || words > day && name != "danger" || words < 2189*day && name == "danger" {
			t.Errorf("%s: the words expire after %v", name, words)
		}
		if session < max(c.least, min(words, day)-time.Minute) || c.least == 0 && session > day {
			t.Errorf("%s: the session expires after %v, want %v at least", name, session, c.least)
		}
	}
}

// TestMovedValues: a value put where it does not belong is unreadable, not
// somebody else's, and so is a damaged or older one.
func TestMovedValues(t *testing.T) {
	srv := storetest.Redis(t)
	raw := srv.Client(t)
	ctx := t.Context()
	other := bot.Phone("+19075550188")
	tests := []struct {
		name   string
		damage func(anna, ben string) error // keys of two sessions
	}{
		{"another person's", func(a, b string) error { return raw.Set(ctx, a, raw.Get(ctx, b).Val(), 0).Err() }},
		{"another version's", func(a, _ string) error { return raw.SetRange(ctx, a, 0, "00000000000000000007").Err() }},
		{"one bit", func(a, _ string) error {
			d := []byte(raw.Get(ctx, a).Val())
			d[len(d)/2] ^= 1
			return raw.Set(ctx, a, d, 0).Err()
		}},
		{"cut off", func(a, _ string) error { return raw.Set(ctx, a, raw.Get(ctx, a).Val()[:20], 0).Err() }},
		{"almost nothing", func(a, _ string) error { return raw.Set(ctx, a, "1", 0).Err() }},
		{"plain", func(a, _ string) error { return raw.Set(ctx, a, `{"f":1,"p":"","l":"","g":"en"}`, 0).Err() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clinic := storetest.Clinic()
			s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
			for i, p := range []bot.Phone{patient, other} {
				if _, err := s.Commit(ctx, turn(s, bot.InputID(fmt.Sprint("SM", i)), p, 0)); err != nil {
					t.Fatal(err)
				}
			}
			key := func(p bot.Phone) string { return "{" + clinic + "}:s:" + string(s.Person(p)) }
			if err := tt.damage(key(patient), key(other)); err != nil {
				t.Fatal(err)
			}
			l, err := s.Load(ctx, "SM0", s.Person(patient))
			if !errors.Is(err, bot.ErrUnreadable) {
				t.Errorf("load: %v, want ErrUnreadable", err)
			}
			if !l.Done || l.Version == 0 {
				t.Errorf("what could be read is missing: done %t, version %d", l.Done, l.Version)
			}
			if f, err := s.Fsck(ctx); err != nil || f.Unreadable != 1 {
				t.Errorf("fsck: %+v %v", f, err)
			}
		})
	}
}

// TestMovedCases: the open cases are opened again only where they changed, so a value
// that was moved is found by whoever has not read it before, or acts on it.
func TestMovedCases(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic, keys := srv.Client(t), t.Context(), storetest.Clinic(), storetest.Keys(t)
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
	for _, id := range []bot.CaseID{"k1", "k2"} {
		k := bot.Case{ID: id, Status: bot.CaseOpen, Level: bot.LevelNow}
		if _, err := s.Commit(ctx, bot.Commit{Input: bot.InputID(id), Cases: []bot.CaseWrite{{Case: k}}}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if list, err := s.OpenCases(ctx); len(list) != 2 || err != nil {
			t.Fatal(len(list), err)
		}
	}
	key := func(id string) string { return "{" + clinic + "}:c:" + id }
	if err := raw.HSet(ctx, key("k1"), "d", raw.HGet(ctx, key("k2"), "d").Val()).Err(); err != nil {
		t.Fatal(err)
	}
	other := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: keys})
	list, err := other.OpenCases(ctx)
	if len(list) != 1 || list[0].Case.ID != "k2" || !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("%d cases (%v)", len(list), err)
	}
	if list, err = s.OpenCases(ctx); len(list) != 2 || list[0].Case.ID != "k1" || err != nil {
		t.Errorf("what was read before: %v (%v)", list, err)
	}
	if _, _, err := s.Case(ctx, "k1"); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("read on its own: %v", err)
	}
	// What an earlier build stored has no tag, and is read each time.
	if err := raw.Del(ctx, "{"+clinic+"}:openv").Err(); err != nil {
		t.Fatal(err)
	}
	if list, err = s.OpenCases(ctx); len(list) != 1 || !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("without tags: %d cases (%v)", len(list), err)
	}
}

// TestFsckFinds: each thing that does not fit together is counted as what it is.
func TestFsckFinds(t *testing.T) {
	srv := storetest.Redis(t)
	raw := srv.Client(t)
	ctx := t.Context()
	clinic := storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	c := turn(s, "SM1", patient, 0)
	c.Seats[0].Start, c.Seats[0].End = time.Now(), time.Now().Add(time.Hour)
	c.Visits = []bot.Visit{{ID: "v1", Opening: c.Seats[0].Opening, Version: 1}}
	if _, err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	if f, err := s.Fsck(ctx); err != nil || f.Wrong() != 0 {
		t.Fatalf("before: %+v %v", f, err)
	}
	k := "{" + clinic + "}:"
	for _, err := range []error{
		raw.ZRem(ctx, k+"due", "oSM1").Err(),
		raw.ZAdd(ctx, k+"due:alert", redis.Z{Member: "ghost"}).Err(),
		raw.ZAdd(ctx, k+"wake", redis.Z{Member: "s:ghost"}, redis.Z{Member: "c:ghost"}).Err(),
		raw.ZAdd(ctx, k+"open", redis.Z{Member: "ghost"}).Err(),
		raw.ZRem(ctx, k+"open", "kSM1").Err(),
		raw.HSet(ctx, k+"cal:2190-01-05", "rosa:1", "nonsense", "rosa", "v|0").Err(),
		raw.Set(ctx, k+"s:ghost2", "00000000000000000001nonsense", 0).Err(),
		raw.HSet(ctx, k+"con", "ghost:reminders", "1").Err(),
		raw.ZAdd(ctx, k+"red", redis.Z{Member: "SMghost"}).Err(),
		raw.HSet(ctx, k+"redn", "SMother", "1|1").Err(),
		raw.RPush(ctx, k+"th:ghost", "nonsense").Err(),
		raw.RPush(ctx, k+"cl:ghost2", "nonsense").Err(),
		raw.HSet(ctx, k+"gone:ghost", "t", "1", "d", "nonsense").Err(),
		raw.HSet(ctx, k+"v:ghost", "v", "1", "d", "nonsense", "p", "ghost").Err(),
		raw.ZAdd(ctx, k+"vis", redis.Z{Member: "ghost2", Score: float64(time.Now().UnixMilli())}, redis.Z{Member: "v1", Score: 5}).Err(),
		raw.ZAdd(ctx, k+"wl:ghosts", redis.Z{Member: string(c.Person)}).Err(),
		raw.SAdd(ctx, k+"wl", "nobody's").Err(),
		raw.HSet(ctx, k+"cal:2190-01-05", "rosa:2", "a/b|3\nnonsense\n").Err(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := s.Fsck(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := []int{f.SendsNotDue, f.DueWithout, f.TimersWithout, f.OpenWithout, f.ClosedOpen, f.CellsBroken, f.Unproven, f.Unredacted, f.Unreadable, f.Unlisted, f.Wrong()}
	if want := []int{1, 1, 2, 1, 1, 3, 1, 2, 5, 4, 21}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestNewerFormat: what a newer build wrote is not misread by an older one.
func TestNewerFormat(t *testing.T) {
	s := storetest.Redis(t).Open(t)
	ctx := t.Context()
	c := turn(s, "SM1", patient, 0)
	c.Session.Format = bot.SessionFormat + 1
	c.Cases[0].Case.Format = bot.CaseFormat + 1
	if _, err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(ctx, "", c.Person); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("session: %v, want ErrUnreadable", err)
	}
	if _, _, err := s.Case(ctx, "kSM1"); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("case: %v, want ErrUnreadable", err)
	}
	if list, err := s.OpenCases(ctx); len(list) != 0 || !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("open cases: %d %v, want ErrUnreadable", len(list), err)
	}
}

// TestRotation: old values stay readable while their key is in the keyset, new
// ones are sealed under the new key, people keep their ids.
func TestRotation(t *testing.T) {
	srv := storetest.Redis(t)
	ctx := t.Context()
	clinic, old := storetest.Clinic(), storetest.Keys(t)
	open := func(k store.Keyset) *store.Store {
		return storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic, Keys: k})
	}
	s := open(old)
	if _, err := s.Commit(ctx, turn(s, "SM1", patient, 0)); err != nil {
		t.Fatal(err)
	}
	standby, err := old.Rotate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rotated, err := standby.Promote()
	if err != nil {
		t.Fatal(err)
	}
	s2 := open(rotated)
	l, err := s2.Load(ctx, "SM1", s2.Person(patient))
	if err != nil || l.Version != 1 || l.Reply == "" {
		t.Fatalf("after rotation: version %d, %v", l.Version, err)
	}
	if _, err := s2.Load(ctx, "", s.Person(patient)); err != nil {
		t.Error(err)
	}
	if _, err := s2.Commit(ctx, turn(s2, "SM2", patient, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(ctx, "", s.Person(patient)); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("without the new key: %v, want ErrUnreadable", err)
	}
	retired, err := rotated.Retire(rotated.IDs()[0])
	if err != nil {
		t.Fatal(err)
	}
	s3 := open(retired)
	if l, err := s3.Load(ctx, "", s3.Person(patient)); err != nil || l.Version != 2 {
		t.Errorf("what was sealed since the rotation: %d %v", l.Version, err)
	}
	if _, err := s3.Load(ctx, "SM1", s3.Person(patient)); !errors.Is(err, bot.ErrUnreadable) {
		t.Errorf("what was sealed under the retired key: %v, want ErrUnreadable", err)
	}
	stranger := open(storetest.Keys(t))
	if l, err := stranger.Load(ctx, "", stranger.Person(patient)); err != nil || l.Version != 0 {
		t.Errorf("another keyset knows the person: %d %v", l.Version, err)
	}
}

func TestKeysetText(t *testing.T) {
	k := storetest.Keys(t)
	for i := range 4 {
		text := k.Encode()
		back, err := store.ParseKeyset(" " + text + "\n")
		if err != nil || back.Encode() != text {
			t.Fatalf("it does not read back: %v", err)
		}
		if strings.ContainsAny(text, "+/= \n") {
			t.Errorf("not base64url: the text does not survive a shell")
		}
		if i%2 == 0 {
			k, err = k.Rotate(rand.Reader)
		} else {
			k, err = k.Promote()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	text := k.Encode()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "keys", k, "in", map[string]any{"k": fmt.Sprintf("%v %+v %#v %x %s", k, k, k, k, k)})
	for i := 0; i+8 < len(text); i += 8 {
		if strings.Contains(log.String(), text[i:i+8]) || strings.Contains(log.String(), hex.EncodeToString([]byte(text[i:i+8]))) {
			t.Fatal("a keyset prints itself")
		}
	}
	for name, bad := range map[string]string{
		"empty": "", "short": text[:20], "cut": text[:len(text)-4], "prose": "not a keyset at all!", "flipped": flip(text, 30),
	} {
		if _, err := store.ParseKeyset(bad); !errors.Is(err, store.ErrKeyset) || strings.Contains(err.Error(), "AA") {
			t.Errorf("%s: %v, want ErrKeyset", name, err)
		}
	}
	if _, err := store.Open(context.Background(), store.Options{URL: "redis://127.0.0.1:1", Clinic: "c1"}); !errors.Is(err, store.ErrKeyset) {
		t.Errorf("open without keys: %v, want ErrKeyset", err)
	}
	if _, err := (store.Keyset{}).Rotate(rand.Reader); !errors.Is(err, store.ErrKeyset) {
		t.Errorf("rotate nothing: %v, want ErrKeyset", err)
	}
}

func flip(s string, at int) string {
	b := []byte(s)
	if b[at]++; b[at] == 'z'+1 || b[at] == 'Z'+1 || b[at] == '9'+1 || b[at] == '-'+1 || b[at] == '_'+1 {
		b[at] = 'b'
	}
	return string(b)
}

func FuzzParseKeyset(f *testing.F) {
	k, err := store.NewKeyset(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(k.Encode())
	f.Add("")
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := store.ParseKeyset(text)
		if err != nil {
			return
		}
		if back, err := store.ParseKeyset(k.Encode()); err != nil || back.Encode() != k.Encode() {
			t.Errorf("it does not read back: %v", err)
		}
	})
}

func TestDerive(t *testing.T) {
	k := storetest.Keys(t)
	a, err := k.Derive("c1", "callback")
	if err != nil || len(a) != 32 {
		t.Fatalf("%d bytes, %v", len(a), err)
	}
	b, _ := k.Derive("c1", "cookie")
	c, _ := k.Derive("c2", "callback")
	rotated, _ := k.Rotate(rand.Reader)
	d, _ := rotated.Derive("c1", "callback")
	if bytes.Equal(a, b) || bytes.Equal(a, c) || !bytes.Equal(a, d) {
		t.Error("keys of other purposes or clinics must differ, and survive rotation")
	}
}
