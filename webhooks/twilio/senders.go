package twilio

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"nightdesk/bot"
)

// Sender says what a text came from.
type Sender string

// What a text can come from. Only a Person is answered; from all that follow a
// text costs money to answer that the sender may earn (premium numbers, numbers
// abroad), or reaches nobody.
const (
	// Person is a telephone in a country whose numbers are answered.
	Person Sender = "person"
	// Abroad is a telephone in another country.
	Abroad Sender = "abroad"
	// Premium is a number that whoever texts it pays for.
	Premium Sender = "premium"
	// ShortCode is five or six digits: a machine's.
	ShortCode Sender = "short_code"
	// Letters is a name in the place of a number: it can't be answered at all.
	Letters Sender = "letters"
	// OtherChannel is an address of another service ("whatsapp:+1...").
	OtherChannel Sender = "other_channel"
	// Withheld is a number that stands for a caller who has none.
	Withheld Sender = "withheld"
)

// Senders knows which countries' numbers are answered.
type Senders struct {
	countries []string
	// areas are what the area codes of +1 turned out to be: the library takes
	// 25 us for a number, more than all else that a webhook does.
	areas sync.Map
}

// usTerritories have codes of their own in ISO 3166 and are the United States to
// whoever lives there or moves away with their number.
var usTerritories = []string{"AS", "GU", "MP", "PR", "VI"}

// NewSenders takes ISO 3166 codes ("US"); none means US. US holds its
// territories.
func NewSenders(countries ...string) (*Senders, error) {
	if len(countries) == 0 {
		countries = []string{"US"}
	}
	s := &Senders{countries: slices.Clone(countries)}
	for _, c := range countries {
		if !phonenumbers.GetSupportedRegions()[c] {
			return nil, fmt.Errorf("twilio: no country has the code %q (hint: two capitals, as US)", c)
		}
	}
	if slices.Contains(countries, "US") {
		s.countries = append(s.countries, usTerritories...)
	}
	return s, nil
}

// Of says what a number is.
func (s *Senders) Of(p bot.Phone) Sender {
	number := p.E164()
	switch {
	case withheld[p]:
		return Withheld
	case strings.Contains(number, ":"):
		return OtherChannel
	case strings.Trim(number, "0123456789") == "" && len(number) <= 8:
		return ShortCode
	case !p.Textable():
		return Letters
	case !strings.HasPrefix(number, "+1") || len(number) != len("+19075550100"):
		return s.look(number)
	}
	area := number[:len("+1907")]
	if known, ok := s.areas.Load(area); ok {
		return known.(Sender)
	}
	is := s.look(number)
	if area[2] >= '2' { // there are no others, so this stays under 800
		s.areas.Store(area, is)
	}
	return is
}

// look asks the library. A number that it can't place belongs to the country
// that its calling code stands for first: area codes are newer than libraries,
// and whoever has one must not get silence for it.
func (s *Senders) look(number string) Sender {
	n, err := phonenumbers.Parse(number, "ZZ")
	if err != nil {
		return Abroad
	}
	country := phonenumbers.GetRegionCodeForNumber(n)
	if country == "" {
		country = phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode()))
	}
	switch {
	case !slices.Contains(s.countries, country):
		return Abroad
	case phonenumbers.GetNumberType(n) == phonenumbers.PREMIUM_RATE:
		return Premium
	}
	return Person
}
