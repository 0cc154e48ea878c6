package answer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"nightdesk/bot/answer"
)

// menus are the questions that the tables in testdata answer.
var menus = map[string][]answer.Option{
	"who":     {{Digit: "1", Words: []string{"me", "myself", "for me", "para mi"}}, {Digit: "2", Words: []string{"someone else", "my son", "a friend", "otra persona", "mi hijo", "un amigo"}}},
	"consent": {{Digit: "1", Words: []string{"yes", "ok", "si"}}, {Digit: "2", Words: []string{"call me instead", "call me", "mejor llamen", "llamenme"}}},
	"yn":      {{Digit: "1", Words: []string{"yes", "si"}}, {Digit: "2", Words: []string{"no"}}},
	"reason": {{Digit: "1", Words: []string{"new here", "im new", "nuevo", "primera vez"}}, {Digit: "2", Words: []string{"was here before", "been here before", "ya estuve antes"}},
		{Digit: "3", Words: []string{"moving from another clinic", "transfer", "cambio de clinica"}}, {Digit: "4", Words: []string{"visiting", "guest doses", "de visita", "dosis de paso"}},
		{Digit: "5", Words: []string{"patient now", "im a patient", "ya soy paciente"}}, {Digit: "6", Words: []string{"question", "una pregunta"}}},
	"pay": {{Digit: "1", Words: []string{"medicare"}}, {Digit: "2", Words: []string{"medicaid", "denali care"}}, {Digit: "3", Words: []string{"other plan", "private insurance", "otro plan", "seguro privado"}},
		{Digit: "4", Words: []string{"no plan", "no insurance", "sin plan", "sin seguro"}}, {Digit: "5", Words: []string{"not sure", "dont know", "no se", "no estoy seguro"}}},
	"urgent": {{Digit: "1", Words: []string{"pregnant", "embarazada", "embarazo"}}, {Digit: "2", Words: []string{"sick right now from not using", "sick", "enfermo", "malilla"}},
		{Digit: "3", Words: []string{"just out of hospital, jail or detox", "jail", "hospital", "detox", "carcel"}}, {Digit: "4", Words: []string{"none", "none of these", "nada", "ninguno"}, Alone: true}, {Digit: "5", Words: []string{"skip", "saltar"}, Alone: true}},
	"needs": {{Digit: "1", Words: []string{"interpreter", "interprete"}}, {Digit: "2", Words: []string{"ride", "transporte"}}, {Digit: "3", Words: []string{"wheelchair", "silla de ruedas"}},
		{Digit: "4", Words: []string{"hearing or vision", "oido o vista"}}, {Digit: "5", Words: []string{"childcare", "cuidado de ninos"}}, {Digit: "6", Words: []string{"none", "nada"}, Alone: true}},
	"day":  {{Digit: "1", Words: []string{"Tuesday", "martes"}}, {Digit: "2", Words: []string{"Wednesday", "miercoles"}}, {Digit: "3", Words: []string{"Thursday", "thurs", "jueves"}}},
	"part": {{Digit: "1", Words: []string{"morning", "mañana"}}, {Digit: "2", Words: []string{"afternoon", "tarde"}}, {Digit: "3", Words: []string{"evening", "noche"}}},
	"big": {{Digit: "1", Words: []string{"one"}}, {Digit: "2", Words: []string{"two"}}, {Digit: "3", Words: []string{"three"}}, {Digit: "4", Words: []string{"four"}},
		{Digit: "5", Words: []string{"five"}}, {Digit: "6", Words: []string{"six"}}, {Digit: "7", Words: []string{"seven"}}, {Digit: "8", Words: []string{"eight"}},
		{Digit: "9", Words: []string{"nine"}}, {Digit: "10", Words: []string{"ten"}}, {Digit: "11", Words: []string{"eleven"}}, {Digit: "12", Words: []string{"twelve"}}},
	"phone": labels("only mine", "shared"), "telefono": labels("solo yo", "lo comparto"),
	"whom": labels("me", "someone else"), "kin": labels("husband", "mother", "friend", "nobody"), "pariente": labels("hijo", "hermana", "vecino", "nadie"),
	"payer":    labels("Medicare", "Medicaid", "other plan", "no plan", "not sure"),
	"pagador":  labels("Medicare", "Medicaid", "otro plan", "sin plan", "no sé"),
	"times":    labels("morning", "afternoon", "evening", "any time"),
	"horas":    labels("mañana", "tarde", "noche", "a cualquier hora"),
	"horario":  labels("mañana", "tarde", "noche"),
	"home":     labels("a new visit", "a question", "leave a message"),
	"inicio":   labels("una cita nueva", "una pregunta", "dejar un mensaje"),
	"delivery": labels("pick up", "delivery", "mail"),
	"days":     labels("Monday", "Wednesday", "Friday"),
	"help":     labels("a ride", "a translator", "help with forms", "nothing"),
	"hoods":    labels("Mountain View", "Fairview", "Sand Lake"),
	"years":    labels("under 1 year", "1 to 5 years", "more than 5 years"),
	"viaje":    labels("un viaje", "un traductor", "ayuda con formas", "nada"),
	"canal":    labels("correo", "texto", "llamada"),
	"place":    labels("my house", "a shelter", "outside", "with family"),
	"week":     labels("this week", "next week", "not sure yet"),
	"how":      labels("in person", "by video", "by phone"),
	"tongue":   labels("English", "Spanish", "Tagalog", "other"),
	"como":     labels("en persona", "por video", "por teléfono"),
	"semana":   labels("esta semana", "la próxima semana", "no sé todavía"),
	"often":    labels("every day", "once a week", "once a month", "never"),
	"calls":    labels("yes, voicemail OK", "yes, no voicemail", "no calls, text only"),
	"llamada":  labels("si, con mensaje de voz", "si, sin mensaje", "no, solo textos"),
	"channel":  labels("email", "text", "phone call"),
	"city":     labels("Anchorage", "Wasilla", "Fairbanks"),
	"area":     labels("Spenard", "Midtown", "Muldoon", "Eagle River"),
	"doctor":   labels("Dr. Chen", "Dr. Patel", "no preference"),
	"reminder": labels("OK", "Change", "Need a ride"),
	"family":   labels("ask a question", "talk with staff", "it is for me", "all done"),
	"support":  labels("interpreter", "ride", "wheelchair", "child care", "certain hours", "none"),
	"supports": labels("interpreter", "ride", "wheelchair", "hearing or vision", "child care", "certain hours", "none (alone)"),
	"ayuda":    labels("intérprete", "transporte", "silla de ruedas", "quien cuide niños", "ciertas horas", "nada"),
	"ayudas":   labels("intérprete", "transporte", "silla de ruedas", "quien cuide niños", "ciertas horas", "nada (alone)"),
	"why":      labels("new here", "was here before", "moving from another clinic", "visiting, need guest doses", "patient now", "a question"),
	"razon":    labels("es mi primera vez", "ya estuve antes", "cambio de clinica", "de visita, dosis de paso", "ya soy paciente", "una pregunta"),
	"urgency":  labels("pregnant", "sick now from not using", "just out of hospital, jail or detox", "none (alone)"),
	"urgencia": labels("embarazo", "enfermo por no usar", "recién salido de hospital, carcel o detox", "nada (alone)"),
}

