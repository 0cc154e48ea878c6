package safety_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/safety"
	"nightdesk/bot/text"
)

// What is built in is held to what is asked of a clinic's own words.
func TestTheBuiltInRepliesHoldWhatTheyMust(t *testing.T) {
	names := safety.Names()
	if len(names) != 13 || names[0] != "overdose_now" || !slices.Contains(names, "suicide_risk_someone_else_discreet") {
		t.Errorf("the names are %q", names)
	}
	for _, name := range names {
		for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
			s := safety.BuiltIn(name, lang)
			if lacks := safety.Require(name, s, lang); len(lacks) > 0 {
				t.Errorf("%s: %q: %+v", name, s, lacks)
			}
			if strings.HasSuffix(name, "_discreet") {
				neutral(t, name, s)
			}
		}
	}
}

// Without any one of its sentences a reply is refused, or says as much as before.
func TestEveryLockedElementIsMissed(t *testing.T) {
	spare := []string{"This may need care right now", "Esto puede necesitar", "We can help", "Luego le ayudamos", "In danger now", "En peligro ahora?",
		"Are you safe?", "Hay peligro?", "Please take some space first", "Por favor, tome distancia", "That sounds rough", "Eso suena", "Podemos ayudar",
		"An ER may", "Emergencias quiza", "En emergencias quiza", "You did the right thing", "Hizo bien", "Not breathing well?", "No respira bien?", "Breathing?", "Respira?",
		"After a break", "Tras una pausa"}
	for _, name := range safety.Names() {
		for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
			whole := safety.BuiltIn(name, lang)
			for sentence := range strings.FieldsFuncSeq(whole, func(r rune) bool { return strings.ContainsRune(".?", r) }) {
				sentence = strings.TrimSpace(sentence)
				without := strings.Replace(whole, sentence, "", 1)
				left := len(safety.Require(name, without, lang)) == 0
				free := slices.ContainsFunc(spare, func(p string) bool { return strings.Contains(sentence+"?", strings.TrimPrefix(p, "¿")) })
				if left && !free {
					t.Errorf("%s: nobody misses %q", name, sentence)
				}
			}
		}
	}
}

func TestWhatNoCrisisReplyMaySay(t *testing.T) {
	for add, want := range map[string]string{
		"We called 911 for you.":       "help was called",
		"Help is coming.":              "help was called",
		"An ambulance is on the way.":  "help was called",
		"A nurse will call you.":       "a person answers",
		"You will be fine.":            "all will be well",
		"The law protects you.":        "law",
		"You won't be arrested.":       "law",
		"This text is confidential.":   "private",
		"Or text 911.":                 "911 can be texted",
		"Give 4 mg.":                   "amount",
		"See https://ats.example.":     "link",
		"Ask {role}.":                  "braces",
		"Hurry \u2014 go.":             "GSM-7",
		strings.Repeat("Please. ", 20): "two segments",
	} {
		lacks := safety.Require("medical_emergency", safety.BuiltIn("medical_emergency", bot.English)+" "+add, bot.English)
		// A character outside the plain alphabet makes a text longer, too.
		if len(lacks) != 1 && want != "GSM-7" || len(lacks) == 0 || !strings.Contains(lacks[0].What, want) {
			t.Errorf("%q: %+v, want one about %q", add, lacks, want)
		}
	}
	for add, want := range map[string]string{"Ya llamamos al 911.": "help was called", "Le llamaremos.": "a person", "La ley lo protege.": "law", "Va a estar bien.": "well",
		"Esto es confidencial.": "private", "Escriba al 911.": "texted"} {
		lacks := safety.Require("medical_emergency", safety.BuiltIn("medical_emergency", bot.Spanish)+" "+add, bot.Spanish)
		if len(lacks) != 1 || !strings.Contains(lacks[0].What, want) {
			t.Errorf("%q: %+v, want one about %q", add, lacks, want)
		}
	}
}

