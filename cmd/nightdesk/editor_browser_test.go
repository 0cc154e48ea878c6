package main

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// openEditor opens a script of a story in a real browser, as who edits scripts.
func openEditor(t *testing.T, s *story, file string) *browser {
	t.Helper()
	b := openConsole(t, s, "ana/script_admin", "/console/scripts/edit/"+file)
	b.wait(`document.querySelector("#dock")?.innerText.includes("Nothing to mend")`)
	return b
}

// cursor puts the cursor of the editor behind the first place of a text.
func (b *browser) cursor(behind string) {
	b.t.Helper()
	if !eval[bool](b, fmt.Sprintf(`(() => { const a = document.getElementById("script"), i = a.value.indexOf(%q), at = i + %[1]q.length; a.focus(); a.setSelectionRange(at, at); return i >= 0; })()`, behind)) {
		b.t.Fatalf("%q does not stand in the script", behind)
	}
}

// rubs takes away as many characters before the cursor.
func (b *browser) rubs(n int) {
	b.t.Helper()
	for range n {
		b.do(chromedp.KeyEvent(kb.Backspace))
	}
}

// keys types as a keyboard does.
func (b *browser) keys(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
}

// cursorLine is the number of the line of the cursor.
func (b *browser) cursorLine() int {
	return eval[int](b, `(() => { const a = document.getElementById("script"); return a.value.slice(0, a.selectionStart).split("\n").length; })()`)
}

// marked waits until the line of the cursor is marked, with a message that says so.
func (b *browser) marked(as, words string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`document.querySelectorAll(".ed-line")[%d]?.classList.contains("is-%s")`, b.cursorLine()-1, as))
	b.waitFor("#dock", words)
}

// script is what the field holds.
func (b *browser) script() string { return eval[string](b, `document.getElementById("script").value`) }

func (b *browser) calm() {
	b.t.Helper()
	b.waitFor("#dock", "Nothing to mend")
}

// Five mistakes as people make them are marked at their lines while they are typed, each
// says what is wrong, and each is mended: by a button, by undo, or with a reason.
func TestMistakesAreSeenAndMendedAtTheirLine(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	b := openEditor(t, s, "call.flow")
	as := b.script()

	// A step of another name: the button mends the line, and undo takes the mend back.
	b.cursor("if nocall then off")
	b.keys("f")
	b.marked("error", `no step called "offf"`)
	b.tap("#dock .ed-fix")
	b.calm()
	if b.script() != as {
		t.Errorf("the mended line made\n%s", b.script())
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.execCommand("undo")`))
	b.marked("error", `no step called "offf"`)
	b.tap("#dock .ed-fix")
	b.calm()

	// A verb with a slip of the fingers.
	b.cursor("  keep")
	b.rubs(3)
	b.keys("epe")
	b.marked("error", `"kepe"`)
	b.rubs(3)
	b.keys("eep")
	b.calm()

	// A small word left out.
	b.cursor("keep as ")
	b.rubs(3)
	b.marked("error", `"as"`)
	// Whoever typed since it was looked at mends the line where it is now.
	b.do(chromedp.Evaluate[chromedp.Void](`(() => {
		const a = document.getElementById("script");
		a.setRangeText("# A note.\n", 0, 0, "preserve");
		a.dispatchEvent(new Event("input"));
		document.querySelector("#dock .ed-fix").click();
	})()`))
	b.calm()
	if got := b.script(); got != "# A note.\n"+as {
		t.Errorf("the line that moved was mended to\n%s", got)
	}

	// A wording in one language alone.
	b.cursor("then end\n")
	b.keys("\nstep extra\n")
	b.keys("say en  See you.")
	b.waitFor("#dock", "Spanish")
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const a = document.getElementById("script"); a.focus(); a.select(); document.execCommand("insertText", false, %q); })()`, as)))
	b.calm()

	// A letter that costs: it may stay with a reason, which stands in the script.
	b.cursor("  say en  ")
	b.keys("“")
	b.marked("warning", "“")
	b.tap("#dock summary")
	b.do(chromedp.SendKeys(chromedp.CSS("#because"), "it stands so on our door"), chromedp.KeyEvent(kb.Enter))
	b.wait(`document.getElementById("script").value.includes("# accept ucs-2: it stands so on our door\n")`)
	b.waitFor("#problems", "Accepted")

	// All of it is in the draft, and nothing of it is live.
	for deadline := time.Now().Add(pageTime); ; { // the page may still say so of what was saved before
		b.waitFor("#kept", "Saved in your draft")
		d, err := s.store.Draft(t.Context(), "ana")
		if err == nil && strings.Contains(d.Changed["call.flow"], "# accept ucs-2") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the draft is %v, %v", d.Changed, err)
		}
	}
}