// labels are options with their labels and digits only, as the eval command
// makes them.
func labels(labels ...string) []answer.Option {
	options := make([]answer.Option, len(labels))
	for i, label := range labels {
		label, alone := strings.CutSuffix(label, " (alone)")
		options[i] = answer.Option{Name: label, Digit: fmt.Sprint(i + 1), Words: []string{label}, Alone: alone}
	}
	return options
}

// atLeast checks a table: wrong readings are worse than asking again, so they
// are counted apart. The bounds are what was measured: they can only tighten.
func atLeast(t *testing.T, name string, mostWrong, mostAsked int, read func(row) (got string)) {
	t.Helper()
	wrong, asked, all := 0, 0, 0
	for _, r := range rows(t, name) {
		all++
		got := read(r)
		_, want, _ := strings.Cut(r.want, " ")
		switch got {
		case want:
		case "?":
			asked++
			t.Logf("asked again: %s: %q", r.want, r.text)
		default:
			wrong++
			t.Logf("WRONG: %s: %q read as %s", r.want, r.text, got)
		}
	}
	t.Logf("%s: %d texts, %d asked again, %d wrong", name, all, asked, wrong)
	if wrong > mostWrong || asked > mostAsked {
		t.Errorf("%s: %d wrong (at most %d), %d asked again (at most %d)", name, wrong, mostWrong, asked, mostAsked)
	}
}

