// Package mask finds what people volunteer and a clinic must not keep from a text:
// social security, taxpayer, card, Medicare and insurance numbers, licences, birth
// dates, street addresses and e-mail addresses (45 CFR 164.502(b), minimum
// necessary). It takes them out before anything is stored or shown.
//
// It promises: the same text gives the same answer; what it has masked it leaves
// alone the next time; time grows with the length of the text and no faster; a text
// without a digit and without an e-mail address comes back as it was. Telephone
// numbers stay, because staff call them back, and so do times, the days of visits,
// doses, prices and ZIP codes.
//
// It may not know who wrote, what was asked, or what is done with the text. Whether
// somebody is in danger, so that an address must stay, is told to it.
//
//	mask.Mask("my ssn is 123-45-6789, call me at 907-555-0123", now)
//	// "my ssn is [SSN], call me at 907-555-0123", [SSN]
//
// It does not find numbers in words ("one two three"), nor what is split over two
// texts.
package mask
