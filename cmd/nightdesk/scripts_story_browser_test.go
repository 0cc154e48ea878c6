package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"nightdesk/bot"
)

const pat = "+19075550143"

// withTalks is a story whose live release has a few test talks only, as a clinic may:
// all of the delivered ones are played in other tests.
func withTalks(t *testing.T, keep ...string) *story {
	t.Helper()
	s := staffed(t)
	x, f := s.liveFiles()
	f = f.Clone()
	maps.DeleteFunc(f.Talks, func(name, _ string) bool { return !slices.Contains(keep, name) })
	if len(f.Talks) != len(keep) {
		t.Fatalf("the talks are %v, want %v", slices.Collect(maps.Keys(f.Talks)), keep)
	}
	s.publishes(bot.PublishOrder{By: "ana", Note: "few talks", Files: f, Based: x.Number})
	s.program.trials.longest = patience // a talk on the page's phone takes what the machine needs
	return s
}

// upToWho says hi on a phone, and answers until it is asked whom it is for.
func (s *story) upToWho(number string) (greeting, who string) {
	greeting = s.says(number, "hi")
	s.says(number, "1")
	s.says(number, "yes")
	return greeting, s.says(number, "1")
}

// goesTo looks at another page of the console.
func (b *browser) goesTo(s *story, path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(s.public + path))
}

// sets puts a text in place of what is in a field.
func (b *browser) sets(selector, text string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const f = document.querySelector(%q); f.focus(); f.select(); })()`, selector)))
	b.keys(text)
}

// texts sends a text on the phone beside the script, and waits for what comes.
func (b *browser) texts(body, answer string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS("#ph-say"), body), chromedp.KeyEvent(kb.Enter))
	b.waitFor(".ph-talk li:last-child", answer)
}

// presses clicks one of the phone's buttons, in one step: the phone is drawn anew each time.
func (b *browser) presses(do string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector("#phone-body button[value='%s']").click()`, do)))
}

// An administrator who does not program changes a greeting, adds a question, tries both on
// the phone, says of the test talks that they meant it, publishes, and takes it back. Who
// is in the middle of a conversation finishes as they began.
func TestAChangeFromTheFirstWordToItsUndoing(t *testing.T) {
	t.Parallel()
	s := withTalks(t, "adult_unclear.talk", "adult_unclear_es.talk")
	_, asked := s.upToWho(sam)
	b := openConsole(t, s, "ana/script_admin", "/console/scripts")
	b.waitFor(".sc-row:has(a[href$='/intake.flow']) .sc-state", "the first text of everybody new")
	b.follow(".sc-row a[href$='/intake.flow']")
	b.follow(".ed-head a[href*='/wording/']")
	b.follow("main li a")
	b.sets("#w-en", "Good day, this is {clinic short name}, an automated line. Not for emergencies: call 911. Crisis: call or text 988. Reply 1 to go on, 2 for a call, 9 Espanol. STOP to end.")
	b.waitFor("#measured", "154 of 160")
	b.sets("#w-es", "Buen dia, es {clinic short name}, linea automatica. Emergencia: llame al 911. Crisis: llame o escriba al 988. Responda 1 seguir, 2 llamada, 9 English. STOP: no mas textos.")
	b.follow("#wording .primary")
	b.calm()

	b.follow(".ed-head a[href*='/question/']")
	b.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("after").value = "who"`))
	for field, words := range map[string]string{"ask-en": "How did you hear of us?", "ask-es": "¿Como supo de nosotros?",
		"a-1-en": "a friend", "a-1-es": "un amigo", "a-2-en": "the internet", "a-2-es": "internet", "a-3-en": "at work", "a-3-es": "en mi trabajo"} {
		b.fills("#"+field, words)
	}
	b.follow(".sc-question .primary")
	b.calm()
	b.triesOnThePhone()

	b.follow("#phone-body button[data-whole]")
	b.waitFor("#flashes", "Saved as the test")
	answered := false
	for played := 0; ; played++ { // a text that changed may hide another
		if played == 0 { // from then on they are played again by themselves
			b.follow("[data-run-form] button")
		}
		b.waitUpTo(4*pageTime, `!document.querySelector("[data-run]") && /All tests go as expected|to decide/.test(document.querySelector("#run")?.textContent)`)
		if strings.Contains(b.words("#run"), "All tests go as expected") {
			break
		}
		if played > 3 {
			t.Fatalf("what was meant is not taken: %s", b.words("#tests-body"))
		}
		if strings.Contains(b.words("#tests-body"), "new question did_hear is asked in") {
			b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".te-answer [value='2']").checked = true`))
			b.follow(".te-answer [value=preview]")
			b.waitFor(".te-example", "the internet")
			b.do(chromedp.Evaluate[chromedp.Void](`addEventListener("pagehide", () => sessionStorage.setItem("sign", document.querySelector(".te-answer .te-busy").textContent + document.querySelector(".te-answer .primary").disabled))`))
			b.follow(".te-answer .primary")
			b.waitFor("#flashes", "The question is answered in 2 tests")
			b.waitUpTo(pageTime, `sessionStorage.getItem("sign") === "Working…true"`)
			answered = true
			continue
		}
		b.follow(`#tests-body .te-shared form[action$="/tests/update"] button, #tests-body .te-differ form[action$="/tests/update"] button`)
		b.waitFor("#flashes", "what really comes")
	}

	if !answered {
		t.Error("no test stopped at the new question")
	}

	b.goesTo(s, "/console/scripts/changes")
	b.waitFor("main", "Good day,")
	if got := b.words("main"); !strings.Contains(got, "The step did_hear of intake is new") || strings.Contains(got, "people in danger") {
		t.Errorf("the changes read %s", got)
	}
	b.follow("main .primary")
	b.waitFor("main", "finish on the old version")
	if said := b.words("main"); strings.Contains(said, "in the middle of a conversation now") {
		t.Errorf("the page tells of the one person who is in the middle of a conversation: %s", said)
	}
	b.fills("#note", "A warmer greeting")
	before, _ := s.liveFiles()
	b.orders("[data-publish] button.primary", fmt.Sprintf("Release %d is live", before.Number+1))
	if d, err := s.store.Draft(t.Context(), "ana"); err != nil || !d.IsEmpty() {
		t.Errorf("what was published is still a draft: %v, %v", d, err)
	}

	if got := s.says(sam, "1"); !strings.Contains(got, "18 or older") {
		t.Errorf("after %q sam is told %q", asked, got)
	}
	greeting, _ := s.upToWho(pat)
	if heard := s.says(pat, "1"); !strings.Contains(greeting, "Good day, this is") || !strings.Contains(heard, "How did you hear of us? 1 a friend 2 the internet 3 at work") {
		t.Errorf("somebody new is told %q and asked %q", greeting, heard)
	}

	b.goesTo(s, "/console/scripts/history")
	b.waitFor("main", "A warmer greeting")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("main details").open = true`))
	b.follow("main details button.primary")
	b.waitFor("#flashes", fmt.Sprintf("Release %d is live", before.Number+2))
	if got := s.says("+19075550144", "hi"); !strings.HasPrefix(got, "Hi, this is") {
		t.Errorf("after the undoing somebody new is told %q", got)
	}
}

// orders clicks twice, as an impatient hand does, on what plays all test talks, and waits
// until the next page says some words. The talks leave half of a processor to others, so
// that takes as long as it takes.
func (b *browser) orders(selector, say string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const x = document.querySelector(%q); x.click(); x.click(); })()`, selector)))
	b.waitUpTo(6*pageTime, fmt.Sprintf(`document.querySelector("#flashes")?.innerText.includes(%q)`, say))
}

