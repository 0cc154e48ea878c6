package text

import "unicode/utf16"

// Encoding is the alphabet an SMS is sent in.
type Encoding string

const (
	// GSM7 is the GSM 03.38 default alphabet: 160 septets alone, 153 a part.
	GSM7 Encoding = "GSM-7"
	// UCS2 is UTF-16: 70 units alone, 67 a part.
	UCS2 Encoding = "UCS-2"
)

const gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
const gsmExtended = "\f^{}\\[~]|€"

var gsmSeptets = func() map[rune]int {
	m := make(map[rune]int, 140)
	for _, r := range gsmBasic {
		m[r] = 1
	}
	for _, r := range gsmExtended {
		m[r] = 2
	}
	return m
}()

// Segments reports how s travels as SMS and in how many billed segments. An
// empty text is one segment. A character of two units is never split between
// parts. Source: 3GPP TS 23.038; Twilio, "SMS character limit".
func Segments(s string) (Encoding, int) {
	units, ok := 0, true
	for _, r := range s {
		n := gsmSeptets[r]
		if n == 0 {
			ok = false
			break
		}
		units += n
	}
	if ok {
		if units <= 160 {
			return GSM7, 1
		}
		return GSM7, parts(s, 153, func(r rune) int { return gsmSeptets[r] })
	}
	units = 0
	for _, r := range s {
		units += utf16.RuneLen(r)
	}
	if units <= 70 {
		return UCS2, 1
	}
	return UCS2, parts(s, 67, utf16.RuneLen)
}

// parts counts the parts of at most size units that s fills.
func parts(s string, size int, width func(rune) int) int {
	n, used := 1, 0
	for _, r := range s {
		w := width(r)
		if used+w > size {
			n, used = n+1, 0
		}
		used += w
	}
	return n
}

// NotGSM7 returns the first character of s that forces UCS-2, or 0.
func NotGSM7(s string) rune {
	for _, r := range s {
		if gsmSeptets[r] == 0 {
			return r
		}
	}
	return 0
}