func TestMenuOne(t *testing.T) {
	atLeast(t, "menu", 0, 11, func(r row) string {
		menu, _, _ := strings.Cut(r.want, " ")
		i, ok := answer.NewMenu(menus[menu]).One(r.text)
		if !ok {
			return "?"
		}
		return fmt.Sprint(i)
	})
}

func TestMenuMany(t *testing.T) {
	atLeast(t, "many", 0, 1, func(r row) string {
		menu, _, _ := strings.Cut(r.want, " ")
		picked, ok := answer.NewMenu(menus[menu]).Many(r.text)
		if !ok {
			return "?"
		}
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(picked), " ", ","), "[]")
	})
}

func FuzzMenu(f *testing.F) {
	f.Add("the 2nd")
	f.Add("1 and 3")
	f.Fuzz(func(t *testing.T, s string) {
		for name, options := range menus {
			m := answer.NewMenu(options)
			if i, ok := m.One(s); ok {
				if again, _ := m.One(options[i].Digit); again != i {
					t.Fatalf("%s: option %d is not what its digit means", name, i)
				}
			}
			if picked, ok := m.Many(s); ok && (len(picked) == 0 || !slices.IsSorted(picked)) {
				t.Fatalf("%s: %v", name, picked)
			}
		}
	})
}

func TestNames(t *testing.T) {
	const most = 0 // what was measured: it can only fall
	wrong := 0
	for _, r := range rows(t, "names") {
		text, want, _ := strings.Cut(r.text, " => ")
		got, ok := answer.Name(text)
		if r.want == "-" && ok || r.want == "name" && (!ok || got != want) {
			wrong++
			t.Logf("%q read as %q, %v; want %q", text, got, ok, want)
		}
	}
	if wrong > most {
		t.Errorf("%d names read otherwise, at most %d may be", wrong, most)
	}
}

func FuzzFreeText(f *testing.F) {
	f.Add("hi\x00 there 🙂", 5)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got, ok := answer.FreeText(s, limit)
		if !utf8.ValidString(got) || ok != (got != "") || limit >= 0 && utf8.RuneCountInString(got) > limit {
			t.Fatalf("FreeText(%q, %d) = %q, %v", s, limit, got, ok)
		}
	})
}

func TestSkip(t *testing.T) {
	for s, want := range map[string]bool{"skip": true, "Skip.": true, "rather not say": true, "prefiero no decir": true, "saltar": true, "pass": true,
		"skipper": false, "i passed out": false, "no": false, "": false} {
		if got := answer.Skip(s); got != want {
			t.Errorf("Skip(%q) = %v", s, got)
		}
	}
}

func BenchmarkMenuOne(b *testing.B) {
	m := answer.NewMenu(menus["reason"])
	for b.Loop() {
		m.One("well i think im moving there from another clinic next month")
	}
}

func TestPosition(t *testing.T) {
	for s, want := range map[string]int{
		"2": 1, "um 2 please, my phone is dying": 1, "b)": 1, "me quedo con la 3": 2, "2 porfa": 1, "3, not 2": -1, "2 kids": -1, "4": -1, "the 1st": -1,
		"1 or 2": -1, "not 2": -1, "no la 2": -1, "": -1,
	} {
		got, ok := answer.Position(s, 3)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("Position(%q) = %d, want %d", s, got, want)
		}
	}
}
