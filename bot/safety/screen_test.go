package safety_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/bot/safety"
)

// sample is one line of testdata/*.jsonl, all written for this test.
type sample struct {
	Lang, Text string
	Label      safety.Label
}

func samples(t testing.TB, name string) []sample {
	t.Helper()
	f, err := os.Open("testdata/" + name + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []sample
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var s sample
		if err := json.Unmarshal(sc.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func TestMustCatch(t *testing.T) {
	for _, s := range samples(t, "must_catch") {
		if f := safety.Screen(s.Text); f.Label != s.Label {
			t.Errorf("%q: got %s %v, want %s", s.Text, f.Label, f.Signals, s.Label)
		}
	}
}

func TestMustNotRaise(t *testing.T) {
	for _, s := range samples(t, "must_not_raise") {
		if f := safety.Screen(s.Text); f.Raised() {
			t.Errorf("%q: raised %s %v", s.Text, f.Label, f.Signals)
		}
	}
}

func TestStrengthLevelAndHold(t *testing.T) {
	for _, c := range []struct {
		text     string
		label    safety.Label
		strength safety.Strength
		level    bot.Level
		holds    bool
	}{
		{"hes not breathing", safety.OverdoseNow, safety.Act, bot.LevelNow, true},
		{"i took something", safety.OverdoseNow, safety.Ask, bot.LevelNow, true},
		{"whats the point", safety.SuicideRisk, safety.Ask, bot.LevelNow, true},
		{"im gonna jump", safety.SuicideRisk, safety.Ask, bot.LevelNow, true},
		{"tome algo", safety.OverdoseNow, safety.Ask, bot.LevelNow, true},
		{"siento raro el pecho", safety.MedicalEmergency, safety.Ask, bot.LevelNow, true},
		{"malilla y enbarasada", safety.Withdrawal, safety.Act, bot.LevelNow, false},
		{"dope sick bad can u see me today", safety.Withdrawal, safety.Act, bot.LevelSameDay, false},
		{"pregnant and dope sick", safety.Withdrawal, safety.Act, bot.LevelNow, false},
	} {
		f := safety.Screen(c.text)
		if f.Label != c.label || f.Strength != c.strength || f.Level() != c.level || f.Holds() != c.holds {
			t.Errorf("%q: %+v level %d holds %v", c.text, f, f.Level(), f.Holds())
		}
	}
	if f := safety.Screen("hi"); f.Raised() || f.Holds() || f.Label != safety.None || f.Next != safety.None {
		t.Errorf("an ordinary text: %+v", f)
	}
}

func TestSplitTexts(t *testing.T) {
	for _, c := range []struct {
		name    string
		earlier []string
		text    string
		want    safety.Label
	}{
		{"completed", []string{"hes not"}, "breathing", safety.OverdoseNow},
		{"three pieces", []string{"she wont", "wake"}, "up", safety.OverdoseNow},
		{"older than three", []string{"hes not", "ok", "ok", "ok"}, "breathing", safety.None},
		{"raised before, not again", []string{"hes not breathing"}, "ok", safety.None},
		{"raised before, still ordinary", []string{"i want to die"}, "do you take medicaid", safety.None},
		{"a no before does not lower", []string{"no"}, "i want to kill myself", safety.SuicideRisk},
		{"spanish", []string{"ya no quiero"}, "vivir", safety.SuicideRisk},
		{"spanish by ear", []string{"malilla"}, "bomito mucho", safety.Withdrawal},
		{"a question about a medicine", []string{"i dont have suboxone"}, "is methadone bad for you", safety.None},
		{"two ordinary texts", []string{"can i get an appt"}, "tomorrow at 9", safety.None},
	} {
		if f := safety.Screen(c.text, c.earlier...); f.Label != c.want {
			t.Errorf("%s: got %s %v, want %s", c.name, f.Label, f.Signals, c.want)
		}
	}
}

func TestLowering(t *testing.T) {
	for text, want := range map[string]safety.Label{
		"im not going to hurt myself":                   safety.None,
		"im not going to hurt myself but i have a plan": safety.SuicideRisk,
		"not suicidal but need an appt":                 safety.None,
		"i never think about suicide":                   safety.None,
		"cant stop thinking about killing myself":       safety.SuicideRisk,
		"i tried to kill myself in 2016":                safety.None,
		"i tried to kill myself in 2016 and again now":  safety.SuicideRisk,
		"i want to kill myself since 2016":              safety.SuicideRisk,
		"im dying for coffee and he wont wake up":       safety.OverdoseNow,
		"this line is killing me. want to kill myself":  safety.SuicideRisk,
		"no chest pain":                                 safety.None,
		"no pienso en suicidarme":                       safety.None,
		"kms lol jk":                                    safety.SuicideRisk,
		"i used to be fine but now i want to die":       safety.SuicideRisk,
		"hes drooling and limp":                         safety.OverdoseNow, // "drool*" is also "drool"
		"cant come early to my appt at work bc my kid has school and also my stepdad touches me": safety.DangerFromOthers,
		"not gonna be here tomorrow, work": safety.None,
		"my friend says she wants to die":  safety.SuicideRisk,
		// told of a film, asked for a class or in general; what is meant besides counts
		"saw a movie where the guy isnt breathing and nobody helps": safety.None,
		"la novela trata de una mujer que le pega el marido":        safety.None,
		"movie about a fire made me cry. i want to kill myself":     safety.SuicideRisk,
		// a laugh after it, but not of one's own death, nor where it is meant
		"my toddler bit me again lol": safety.None,
		"kms lol":                     safety.SuicideRisk,
		"lol my brother is blue and wont wake up":        safety.OverdoseNow,
		"my hands are blue lol is that bad i took pills": safety.OverdoseNow,
		// a thing, not a person
		"my phone died and the printer is dead": safety.None,
		"my phone died hes not breathing":       safety.OverdoseNow,
	} {
		if f := safety.Screen(text); f.Label != want {
			t.Errorf("%q: got %s %v, want %s", text, f.Label, f.Signals, want)
		}
	}
}

func TestTags(t *testing.T) {
	for text, want := range map[string]string{
		"pregnant and dope sick":                      safety.TagPregnancy,
		"im 16 can i come":                            safety.TagMinor,
		"my brother died of an OD in march":           safety.TagGrief,
		"scared ill OD if i cant get in":              safety.TagWorry,
		"im gonna hurt that dude tonight":             safety.TagThreat,
		"hes not breathing":                           safety.TagThirdParty,
		"feel like im dying im so sick":               safety.TagRedFlag,
		"used again, ashamed":                         safety.TagRelapse,
		"counselor was rude":                          safety.TagGrievance,
		"was suicidal yrs ago, good now":              safety.TagHistory,
		"im not suicidal just tired":                  safety.TagDenial,
		"Мне нужна помощь, пожалуйста":                safety.TagOtherLanguage,
		"kailangan ko po ng tulong sa appointment ko": safety.TagOtherLanguage,
	} {
		if f := safety.Screen(text); !f.Tagged(want) {
			t.Errorf("%q: tags %v, want %s", text, f.Tags, want)
		}
	}
}

func TestOtherLanguage(t *testing.T) {
	for text, want := range map[string]bool{
		"도와주세요":                        true,
		"Помогите, мне плохо":          true,
		"ຊ່ວຍແດ່":                      true,
		"kuv xav tau kev pab":          true,
		"ou te fia talanoa fesoasoani": true,
		"I need an appointment":        false,
		"necesito una cita":            false,
		"ѕuісіdе":                      false, // English in look-alike letters
		"":                             false,
		"🙂🙂🙂":                          false,
		"ok":                           false,
	} {
		if got := safety.OtherLanguage(text); got != want {
			t.Errorf("OtherLanguage(%q) = %v", text, got)
		}
	}
}

// TestDisguises: every must-catch text is still caught however it is dressed.
func TestDisguises(t *testing.T) {
	for name, dress := range map[string]func(string) string{
		"capitals":    strings.ToUpper,
		"exclamation": func(s string) string { return s + "!!!" },
		"full width":  fullWidth,
		"zero width":  func(s string) string { return strings.Join(strings.Split(s, ""), "\u200b") },
		"two spaces":  func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
		"new lines":   func(s string) string { return strings.ReplaceAll(s, " ", "\n") },
		"curly":       func(s string) string { return strings.ReplaceAll(s, "'", "’") },
	} {
		for _, s := range samples(t, "must_catch") {
			if f := safety.Screen(dress(s.Text)); f.Label != s.Label {
				t.Errorf("%s: %q: got %s, want %s", name, s.Text, f.Label, s.Label)
			}
		}
	}
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

func TestFindingHoldsNoWords(t *testing.T) {
	f := safety.Screen("Zebulon wants to die, hes at 12 Quuxbar road")
	if !f.Raised() {
		t.Fatal("not raised")
	}
	all := strings.ToLower(strings.Join(append(slices.Clone(f.Tags), f.Signals...), " "))
	for _, w := range []string{"zebulon", "quuxbar"} {
		if strings.Contains(all, w) {
			t.Errorf("%q holds %q", all, w)
		}
	}
}

func FuzzScreen(f *testing.F) {
	for _, s := range samples(f, "must_catch") {
		f.Add(s.Text, "hes not")
	}
	f.Add(strings.Repeat("o.d. a ", 1600/7), strings.Repeat("a ", 800)) // took seconds when joining letters was cubic
	f.Add("\xff\x00*!1'", "@$|")
	f.Add(strings.Repeat("💊 o d ", 300), "k m")
	f.Fuzz(func(t *testing.T, text, earlier string) {
		got := safety.Screen(text, earlier)
		if d := cmp.Diff(got, safety.Screen(text, earlier)); d != "" {
			t.Fatal(d)
		}
		if got.Raised() != (got.Label != safety.None) || got.Raised() && len(got.Signals) == 0 {
			t.Fatalf("%+v", got)
		}
		if alone := safety.Screen(text); alone.Raised() && !got.Raised() {
			t.Fatalf("an earlier text took away %s", alone.Label)
		}
	})
}

func BenchmarkScreen(b *testing.B) {
	for name, s := range map[string]string{
		"ordinary": "Hi, I need to come in tomorrow morning but I can't get a ride until 9. Don't know what to do, my mom has the car and she works until late. Is there a bus near you",
		"crisis":   "please help my boyfriend took his whole bottle of pills and he wont wake up his lips are turning blue i dont know what to do he said he didnt want to be here anymore",
		"letters":  strings.Repeat("o.d. a ", 1600/7),
		"typos":    "i thnk hes overdosng plese hury hes nt breathng an his lps r bluee we r at the parkng lot by the cariboo hotel on the seccond flor i dnt hav narcn any mor hurryy pleaz",
	} {
		b.Run(name, func(b *testing.B) {
			safety.Screen(s) // the tables are compiled by the first text
			b.ReportAllocs()
			for b.Loop() {
				safety.Screen(s)
			}
		})
	}
}

func ExampleScreen() {
	f := safety.Screen("hes gray and wont wake up")
	if f.Raised() && f.Strength == safety.Act {
		_ = safety.Reply(f, safety.Manner{Lang: bot.English})
	}
}