func TestWordsThatAreTakenBack(t *testing.T) {
	for s, bad := range map[string]bool{
		"You do not have to call 911.": true, "Never call 911.": true, "No need to call 911.": true, "Don't call 911!": true,
		"Don't wait, call 911.": false, "If not, call 911.": false, "Not awake? Call 911.": false,
	} {
		lacks := safety.Require("medical_emergency", s+" This is automated. We're alerting our team. The nearest ER helps. Don't drive.", bot.English)
		if got := len(lacks) > 0; got != bad {
			t.Errorf("%q: %+v", s, lacks)
		}
	}
	es := "No llame al 911. Mensaje automatico. Avisamos al equipo. O vaya a emergencias. No maneje."
	if lacks := safety.Require("medical_emergency", es, bot.Spanish); len(lacks) != 1 {
		t.Errorf("%q: %+v", es, lacks)
	}
}

func TestAnOverdoseReplyBeginsWith911(t *testing.T) {
	s := strings.Replace(safety.BuiltIn("overdose_now", bot.English), "CALL 911 NOW. ", "", 1) + " Call 911."
	if lacks := safety.Require("overdose_now", s, bot.English); len(lacks) != 1 || !strings.Contains(lacks[0].What, "before anything") {
		t.Errorf("%+v", lacks)
	}
}

func TestTheThreatHearsOfNoHotlineForVictims(t *testing.T) {
	s := safety.BuiltIn("danger_from_others_threat", bot.English) + " 800-799-7233."
	if lacks := safety.Require("danger_from_others_threat", s, bot.English); len(lacks) != 1 {
		t.Errorf("%+v", lacks)
	}
}

func TestNamesThatNoReplyHas(t *testing.T) {
	for _, name := range []string{"", "none", "overdose_now_discreet", "danger_from_others_discreet", "withdrawal_threat", "_discreet"} {
		if len(safety.Require(name, "x", bot.English)) == 0 || safety.BuiltIn(name, bot.English) != "" {
			t.Errorf("%q is taken for a reply", name)
		}
	}
	if len(safety.Require("overdose_now", safety.BuiltIn("overdose_now", bot.English), "tl")) == 0 {
		t.Error("a language without a screen is taken")
	}
}

