package store_test

import (
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// TestSendsStoredBefore: a message that was stored before messages had a class and
// a purpose beside them is claimed, sent and settled as before.
func TestSendsStoredBefore(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic := srv.Client(t), t.Context(), storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	who := s.Person(patient)
	m := bot.Send{ID: "o1", Class: bot.SendUnprompted, To: patient, Body: "See you", Person: who, Due: when}
	if _, err := s.Commit(ctx, bot.Commit{Input: "SM1", Sends: []bot.Send{m}}); err != nil {
		t.Fatal(err)
	}
	if n := raw.HDel(ctx, "{"+clinic+"}:o:o1", "cl", "pu").Val(); n != 2 {
		t.Fatalf("%d fields were taken out: the test tests nothing", n)
	}
	claims, err := s.ClaimSends(ctx, 5, time.Hour)
	if err != nil || len(claims) != 1 || !claims[0].Consented || claims[0].OptedOut || len(claims[0].Unasked) != 0 {
		t.Fatalf("claimed %+v (%v)", claims, err)
	}
	if err := s.FinishSend(ctx, "o1", 1, bot.SendResult{State: bot.SendSent, Carrier: "SMo1"}); err != nil {
		t.Fatal(err)
	}
	changed, got, err := s.Receipt(ctx, bot.Receipt{Send: "o1", Rank: 4, State: bot.SendDelivered})
	if err != nil || !changed || got.ID != "o1" {
		t.Errorf("receipt: %t %+v %v", changed, got.ID, err)
	}
}

// TestUnpromptedTextsAreForgotten: after eight days, and counted for seven.
func TestUnpromptedTextsAreForgotten(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic, day := srv.Client(t), t.Context(), storetest.Clinic(), 24*time.Hour
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	who := s.Person(patient)
	send := func(id bot.SendID) bot.ClaimedSend {
		t.Helper()
		m := bot.Send{ID: id, Class: bot.SendUnprompted, To: patient, Body: "See you", Person: who, Due: when}
		if _, err := s.Commit(ctx, bot.Commit{Input: bot.InputID("of " + id), Sends: []bot.Send{m}}); err != nil {
			t.Fatal(err)
		}
		claims, err := s.ClaimSends(ctx, 5, time.Hour)
		if err != nil || len(claims) != 1 {
			t.Fatal(claims, err)
		}
		if err := s.FinishSend(ctx, id, 1, bot.SendResult{State: bot.SendSent, Carrier: "SM" + string(id)}); err != nil {
			t.Fatal(err)
		}
		return claims[0]
	}
	key := "{" + clinic + "}:un:" + string(who)
	for i, age := range []time.Duration{9 * day, 7*day + time.Hour, 6 * day} {
		id := bot.SendID([]string{"a", "b", "c"}[i])
		send(id)
		raw.ZIncrBy(ctx, key, -float64(age.Milliseconds()), string(id))
	}
	if got := send("d").Unasked; len(got) != 1 || time.Since(got[0]).Round(day) != 6*day {
		t.Errorf("counted: %v", got)
	}
	if n, ttl := raw.ZCard(ctx, key).Val(), raw.TTL(ctx, key).Val(); n != 3 || ttl > 8*day || ttl < 8*day-time.Minute {
		t.Errorf("%d are kept for %v", n, ttl)
	}
}

// TestConsentsAreMoved: the proof of who agreed before there was a ledger outlives
// their session; once, and not against what they said since.
func TestConsentsAreMoved(t *testing.T) {
	srv := storetest.Redis(t)
	raw, ctx, clinic := srv.Client(t), t.Context(), storetest.Clinic()
	s := storetest.Open(t, store.Options{URL: srv.URL(), Clinic: clinic})
	agreed := []bot.Consent{{Purpose: bot.PurposeConversation, Wording: "v0", Given: when, Withdrawn: when.Add(time.Hour)}, {Purpose: bot.PurposeReminders, Wording: "v0", Given: when}}
	for p, c := range map[bot.Phone]bot.Commit{
		"+19075550171": {Session: &bot.Session{Consents: agreed}},
		"+19075550172": {Session: &bot.Session{}},
		"+19075550173": {Session: &bot.Session{Consents: agreed}, OptOut: bot.OptOutSet},
		"+19075550174": {Session: &bot.Session{Consents: agreed[1:]}, Consents: []bot.ConsentChange{{Purpose: bot.PurposeReminders, At: when.Add(time.Hour)}}},
	} {
		c.Input, c.Person = bot.InputID(p.E164()), s.Person(p)
		if _, err := s.Commit(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []int{2, 0} {
		if n, err := s.MoveConsents(ctx); n != want || err != nil {
			t.Errorf("moved %d, want %d (%v)", n, want, err)
		}
	}
	for p, want := range map[bot.Phone]int{"+19075550171": 3, "+19075550172": 0, "+19075550173": 3, "+19075550174": 2} {
		if got, err := s.Consents(ctx, s.Person(p)); len(got) != want || err != nil {
			t.Errorf("%s: %d entries, want %d (%v)", p.E164(), len(got), want, err)
		}
	}
	standing := raw.HGetAll(ctx, "{"+clinic+"}:con").Val()
	if field := string(s.Person("+19075550171")) + ":reminders"; len(standing) != 1 || standing[field] == "" {
		t.Errorf("standing: %v", standing)
	}
}
