package store

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"nightdesk/bot"
)

// filled sets every field of a value, whatever fields there are, so that one
// that the stored form forgets is found.
func filled(t *rapid.T, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		zone := time.FixedZone("", rapid.IntRange(-14, 14).Draw(t, "zone")*1800)
		*x = time.Unix(rapid.Int64Range(1, 1<<34).Draw(t, "sec"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).In(zone)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.StringN(1, 20, -1).Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(1, 1<<40).Draw(t, "number"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(1, 3).Draw(t, "n"), 3))
		for i := range v.Len() {
			filled(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(rapid.MapOfN(rapid.String(), rapid.String(), 1, 5).Draw(t, "kept")))
	case reflect.Struct:
		for _, field := range v.Fields() {
			filled(t, field)
		}
	default:
		t.Fatalf("a %s: teach filled and the stored form about it", v.Type())
	}
}

// TestSessionForm: every field comes back, the zero value too, and what JSON
// stored before is still read.
func TestSessionForm(t *testing.T) {
	same := func(t rapid.TB, want bot.Session) {
		t.Helper()
		var got, old bot.Session
		if err := read(kindSession, encodeSession(want), &got, decodeSession); err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := read(kindSession, plain, &old, decodeSession); err != nil {
			t.Fatal(err)
		}
		for name, s := range map[string]bot.Session{"compact": got, "JSON": old} {
			if d := cmp.Diff(want, s); d != "" {
				t.Fatalf("%s (-want +got):\n%s", name, d)
			}
		}
	}
	same(t, bot.Session{})
	rapid.Check(t, func(t *rapid.T) {
		var s bot.Session
		filled(t, reflect.ValueOf(&s).Elem())
		same(t, s)
	})
}

// TestFormsBeforeAreRead: what versions before stored, byte for byte.
func TestFormsBeforeAreRead(t *testing.T) {
	at := time.Unix(1_772_650_000, 0).UTC()
	want := bot.Session{Phone: "+19075550187", LastIn: at, WakeAt: at, At: bot.Position{Place: bot.Place{Flow: "intake", Step: "who"}, Tries: 1},
		Crisis: &bot.Crisis{Label: "suicide_risk", Held: true, Since: at, LastReply: at},
		Visits: []bot.Visit{{ID: "v1", Opening: bot.Opening{Kind: "intake_assessment", Resource: "a", Start: at, End: at}, Status: bot.VisitBooked}}}
	for _, form := range []byte{firstForm, secondForm, thirdForm, fourthForm, fifthForm} {
		w := &walker{b: []byte{form}, form: form}
		w.session(&want)
		var got bot.Session
		if err := read(kindSession, w.b, &got, decodeSession); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("form %d (-want +got):\n%s", form, d)
		}
	}
}

// TestThreadForm: the same for what was said.
func TestThreadForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []bot.Said
		filled(t, reflect.ValueOf(&want).Elem())
		plain, _ := json.Marshal(want)
		for _, stored := range [][]byte{encodeSaid(want), plain} {
			var got []bot.Said
			if err := read(kindThread, stored, &got, decodeSaid); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("(-want +got):\n%s", d)
			}
		}
	})
}

// FuzzSessionForm: damaged bytes are refused or read as something, never more.
func FuzzSessionForm(f *testing.F) {
	f.Add(encodeSession(bot.Session{}))
	f.Add(encodeSession(bot.Session{Phone: "+19075550187", Kept: map[string]string{"who": "me"}, Back: []bot.Place{{Flow: "a", Step: "b"}}, Hold: &bot.Visit{}}))
	f.Add([]byte{compactForm, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, plain []byte) {
		var s, again bot.Session
		if !compact(plain) || decodeSession(plain, &s) != nil {
			return
		}
		if err := decodeSession(encodeSession(s), &again); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s, again); d != "" {
			t.Fatal(d)
		}
	})
}

// BenchmarkSessionForm is beside JSON what writing and reading a session costs.
func BenchmarkSessionForm(b *testing.B) {
	at := time.Date(2026, 3, 2, 21, 40, 12, 0, time.UTC)
	s := bot.Session{Phone: "+19075550187", Line: "+19075550100", Lang: bot.English, LastIn: at, WakeAt: at,
		At:   bot.Position{Version: "3f8a1c27d94be650", Place: bot.Place{Flow: "intake", Step: "confirm"}, Asked: at},
		Back: []bot.Place{{Flow: "intake", Step: "who"}, {Flow: "intake", Step: "consent"}, {Flow: "intake", Step: "name"}},
		Kept: map[string]string{"who": "me", "consent": "yes", "first_name": "Zebulon", "age_ok": "yes", "insurance": "medicaid"}}
	plain, _ := json.Marshal(s)
	short := encodeSession(s)
	for name, fn := range map[string]func(){
		"write/compact": func() { encodeSession(s) },
		"write/JSON":    func() { _, _ = json.Marshal(s) },
		"read/compact":  func() { _ = decodeSession(short, new(bot.Session)) },
		"read/JSON":     func() { _ = json.Unmarshal(plain, new(bot.Session)) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fn()
			}
		})
	}
}
