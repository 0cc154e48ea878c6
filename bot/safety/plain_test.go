package safety_test

import (
	"strings"
	"testing"

	"nightdesk/bot/safety"
)

func TestAPlainNoIsANo(t *testing.T) {
	for _, s := range []string{
		"2", "2.", "#2", "two", "no", "No.", "NO!", "nope", "nah", "naw", "n", "no no", "2 no", "no thanks", "no thank you", "thanks, no", "no sorry",
		"no lol", "not at all", "none", "none of that", "nothing like that", "no im ok", "no I’m ok", "im ok", "im fine", "no i'm fine thanks",
		"no im good", "no hes ok", "no, she is fine", "no we are ok", "no i dont", "no im not", "no i didnt", "no its ok", "no 👍", "no im ok now",
		"im not in danger", "no no one is hurt", "no just dope sick", "no, im just dope sick",
		"dos", "no gracias", "no, gracias", "nel", "para nada", "no, estoy bien", "No. Estoy bien", "estoy bien", "estoy bien gracias", "todo bien",
		"no, todo bien", "no hay peligro", "nadie esta herido", "no, solo malilla",
	} {
		if _, no := safety.Denies(s); !no {
			t.Errorf("Denies(%q) = %v", s, no)
		}
	}
}

func TestWhateverIsNoPlainNoIsAYes(t *testing.T) {
	for _, s := range []string{
		"", "1", "yes", "si", "1 no", "no 1", "2 pills", "2?", "no?",
		"no im not just dope sick", "no im not all good", "no one is here", "no one", "nobody", "nobody cares", "no one can help me", "no one is answering", "no please hurry", "no please", "please no", "no please help",
		"no its getting worse", "im not ok", "not ok", "no im not ok", "no just very sleepy", "no just tired", "no but soon", "no but i want to",
		"not yet", "no not yet", "no im alone", "nope cant tell", "not good", "no good", "no point", "no use", "no more", "no more pain soon", "no way out",
		"never felt this bad", "not feeling good", "i dont feel good", "no i dont feel good", "no he left me", "no he left", "no he wont wake up", "nah but hes purple",
		"not breathing right", "not really", "kind of", "not sure", "idk", "i dont know", "no idea", "no clue", "nothing", "not anymore", "maybe", "oh no", "no 😢", "no 💊",
		"no im ok just tired of it all", "no im ok but he isnt", "ok", "its ok", "thanks", "sorry", "what", "espanol", "wrong number", "leave me alone", "no leave me alone", "no stop",
		"no puedo mas", "no aguanto", "no me siento bien", "no estoy bien", "no estamos bien", "no todo bien", "no me dejes", "no hay nadie", "no contesta", "no bueno",
		"no se", "no lo se", "no entiendo", "nunca", "no puedo despertarlo", "todavia no", "no i cant make it", "no i wont make it", "no my appointment wont help", "no i meant it", "no puedo ir a la cita", "no quiero hablar con nadie", "no quiero hablar con alguien", "ya no",
	} {
		if _, no := safety.Denies(s); no {
			t.Errorf("Denies(%q) = %v", s, no)
		}
	}
}

func TestWhatElseADenialSays(t *testing.T) {
	for s, want := range map[string]string{
		"no":                                "",
		"no i want to talk to a person":     "i want to talk to a person",
		"no, can i talk to someone?":        "",
		"no. i need to speak with a nurse":  "i need to speak with a nurse",
		"no stop texting me":                "stop texting me",
		"no, just dope sick":                "just dope sick",
		"no. call me. dont text me":         "call me dont text me",
		"nah please dont text me":           "please dont text me",
		"no, quiero hablar con una persona": "quiero hablar con una persona",
		"no, ya no me escriba":              "ya no me escriba",
		"no i meant my appointment":         "i meant my appointment",
		"no, I can't make it to my visit":   "i cant make it to my visit",
		"nah i just cant come tuesday":      "i just cant come tuesday",
		"no lol the appt":                   "the appt",
		"no, hablaba de mi cita":            "hablaba de mi cita",
		"no, no puedo ir a la cita":         "no puedo ir a la cita",
	} {
		rest, no := safety.Denies(s)
		if rest != want || no == strings.Contains(s, "?") {
			t.Errorf("Denies(%q) = %q, %v", s, rest, no)
		}
	}
	if _, no := safety.Denies("i want to talk to a person"); no {
		t.Error("a wish alone is no answer")
	}
}

func TestAPlainYes(t *testing.T) {
	for s, want := range map[string]bool{"1": true, "yes": true, "Yes, thanks": true, "si": true, "si, gracias": true, "its safe for now": true,
		"yes he is here": false, "yes please help": false, "1 2": false, "no": false, "2": false, "": false, "yes?": false} {
		if got := safety.Affirms(s); got != want {
			t.Errorf("Affirms(%q) = %v", s, got)
		}
	}
}
