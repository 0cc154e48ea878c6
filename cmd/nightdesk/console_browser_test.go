package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// openConsole looks at the console of a story in a real browser, signed in as
// somebody. At the end nothing may have gone wrong in the page, the content policy
// may have refused nothing, and nobody else may have been asked for anything.
func openConsole(t *testing.T, s *story, as, path string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"))
	allocator, end := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(end)
	return openTab(t, s, allocator, as, path)
}

// besides is another person at another browser: a context of the same process that shares
// no cookie with the first.
func (b *browser) besides(s *story, as, path string) *browser {
	b.t.Helper()
	return openTab(b.t, s, b.ctx, as, path, chromedp.WithNewBrowserContext())
}

func openTab(t *testing.T, s *story, within context.Context, as, path string, options ...chromedp.ContextOption) *browser {
	t.Helper()
	b := &browser{t: t}
	var end context.CancelFunc
	b.ctx, end = chromedp.NewContext(within, options...)
	t.Cleanup(end)
	host := strings.TrimPrefix(s.public, "http://")
	if err := chromedp.Listen(b.ctx, func(event any) { b.note(host, event) }); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"As": as}})
		return err
	}), chromedp.Navigate(s.public+path))
	t.Cleanup(func() {
		if err := chromedp.Cancel(b.ctx); err != nil {
			t.Error(err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, ill := range b.ills {
			t.Error(ill)
		}
	})
	return b
}

func TestTheQueueKeepsItselfUpToDateAndTheFocusWhereItIs(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	b := openConsole(t, s, "ana/counselor", "/console/")
	b.wait(`document.body.innerText.includes("Nobody is waiting")`)
	b.wait(`document.querySelector("[data-live-state]").textContent === "Up to date"`)
	s.says(sam, "I want to talk to a real person please")
	first := s.theCase().Case.Code
	b.wait(`document.getElementById("take-` + first + `")`)
	b.do(chromedp.Focus(chromedp.CSS("#take-" + first)))
	s.says("+19075550142", "i want to talk to a person")
	b.wait(`document.querySelectorAll(".cases tbody tr").length === 2`)
	b.wait(`document.activeElement.id === "take-` + first + `"`)
	b.wait(`document.getElementById("announce").textContent.includes("2 cases waiting")`)
	b.follow("#take-" + first)
	b.wait(`document.body.innerText.includes("You answer")`)
	if got := s.countOwned("ana"); got != 1 {
		t.Errorf("ana has %d cases", got)
	}
}

// follow clicks on what leads to another page, and waits until that is there. It clicks in
// one step: what keeps itself up to date may be replaced between finding and clicking.
func (b *browser) follow(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageTime)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.Evaluate[any](fmt.Sprintf("document.querySelector(%q).click()", selector)))); err != nil {
		b.t.Fatalf("follow %s: %v", selector, err)
	}
}

// countOwned is how many open cases somebody has.
func (s *story) countOwned(by string) (n int) {
	s.t.Helper()
	open, err := s.store.OpenCases(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, w := range open {
		if w.Case.Owner == by {
			n++
		}
	}
	return n
}

func TestAReplyIsWrittenWhileTheTalkGoesOn(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	s.says(sam, "I want to talk to a real person please")
	b := openConsole(t, s, "ana/counselor", "/console/case/"+s.theCase().Case.Code)
	b.follow("#act-take")
	b.wait(`document.querySelector(".voice-you")`)
	b.do(chromedp.SendKeys(chromedp.CSS("#words"), "Hi, this is Ana"))
	b.wait(`document.getElementById("parts").textContent === "15 characters, 1 text"`)
	s.says(sam, "are you still there then")
	b.wait(`document.getElementById("case-thread").innerText.includes("are you still there then")`)
	b.wait(`document.getElementById("words").value === "Hi, this is Ana" && document.activeElement.id === "words"`)
	b.do(chromedp.SendKeys(chromedp.CSS("#words"), " 😀"))
	b.wait(`document.getElementById("parts").textContent.includes("makes it longer")`)
	b.do(chromedp.Click(chromedp.CSS(`button[data-fill]`)))
	b.wait(`document.getElementById("words").value.startsWith("Thanks for your text")`)
	b.follow(`#reply .primary`)
	s.hearsOf(sam, "Thanks for your text")
	b.wait(`document.body.innerText.includes("Your words are on the way")`)
}