// Two windows with the same script lose nothing: the second is shown both texts, and what
// it chooses goes on. Another script of the same draft is in nobody's way.
func TestTwoWindowsWithOneScriptLoseNothing(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	b := openEditor(t, s, "call.flow")
	here := b.script()
	elsewhere := strings.Replace(here, "OK, thank you.", "Thanks.", 1)
	s.rewrites(t, "home.flow", func(src string) string { return src + "# a remark\n" })
	s.rewrites(t, "call.flow", func(string) string { return elsewhere })

	b.cursor("Someone wants a call")
	b.keys(" please")
	b.wait(`!document.getElementById("meeting").hidden`)
	b.waitFor("#kept", "changed in another window")
	if got := eval[string](b, `document.getElementById("theirs").value`); got != elsewhere {
		t.Errorf("the other window's text is shown as\n%s", got)
	}
	b.tap("#take-mine")
	b.waitFor("#kept", "Saved in your draft")
	mine := strings.Replace(here, "Someone wants a call", "Someone wants a call please", 1)
	d, err := s.store.Draft(t.Context(), "ana")
	if err != nil || d.Changed["call.flow"] != mine || !strings.HasSuffix(d.Changed["home.flow"], "# a remark\n") {
		t.Errorf("the draft is %v, %v", d.Changed, err)
	}
	if got := eval[string](b, `document.getElementById("theirs").value`); got != elsewhere {
		t.Errorf("what was given up can't be copied any more: %q", got)
	}
	b.refused(http.StatusConflict)
}

// rewrites changes a script in the draft of ana, as her second window.
func (s *story) rewrites(t *testing.T, file string, change func(string) string) {
	t.Helper()
	s.rewritesAs(t, "ana", file, change)
}

// rewritesAs changes a script in somebody's draft, by the editor's form.
func (s *story) rewritesAs(t *testing.T, who, file string, change func(string) string) {
	t.Helper()
	page := s.goes(who+"/script_admin", http.MethodGet, "/console/scripts/edit/"+file, nil)
	f := page.fields(t, "/console/scripts/edit/"+file)
	_, text, _ := strings.Cut(page.Body, `<textarea id="script"`)
	_, text, _ = strings.Cut(text, ">\n")
	text, _, _ = strings.Cut(text, "</textarea>")
	f.Set("text", change(html.UnescapeString(text)))
	if got := s.goes(who+"/script_admin", http.MethodPost, "/console/scripts/edit/"+file, f); got.Status != http.StatusSeeOther {
		t.Fatalf("saving %s: %d", file, got.Status)
	}
}

// Whoever is signed out while typing keeps the words on the page, is told so, and saves
// them once signed in again.
func TestWhoIsSignedOutWhileTypingLosesNothing(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	b := openEditor(t, s, "call.flow")
	b.as("")
	b.cursor("Someone wants a call")
	b.keys(" soon")
	b.waitFor("#kept", "you are signed out")
	if !strings.Contains(b.script(), "Someone wants a call soon") {
		t.Error("the words are gone")
	}
	b.as("ana/script_admin")
	b.tap(".ed-bar [title='Ctrl+S']")
	b.waitFor("#kept", "Saved in your draft")
	b.wait(`document.getElementById("script").value.includes("call soon")`)
	b.do(chromedp.Navigate(s.public + "/console/scripts/edit/call.flow"))
	b.wait(`document.getElementById("script")?.value.includes("call soon")`)
	b.refused(http.StatusUnauthorized)
}