// triesOnThePhone talks to the draft beside the script: the words as they are typed, the
// clock, nobody on call, what staff get; and fills in how to keep it as a test.
func (b *browser) triesOnThePhone() {
	b.t.Helper()
	b.tap("a[href='#phone']")
	b.texts("hi", "Good day, this is")
	b.texts("1", "OK to text here?")
	b.texts("yes", "Is this phone only yours?")
	b.texts("1", "Who would the visit be for?")
	b.texts("1", "How did you hear of us? 1 a friend")
	b.waitFor(".ph-stand", "did_hear")
	b.wait(`document.querySelector(".flow-step.is-waiting")?.textContent.includes("did_hear")`)
	for range 2 { // whatever the hour is: nudges wait for the morning
		was := b.words(".ph-title .small")
		b.presses("morning")
		b.wait(fmt.Sprintf(`document.querySelector(".ph-title .small").innerText !== %q`, was))
	}
	b.waitFor(".ph-talk", "still there?")
	b.presses("world:nobody")
	b.wait(`document.querySelector("button[value='world:nobody']").getAttribute("aria-pressed") === "true"`)
	b.do(chromedp.SendKeys(chromedp.CSS("#ph-say"), "I want to talk to a real person"), chromedp.KeyEvent(kb.Enter))
	b.waitFor(".ph-notes .ph-note", "level 2")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#ph-name").closest("details").open = true`))
	b.fills("#ph-name", "heard of us")
	b.fills("#ph-about", "Somebody says how they heard of us.")
}

// Words for danger go live when a second person agrees, and not when their author would.
func TestWordsForDangerTakeTwoPeople(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	s.rewritesAs(t, "ana", "danger.flow", func(src string) string {
		return src + "\nsuicide_risk\n  en  I'm so glad you told me. This is an automated line. In danger now? Call 911. To talk with a person any time, call or text 988. Please move away from pills or weapons and be near someone. We're alerting our team.\n  es  Gracias por contarlo. Es una linea automatica. ¿En peligro ahora? Llame al 911. Para hablar con alguien a toda hora, llame al 988 y oprima 2, o mande AYUDA al 988. Por favor, lejos de pastillas o armas, y cerca de alguien. Avisamos al equipo.\n"
	})
	before, _ := s.liveFiles()
	b := openConsole(t, s, "ana/script_admin", "/console/scripts/changes")
	b.waitFor("main", "A second person must agree to")
	b.follow("main .primary")
	b.fills("#note", "Kinder words")
	b.orders("[data-publish] button.primary", "waits for a second person")
	if now, _ := s.liveFiles(); now.Number != before.Number {
		t.Fatal("it is live without anybody else")
	}
	own := eval[string](b, "location.pathname")
	if eval[bool](b, `!!document.querySelector("form[action$='/agree']")`) {
		t.Error("its author may agree")
	}
	if got := s.goes("ana/script_admin", http.MethodPost, own+"/agree", nil); got.Status == http.StatusSeeOther {
		t.Errorf("its author agreed: %s", got.Head.Get("Location"))
	}
	b.as("cy/medical_director")
	b.goesTo(s, "/console/scripts")
	b.follow(".sc-live a.badge")
	b.waitFor("main", "I'm so glad you told me")
	b.orders("form[action$='/agree'] button", fmt.Sprintf("Release %d is live", before.Number+1))
	if got := s.says(sam, "i want to kill myself"); !strings.Contains(got, "I'm so glad you told me") {
		t.Errorf("somebody in danger gets %q", got)
	}
}