func TestMended(t *testing.T) {
	if got := safety.Mended("medical_emergency", " ", bot.English); got != safety.BuiltIn("medical_emergency", bot.English) {
		t.Errorf("nothing becomes %q", got)
	}
	mended := safety.Mended("suicide_risk", "I'm glad you told us here at the desk. Call or text 988. Call 911 in danger.", bot.English)
	if !strings.HasPrefix(mended, "I'm glad you told us here") || len(safety.Require("suicide_risk", mended, bot.English)) > 0 {
		t.Errorf("%q", mended)
	}
	for _, s := range []string{"Soon better.", "", "We called 911."} {
		if got := safety.Mended("overdose_now", s, bot.English); got != safety.BuiltIn("overdose_now", bot.English) {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

const ownWords = "I'm glad you told us. This is automated. Call 911 if in danger. Call or text 988 any time, or Careline 877-266-4357. Go away from pills, be near someone. We're alerting our team."

func TestAClinicsOwnWords(t *testing.T) {
	f := safety.Finding{Label: safety.SuicideRisk, Strength: safety.Act, Next: safety.None}
	shared := strings.Replace(ownWords, "pills", "what could hurt", 1)
	for name, c := range map[string]struct {
		own      safety.Own
		discreet bool
		want     string
	}{
		"said":                         {safety.Own{"suicide_risk": {bot.English: ownWords}}, false, ownWords},
		"too telling for a shared one": {safety.Own{"suicide_risk": {bot.English: ownWords}}, true, safety.BuiltIn("suicide_risk_discreet", bot.English)},
		"neutral for both":             {safety.Own{"suicide_risk": {bot.English: shared}}, true, shared},
		"one of its own":               {safety.Own{"suicide_risk": {bot.English: ownWords}, "suicide_risk_discreet": {bot.English: shared}}, true, shared},
		"lacking":                      {safety.Own{"suicide_risk": {bot.English: "Call 988."}}, false, safety.BuiltIn("suicide_risk", bot.English)},
		"empty":                        {safety.Own{"suicide_risk": {bot.English: ""}}, false, safety.BuiltIn("suicide_risk", bot.English)},
		"of another danger":            {safety.Own{"overdose_now": {bot.English: ownWords}}, false, safety.BuiltIn("suicide_risk", bot.English)},
		"of another language":          {safety.Own{"suicide_risk": {bot.Spanish: ownWords}}, false, safety.BuiltIn("suicide_risk", bot.English)},
	} {
		if got := safety.Reply(f, safety.Manner{Lang: bot.English, Discreet: c.discreet, Own: c.own}); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Whatever a clinic writes, what is said holds what it must.
func TestWhateverIsWrittenOnlyWhatHoldsIsSaid(t *testing.T) {
	var pieces []string
	for _, name := range safety.Names() {
		for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
			for sentence := range strings.SplitAfterSeq(safety.BuiltIn(name, lang), ". ") {
				pieces = append(pieces, sentence)
			}
		}
	}
	pieces = append(pieces, "Do not ", "never ", "We called. ", "{name} ", "Á", "pills ", "\n", strings.Repeat("please ", 30))
	labels := []safety.Label{safety.OverdoseNow, safety.MedicalEmergency, safety.SuicideRisk, safety.DangerFromOthers, safety.Withdrawal}
	rapid.Check(t, func(t *rapid.T) {
		own := safety.Own{}
		for _, name := range safety.Names() {
			own[name] = bot.Text{}
			for _, lang := range []bot.Lang{bot.English, bot.Spanish} {
				var b strings.Builder
				if rapid.Bool().Draw(t, "begins well") {
					b.WriteString(safety.BuiltIn(name, lang) + " ")
				}
				for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 3).Draw(t, "pieces") {
					b.WriteString(p)
				}
				own[name][lang] = b.String()
			}
		}
		f := safety.Finding{Label: rapid.SampledFrom(labels).Draw(t, "label"), Strength: safety.Act, Next: safety.None,
			Tags: []string{rapid.SampledFrom([]string{safety.TagThirdParty, safety.TagThreat, safety.TagPregnancy}).Draw(t, "tag")}}
		m := safety.Manner{Lang: rapid.SampledFrom([]bot.Lang{bot.English, bot.Spanish}).Draw(t, "lang"), Discreet: rapid.Bool().Draw(t, "discreet"), Own: own}
		name := string(f.Label)
		switch {
		case f.Label == safety.SuicideRisk && f.Tagged(safety.TagThirdParty):
			name += "_someone_else"
		case f.Label == safety.DangerFromOthers && f.Tagged(safety.TagThreat):
			name += "_threat"
		case f.Label == safety.Withdrawal && f.Tagged(safety.TagPregnancy):
			name += "_pregnancy"
		}
		if m.Discreet && f.Label != safety.OverdoseNow && f.Label != safety.DangerFromOthers {
			name += "_discreet"
		}
		said := strings.TrimSuffix(safety.Reply(f, m), " You alone? Call, unlock the door.")
		if lacks := safety.Require(name, said, m.Lang); len(lacks) > 0 {
			t.Fatalf("%s: %q: %+v", name, said, lacks)
		}
	})
}

// A second danger is answered, whatever room the clinic's words leave.
func TestAClinicsOwnWordsAndASecondDanger(t *testing.T) {
	long := ownWords + strings.Repeat(" Please stay.", 9)
	if _, n := text.Segments(long); n != 2 || len(safety.Require("suicide_risk", long, bot.English)) > 0 {
		t.Fatalf("%d segments, %+v", n, safety.Require("suicide_risk", long, bot.English))
	}
	f := safety.Finding{Label: safety.SuicideRisk, Strength: safety.Act, Next: safety.DangerFromOthers}
	for _, own := range []string{ownWords, long} {
		got := safety.Reply(f, safety.Manner{Lang: bot.English, Own: safety.Own{"suicide_risk": {bot.English: own}}})
		if !strings.Contains(got, "800-799-7233") || strings.Contains(got, "Careline") != (own == ownWords) {
			t.Errorf("%q", got)
		}
		sendable(t, "both", got)
	}
}