// refused forgets what the browser itself notes of answers that a test asked for.
func (b *browser) refused(status int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ills = slices.DeleteFunc(b.ills, func(ill string) bool { return strings.Contains(ill, fmt.Sprintf("status of %d", status)) })
}

// as has the browser sign in as somebody else; "" = nobody.
func (b *browser) as(who string) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		headers := network.Headers{}
		if who != "" {
			headers["As"] = who
		}
		_, err := cdp.Call(ctx, target, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: headers})
		return err
	}))
}

// A question with three choices in two languages is added with a form, without a word of
// the format; the words that may stand at a place are offered; a wording is changed with
// its length before one's eyes. All of it works and is still only a draft.
func TestAQuestionIsAddedWithoutKnowingTheFormat(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	b := openConsole(t, s, "ana/script_admin", "/console/scripts/question/call.flow")
	if !eval[bool](b, `(() => { scrollTo(0, 1e6); document.getElementById("ask-en").focus();
		return document.querySelector("label[for=ask-en]").getBoundingClientRect().top >= document.querySelector(".bar").getBoundingClientRect().bottom; })()`) {
		t.Error("the bar covers the label of the field that one is led to")
	}
	if now := eval[string](b, `document.getElementById("after").selectedOptions[0].textContent`); !strings.Contains(now, ": ") {
		t.Errorf("the likely place is %q, which does not tell what it says", now)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("after").value = "done"`))
	for field, words := range map[string]string{"ask-en": "When is it best to call?", "ask-es": "¿Cuando llamamos?",
		"a-1-en": "morning, early", "a-1-es": "mañana", "a-2-en": "noon", "a-2-es": "mediodia", "a-3-en": "evening", "a-3-es": "noche"} {
		b.fills("#"+field, words)
	}
	b.fills("#ask-en", " 1 morning 2 noon 3 evening") // as every other question reads
	b.waitFor("#preview", "When is it best to call? 1 morning 2 noon 3 evening")
	b.fills("#ask-es", " ó")
	b.waitFor("#preview", "Special letters")
	b.rubs(2)
	b.follow(".sc-question .primary")
	b.waitFor("#added", "Your question is in your draft. Nothing is left to mend here")
	// Whatever notice stands above, the field of the phone is in the window.
	b.wait(`(() => { const f = document.getElementById("ph-say").getBoundingClientRect(); return f.height > 0 && f.bottom <= innerHeight && document.documentElement.scrollHeight <= innerHeight; })()`)
	if wide := eval[int](b, `(() => { const a = document.getElementById("script"); return a.selectionEnd - a.selectionStart; })()`); wide != 0 {
		t.Errorf("%d letters are selected, which the next key would wipe", wide)
	}
	b.waitFor("#dock", "Nothing to mend")
	b.wait(`document.querySelector(".flow-step.is-here")?.textContent.includes("best_call")`)
	if !strings.Contains(b.script(), "    1 morning  en: morning, early  es: mañana\n    2 noon     en: noon  es: mediodia\n    3 evening  en: evening  es: noche\n  keep as best_call\n  then end\n") {
		t.Errorf("the script is\n%s", b.script())
	}

	b.cursor("keep as best_call\n  then end")
	b.rubs(3)
	b.do(chromedp.KeyEvent("o"))
	b.wait(`[...document.querySelectorAll("#suggest b")].some((el) => el.textContent === "off") && !document.getElementById("suggest").hidden`)
	// The list lies above all that stands below the text.
	b.wait(`(() => { const list = document.getElementById("suggest"), r = list.getBoundingClientRect(), seen = (y) => list.contains(document.elementFromPoint(r.left + 9, y));
		return r.top >= 0 && r.bottom <= innerHeight && seen(r.top + 3) && seen(r.bottom - 3); })()`)
	b.do(chromedp.KeyEvent(kb.Tab))
	b.wait(`document.getElementById("script").value.includes("keep as best_call\n  then off")`)

	// One click takes back one thing that a person did, as a word taken out and another put
	// in its place, says what, and does it again.
	b.cursor("title  Someone wants a call")
	b.rubs(4)
	b.keys("visit # soon")
	if got := eval[string](b, `(() => {
		const a = document.getElementById("script"), had = a.value.replace("visit # soon", "call"), out = [];
		const click = (id) => { document.getElementById(id).click(); out.push(a.value === had ? "had" : a.value.includes("a visit # soon") ? "visit" : a.value.includes("then end") ? "end" : a.value); };
		click("undo");
		out.push(document.getElementById("keys").textContent);
		click("redo"); click("undo"); click("undo"); click("redo");
		return out.join("|");
	})()`); got != "had|Undone: “call” instead of “visit # soon” in line 2|visit|had|end|had" {
		t.Errorf("taken back and again: %q", got)
	}
	b.waitFor("#kept", "Saved in your draft")

	b.do(chromedp.Navigate(s.public + "/console/scripts/wording/call.flow?text=step/call/done/say0"))
	b.wait(`document.getElementById("w-en")`)
	b.fills("#w-en", "😀")
	b.waitFor("#measured", "Special letters")
	b.rubs(1)
	b.keys("Good. ")
	b.follow("#wording .primary")
	b.wait(`document.getElementById("script")?.value.includes("say en  Good. OK, thank you.")`)
	if got, err := s.store.Draft(t.Context(), "ana"); err != nil || len(got.Changed) != 1 {
		t.Errorf("the draft is %v, %v", got.Changed, err)
	}
	b.goesTo(s, "/console/scripts/edit/call.flow?added=best_call")
	b.follow("#added button")
	b.waitFor("#flashes", "out of your draft again")
	if now := b.script(); strings.Contains(now, "best_call") || !strings.Contains(now, "  then off") {
		t.Errorf("with the question out again the script is\n%s", now)
	}
	b.leadsWhereAddressesSay(s)
	s.says(sam, "hi")
	s.hearsOf(sam, "Hi, this is")
}

// leadsWhereAddressesSay: a script opens at the beginning of its picture; at the line and
// the tab of the address, if that names them; and tabs follow the address.
func (b *browser) leadsWhereAddressesSay(s *story) {
	b.t.Helper()
	const intake = "/console/scripts/edit/intake.flow"
	inSight := func(what, box string) {
		b.t.Helper()
		b.wait(fmt.Sprintf(`(() => { const a = document.querySelector(%q)?.getBoundingClientRect(), b = document.querySelector(%q)?.getBoundingClientRect();
			return a && b && a.height > 0 && a.top >= b.top && a.bottom <= b.bottom && a.left >= b.left && a.right <= b.right; })()`, what, box))
	}
	tab := func(name string) {
		b.t.Helper()
		b.wait(fmt.Sprintf(`document.querySelector(".ed-tabs [aria-selected=true]")?.hash === "#%s" && !document.getElementById(%[1]q).hidden && document.querySelectorAll(".ed-panel:not([hidden])").length === 1`, name))
	}
	b.goesTo(s, intake)
	tab("picture")
	inSight(".flow-step[data-line='5']", ".flow-scroll") // "step begin", after a remark
	b.goesTo(s, intake+"?at=74#texts")
	tab("texts")
	if line := b.cursorLine(); line != 74 {
		b.t.Errorf("the cursor is in line %d", line)
	}
	b.wait(`document.querySelector(".ed-line.is-here")?.textContent.includes("Who would the visit be for?")`)
	inSight(".ed-line.is-here", ".ed-paper")
	inSight(".meter.is-here", "#texts")
	if high := eval[int](b, `document.documentElement.scrollHeight - innerHeight`); high > 300 {
		b.t.Errorf("below the page are %d lines of nothing", high)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`location.hash = "#picture"`))
	tab("picture")
	b.wait(`document.querySelector(".flow-step.is-here")?.textContent.includes("who")`)
	inSight(".flow-step.is-here", ".flow-scroll")
	b.do(chromedp.Evaluate[chromedp.Void](`location.hash = "#phone"`))
	tab("phone")
	inSight("#ph-say", "#phone")
}
