package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot/text"
)

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		name, s string
		enc     text.Encoding
		n       int
	}{
		{"empty", "", text.GSM7, 1},
		{"one full", strings.Repeat("a", 160), text.GSM7, 1},
		{"one over", strings.Repeat("a", 161), text.GSM7, 2},
		{"two full", strings.Repeat("a", 306), text.GSM7, 2},
		{"three", strings.Repeat("a", 307), text.GSM7, 3},
		{"extension counts two", strings.Repeat("a", 159) + "[", text.GSM7, 2},
		{"extension is not split", strings.Repeat("a", 152) + "{" + strings.Repeat("a", 152), text.GSM7, 3},
		{"spanish in the alphabet", strings.Repeat("ñ¿é", 53), text.GSM7, 1},
		{"spanish outside it", "mañana sí", text.UCS2, 1},
		{"70 units", strings.Repeat("í", 70), text.UCS2, 1},
		{"71 units", strings.Repeat("í", 71), text.UCS2, 2},
		{"emoji are two", strings.Repeat("🙂", 35), text.UCS2, 1},
		{"a pair is not split", strings.Repeat("🙂", 36), text.UCS2, 2},
		{"pairs leave a unit free", strings.Repeat("🙂", 67), text.UCS2, 3},
		{"curly quote", "don’t", text.UCS2, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if enc, n := text.Segments(c.s); enc != c.enc || n != c.n {
				t.Errorf("Segments = %s, %d; want %s, %d", enc, n, c.enc, c.n)
			}
		})
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"  Hello   THERE \n": "hello there",
		"don’t":              "don't",
		"Mañana sí":          "manana si",
		"su\u200bicide":      "suicide",
		"diе":                "die", // Cyrillic e
		"sooooo goooood":     "soo good",
		"１２ ａｂ":              "12 ab",
		"a\xffb":             "ab",
		"ok\x00bye":          "ok bye",
	} {
		if got := text.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	got := text.Words("I can't, b) the 2nd—'quoted' ¿Mañana? x's'")
	want := []string{"i", "cant", "b", "the", "2nd", "quoted", "manana", "xs"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Mañana sí 🙂")
	f.Add("\xff\x00 A")
	f.Fuzz(func(t *testing.T, s string) {
		once := text.Fold(s)
		if !utf8.ValidString(once) {
			t.Fatalf("Fold(%q) is not UTF-8", s)
		}
		if twice := text.Fold(once); twice != once {
			t.Fatalf("Fold is not stable: %q, then %q", once, twice)
		}
		text.Words(s)
		if _, n := text.Segments(s); n < 1 {
			t.Fatal("less than one segment")
		}
	})
}

func BenchmarkWords(b *testing.B) {
	s := "Hi, I need to come in tomorrow morning but I can't get a ride until 9. Don't know what to do"
	for b.Loop() {
		text.Words(s)
	}
}

func TestBook(t *testing.T) {
	b := text.NewBook(map[string]string{"you": "you u"}, "please thanks", map[int]string{
		1: "^ stop $\nstop texting {you}?",
		2: "call * back\nat #time",
	})
	for s, want := range map[string]uint64{
		"stop": 1 << 1, "Stop please": 1 << 1, "stopp": 1 << 1, "stop it": 0, "i said stop texting me": 1 << 1, "call me right back": 1 << 2,
		"call": 0, "call me when you can get back": 0, "at 9am stop texting u": 1<<1 | 1<<2, "at 9": 0, "": 0,
	} {
		if got := b.Tags(s); got != want {
			t.Errorf("Tags(%q) = %b, want %b", s, got, want)
		}
	}
	parts := b.Parts(text.Words("so stop texting u now"), 1, make([]text.Part, 0, 8))
	if want := []text.Part{{Tag: -1, From: 0, To: 1}, {Tag: 1, From: 1, To: 4}, {Tag: -1, From: 4, To: 5}}; !slices.Equal(parts, want) {
		t.Errorf("Parts = %v, want %v", parts, want)
	}
}
