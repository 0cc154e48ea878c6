package main

import (
	"fmt"
	"strings"
	"testing"

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
	s := staffed(t)
	b := openEditor(t, s, "call.flow")
	as := b.script()

	// A step of another name: the button mends the line, and undo takes the mend back.
	b.cursor("if nocall then off")
	b.keys("f")
	b.marked("error", `no step "offf"`)
	b.tap("#dock .ed-fix")
	b.calm()
	if b.script() != as {
		t.Errorf("the mended line made\n%s", b.script())
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.execCommand("undo")`))
	b.marked("error", `no step "offf"`)
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
	b.tap("#dock .ed-fix")
	b.calm()

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
	b.do(chromedp.SendKeys(chromedp.CSS("#because"), "it stands so on our door"), chromedp.KeyEvent(kb.Enter))
	b.wait(`document.getElementById("script").value.includes("# accept ucs-2: it stands so on our door\n")`)
	b.waitFor("#problems", "Accepted")

	// All of it is in the draft, and nothing of it is live.
	b.waitFor("#kept", "Saved in your draft")
	d, err := s.store.Draft(t.Context(), "ana")
	if err != nil || !strings.Contains(d.Changed["call.flow"], "# accept ucs-2") {
		t.Errorf("the draft is %v, %v", d.Changed, err)
	}
}
