package twilio_test

import (
	"testing"

	"nightdesk/bot"
	"nightdesk/webhooks/twilio"
)

func TestSenders(t *testing.T) {
	us, err := twilio.NewSenders()
	if err != nil {
		t.Fatal(err)
	}
	both, err := twilio.NewSenders("US", "CA")
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[bot.Phone][2]twilio.Sender{
		"+19075550141":    {twilio.Person, twilio.Person},
		"+12125550141":    {twilio.Person, twilio.Person},
		"+16845550141":    {twilio.Person, twilio.Person}, // American Samoa
		"+17875550141":    {twilio.Person, twilio.Person}, // Puerto Rico
		"+18005550141":    {twilio.Person, twilio.Person},
		"+19995550141":    {twilio.Person, twilio.Person}, // an area code that may come
		"+16045550141":    {twilio.Abroad, twilio.Person}, // Vancouver
		"+18765550141":    {twilio.Abroad, twilio.Abroad}, // Jamaica: +1 is not the US alone
		"+12425550141":    {twilio.Abroad, twilio.Abroad},
		"+447700900141":   {twilio.Abroad, twilio.Abroad},
		"+5215512345678":  {twilio.Abroad, twilio.Abroad},
		"+88213000000":    {twilio.Abroad, twilio.Abroad}, // a satellite
		"+99999999999":    {twilio.Abroad, twilio.Abroad},
		"+19005550141":    {twilio.Premium, twilio.Premium},
		"72345":           {twilio.ShortCode, twilio.ShortCode},
		"911":             {twilio.ShortCode, twilio.ShortCode},
		"CLINIC":          {twilio.Letters, twilio.Letters},
		"+1907555abcd":    {twilio.Letters, twilio.Letters},
		"19075550141":     {twilio.Letters, twilio.Letters}, // not a number that can be answered
		"rcs:agent_1":     {twilio.OtherChannel, twilio.OtherChannel},
		"+266696687":      {twilio.Withheld, twilio.Withheld},
		"whatsapp:+19075": {twilio.OtherChannel, twilio.OtherChannel},
	} {
		for range 2 { // looked up, and remembered
			if got := [2]twilio.Sender{us.Of(number), both.Of(number)}; got != want {
				t.Errorf("%s: %q, want %q", number.E164(), got, want)
			}
		}
	}
	if _, err := twilio.NewSenders("ZZ"); err == nil {
		t.Error("no error for a country that does not exist")
	}
}

// Every webhook pays for this.
func BenchmarkSender(b *testing.B) {
	us, err := twilio.NewSenders()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		us.Of("+19075550141")
	}
}
