package inbox_test

import (
	"strings"
	"testing"

	"nightdesk/bot"
)

// shares makes somebody's phone a shared one, with a word or without.
func (d *desk) shares(who bot.Phone, word string) {
	d.t.Helper()
	d.change(who, func(s *bot.Session) { s.Discreet, s.Word = true, bot.CodeWord{Word: word} })
}

func TestAnOfferOnASharedPhoneWaitsForTheWord(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam, first)
	d.shares(sam, "raven")
	d.frees(at(6, 10, 0))
	if got := d.heard(sam); got != "ATS: a time opened. Text your word to see it." {
		t.Fatalf("%q", got)
	}
	if got := d.says(sam, "1") + d.says(sam, "eagle"); strings.Contains(got, "10:00") || strings.Contains(got, "Booked") {
		t.Fatalf("shown without the word: %q", got)
	}
	d.wants(d.says(sam, "raven"), "a time opened: Fri Mar 6, 10:00 AM. 1 take it")
	d.wants(d.says(sam, "1"), "Booked: Fri Mar 6, 10:00 AM")
}

func TestWithoutAWordAPersonCalls(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.fills(at(25, 0, 0))
	d.knows(sam, first)
	d.shares(sam, "")
	d.frees(at(6, 10, 0))
	id := d.visitAt(sam, at(6, 10, 0))
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskCancel, Visit: id}); err != nil {
		t.Fatal(err)
	}
	if got := d.heard(sam); got != "" {
		t.Errorf("said on a shared phone: %q", got)
	}
	d.wants(d.reasons(sam), "whom no text may offer it to: call", "call: the visit was cancelled by staff")
}

// Whoever forgot the word could never say by text that the phone is theirs alone:
// staff do, and what the word kept is shown again.
func TestStaffLiftASharedPhone(t *testing.T) {
	d := withDays(t, at(4, 9, 10))
	d.knows(sam, first)
	d.visitAt(sam, at(6, 10, 0))
	d.shares(sam, "raven")
	d.wants(d.says(sam, "when is my visit?"), "word")
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskAlone}); err != nil {
		t.Fatal(err)
	}
	d.wants(d.says(sam, "when is my visit?"), "10:00 AM")
	if err := d.orders(sam, bot.DeskOp{Do: bot.DeskAlone}); err == nil {
		t.Error("a phone that is not shared was lifted once more")
	}
}
