package bot

import (
	"fmt"
	"log/slog"
)

// Phone is a telephone number in E.164 ("+19075550123"), or whatever sender a
// carrier named when it could not be written so. That a number texted this
// clinic is itself protected (42 CFR 2.11), so a Phone prints as "[phone]"
// wherever it is formatted or logged; E164 gives the number itself.
type Phone string

// E164 returns the number itself, for the carrier and for sealed storage only.
func (p Phone) E164() string { return string(p) }

// Textable reports whether p is a number that can be answered by SMS: E.164,
// not a short code, not letters, not another channel's address.
func (p Phone) Textable() bool {
	if len(p) < 9 || len(p) > 16 || p[0] != '+' || p[1] == '0' {
		return false
	}
	for i := 1; i < len(p); i++ {
		if p[i] < '0' || p[i] > '9' {
			return false
		}
	}
	return true
}

// TollFree reports whether p is a toll-free number of North America: there the
// network answers STOP and START itself. Source: Twilio, "Support for opt-out
// keywords for toll-free".
func (p Phone) TollFree() bool {
	if len(p) != 12 || p[:2] != "+1" {
		return false
	}
	switch p[2:5] {
	case "800", "833", "844", "855", "866", "877", "888":
		return true
	}
	return false
}

// Format keeps the number out of every formatted string.
func (p Phone) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("[phone]")) }

// LogValue keeps the number out of logs.
func (p Phone) LogValue() slog.Value { return slog.StringValue("[phone]") }

// Words is what a person wrote, or what was written to them. It prints as its
// length alone; Text gives the words themselves.
type Words string

// Text returns the words themselves.
func (w Words) Text() string { return string(w) }

// Format keeps the words out of every formatted string.
func (w Words) Format(s fmt.State, _ rune) { _, _ = fmt.Fprintf(s, "[%d bytes]", len(w)) }

// LogValue keeps the words out of logs.
func (w Words) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("[%d bytes]", len(w))) }
