package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// pageTime bounds each wait for the page.
const pageTime = time.Minute

// browser is a real one, looking at a demo of its own.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu   sync.Mutex
	ills []string // errors on the console, requests to other hosts
}

// openPage starts a demo and looks at it. At the end of the test nothing may
// have gone wrong in the page, and it may have asked nobody else for anything.
func openPage(t *testing.T) (*browser, *demo) {
	t.Helper()
	d, at := openDemo(t)
	b := openBrowser(t, at)
	b.do(chromedp.Navigate(at + "/"))
	b.wait(`document.querySelector("#quick button")`)
	return b, d
}

// chromium is where a Chromium is: its shell without windows, if that is there, which has
// the same engine and takes half the time.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium-headless-shell", "chromium"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no chromium here (mend: make test installs it, or apt-get install chromium)")
	return ""
}

// openBrowser starts a browser for the pages at an address.
func openBrowser(t *testing.T, at string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1400, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"))
	allocator, end := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(end)
	b := &browser{t: t}
	b.ctx, end = chromedp.NewContext(allocator)
	t.Cleanup(end)
	host := strings.TrimPrefix(at, "http://")
	if err := chromedp.Listen(b.ctx, func(event any) { b.note(host, event) }); err != nil {
		t.Fatal(err)
	}
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

// note keeps what should not happen in a page.
func (b *browser) note(host string, event any) {
	ill := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		ill = fmt.Sprintf("exception: %+v", e.ExceptionDetails)
	case *runtime.EventConsoleAPICalled:
		ill = "on the console: " + string(e.Type)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning { // the others are hints
			ill = "in the browser's log: " + e.Entry.Text
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Host != host && u.Scheme != "data" { // data: is how the browser itself draws the pictures in form fields
			ill = "a request to " + e.Request.URL
		}
	}
	if ill != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.ills = append(b.ills, ill)
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageTime)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v; on the page: %s", err, b.words("body"))
	}
}

// wait waits until an expression is true in the page, or in the one that comes next.
func (b *browser) wait(expression string) {
	b.t.Helper()
	b.waitUpTo(pageTime, expression)
}

func (b *browser) waitUpTo(d time.Duration, expression string) {
	b.t.Helper()
	deadline := time.Now().Add(d)
	for {
		_, err := chromedp.Run(b.ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(time.Until(deadline))))
		if err == nil {
			return
		}
		if !leaving(err) || time.Now().After(deadline) {
			b.t.Fatalf("waiting for %s: %v; on the page: %s", expression, err, b.words("body"))
		}
	}
}

// leaving reports whether something failed because the page gave way to another.
func leaving(err error) bool {
	for _, sign := range []string{"Cannot find context", "Execution context was destroyed", "navigated", "null (reading", "undefined (reading"} {
		if strings.Contains(err.Error(), sign) {
			return true
		}
	}
	return false
}

// eval is the value of an expression in the page.
func eval[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// words are those that a part of the page shows.
func (b *browser) words(selector string) string {
	return eval[string](b, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

// waitFor waits until a part of the page shows some words.
func (b *browser) waitFor(selector, words string) {
	b.t.Helper()
	b.wait(fmt.Sprintf("document.querySelector(%q)?.innerText.includes(%q)", selector, words))
}

func (b *browser) tap(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// heard is how many texts the left-hand phone has received.
func (b *browser) heard() int {
	return eval[int](b, `document.querySelectorAll("#them li.in").length`)
}

// answer taps quick answers of the left-hand phone one after another, each when
// the reply to the one before is there. One that begins with "type:" is typed.
func (b *browser) answer(answers ...string) {
	b.t.Helper()
	for _, a := range answers {
		before := b.heard()
		if typed, ok := strings.CutPrefix(a, "type:"); ok {
			b.do(chromedp.SendKeys(chromedp.CSS("#p-them input"), typed+"\n"))
		} else {
			b.tap(fmt.Sprintf("#quick [data-send=%q]", a))
		}
		b.wait(fmt.Sprintf(`document.querySelectorAll("#them li.in").length > %d`, before))
	}
}

func (b *browser) done(step string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`document.querySelector("#tour [data-step=%s]").className === "done"`, step))
}

func TestPageFromOpeningToABookedVisit(t *testing.T) {
	for _, c := range []struct {
		lang, booked, reminder, label string
		answers                       []string
	}{
		{"en", "Booked: Fri Mar 6", "You have a visit", "Send",
			[]string{"hi", "1", "1", "1", "1", "1", "1", "4", "Sam", "type:medicare", "7", "1", "2", "in 2 days", "1", "1", "1"}},
		{"es", "Su cita: vie 6 mar", "tiene cita", "Enviar",
			[]string{"hola", "1", "1", "1", "1", "1", "1", "4", "Pepe", "type:medicaid", "7", "1", "2", "en 2 dias", "1", "1", "1"}},
	} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			b, _ := openPage(t)
			opened := time.Now()
			if c.lang != "en" {
				b.tap(`[data-lang="` + c.lang + `"]`)
			}
			b.answer(c.answers...)
			b.waitFor("#them", c.booked)
			b.done("book")
			t.Logf("browser started and page open in %v; from there to a booked visit in %v", opened.Sub(began), time.Since(opened))
			if lang := eval[string](b, "document.documentElement.lang"); lang != c.lang {
				t.Errorf("the page says that it is in %q", lang)
			}
			if got := b.words("form button"); got != c.label {
				t.Errorf("the page's own words are in another language: %q", got)
			}
			b.tap(`[data-forward="24h"]`)
			b.waitFor("#them", c.reminder)
			b.done("clock")
			b.wait(`!document.body.classList.contains("moving")`)
		})
	}
}

func TestPageAlertIsTakenAndSilenceNudged(t *testing.T) {
	t.Parallel()
	b, _ := openPage(t)
	b.answer("hi", "I want a person")
	b.waitFor("#hint", "Ben has an alert")
	b.waitFor("#staff li.alert", "level 2")
	b.tap(`#staffquick [data-send="1"]`)
	b.waitFor("#staff", "is yours")
	b.waitFor("#them", "a person has your message now")
	b.done("person")
	// An alert to another phone, while this one is in use, shows as a number.
	b.tap(`[data-staff="sue"]`)
	b.do(chromedp.SendKeys(chromedp.CSS("#p-staff input"), "half a repl"))
	b.tap("#new")
	b.wait(`document.querySelectorAll("#them li.out").length === 0`)
	b.answer("hi", "I want a person")
	b.waitFor(`[data-staff="ben"] .badge`, "1")
	b.tap("#tab-wire")
	b.waitFor("#wire", "I want a person")
	// Somebody falls silent in the middle.
	b.tap("#new")
	b.wait(`document.querySelectorAll("#them li.out").length === 0`)
	b.answer("hi", "1", "1")
	b.tap(`[data-forward="24h"]`)
	b.waitFor("#them", "still there?")
	b.done("clock")
}

// The console stands beside the telephones: what is done there is told on them.
func TestPageShowsTheConsole(t *testing.T) {
	t.Parallel()
	b, _ := openPage(t)
	b.answer("hi", "I want a person")
	b.waitFor("#staff li.alert", "level 2")
	b.tap("#tab-console")
	in := `document.getElementById("console").contentDocument`
	b.wait(in + `?.querySelector("main")?.textContent.includes("Asked for a person")`)
	b.wait(in + `.querySelector("a[href*='/case/']") !== null`)
	eval[bool](b, `(`+in+`.querySelector("a[href*='/case/']").click(), true)`)
	b.wait(in + `?.querySelector("textarea[name=words]") != null`)
	eval[bool](b, `((d) => { d.querySelector("textarea[name=words]").value = "Hello, how can we help?"; d.querySelector("textarea[name=words]").form.requestSubmit(); return true })(`+in+`)`)
	b.waitFor("#them", "Hello, how can we help?")
	b.wait(in + `?.querySelector("main")?.textContent.includes("Hello, how can we help?")`)
}

func TestPageIsUsableByKeyboardAndAtEverySize(t *testing.T) {
	t.Parallel()
	b, _ := openPage(t)
	b.do(chromedp.Focus(chromedp.CSS("#quick button")), chromedp.KeyEvent("\r"))
	b.wait(`document.querySelectorAll("#them li.in").length === 1`)
	b.wait(`document.getElementById("quick").contains(document.activeElement)`)
	for _, size := range [][2]int64{{1400, 900}, {1000, 700}, {390, 844}} {
		b.do(chromedp.EmulateViewport(size[0], size[1]))
		b.wait(fmt.Sprintf("innerWidth === %d", size[0]))
		if wide := eval[int](b, "document.documentElement.scrollWidth"); wide > int(size[0]) {
			t.Errorf("at %d x %d the page is %d wide", size[0], size[1], wide)
		}
		if room := eval[int](b, `document.querySelector("#p-them .talk").clientHeight`); room < 150 {
			t.Errorf("at %d x %d only %d pixels are left for the texts", size[0], size[1], room)
		}
	}
	nameless := eval[int](b, `[...document.querySelectorAll("button, input, [tabindex]")].filter((e) => !(e.ariaLabel || e.textContent.trim())).length`)
	if nameless > 0 {
		t.Errorf("%d controls have no name", nameless)
	}
}

// overlapping lists visits that lie on each other on the page.
const overlapping = `[...document.querySelectorAll("#visits .block")].flatMap((a, i, all) => {
  const r = a.getBoundingClientRect();
  return all.slice(0, i).filter((b) => {
    const s = b.getBoundingClientRect();
    return r.left < s.right && s.left < r.right && r.top < s.bottom && s.top < r.bottom;
  }).map((b) => a.innerText + " | " + b.innerText);
})`

func TestPageCalendarFills(t *testing.T) {
	for _, c := range []struct {
		lang, tab, held, booked, news string
		texting, rested               string
		answers                       []string
	}{
		{"en", "Calendar", "you · held", "you · booked", "Fri 8:00 AM booked, you", "Others are texting…", "Let others text",
			[]string{"hi", "1", "1", "1", "1", "1", "1", "4", "Sam", "1", "7", "1", "2", "in 2 days", "1"}},
		{"es", "Agenda", "usted · apartada", "usted · reservada", "vie 8:00 a.m. reservada, usted", "Otros escriben…", "Que escriban otros",
			[]string{"hola", "1", "1", "1", "1", "1", "1", "4", "Pepe", "1", "7", "1", "2", "en 2 dias", "1"}},
	} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			b, _ := openPage(t)
			if c.lang != "en" {
				b.tap(`[data-lang="` + c.lang + `"]`)
			}
			if got := b.words("[role=tab][aria-selected=true]"); got != c.tab {
				t.Errorf("the tab that is shown first is %q", got)
			}
			b.answer(c.answers...)
			b.waitFor("#visits .block.held.you", c.held)
			if got := b.words("#daytitle"); !strings.Contains(got, "6") {
				t.Errorf("the calendar was not turned to the visit's day: %q", got)
			}
			b.answer("1")
			b.waitFor("#visits .block.booked.you", c.booked)
			b.wait(fmt.Sprintf(`document.getElementById("news").textContent.replace(/\u202f|\u00a0/g, " ") === %q`, c.news))
			b.tap("#others")
			b.waitFor("#others", c.texting)
			b.wait(`document.querySelectorAll("#visits .block:not(.you)").length >= 2`)
			b.waitFor("#others", c.rested)
			b.done("others")
			for range 3 {
				if got := eval[[]string](b, overlapping); len(got) > 0 {
					t.Errorf("visits lie on each other on %s: %q", b.words("#daytitle"), got)
				}
				b.turn("#next")
			}
			if n := eval[int](b, `[...document.querySelectorAll("#days button")].reduce((n, b) => n + +b.dataset.n, 0)`); n != 1+othersAtOnce {
				t.Errorf("%d visits on the days, want %d", n, 1+othersAtOnce)
			}
			names := regexp.MustCompile(`Sam|Pepe|Alex|Rosa|Luz|555`)
			if got := names.FindString(b.words("#p-calendar")); got != "" {
				t.Errorf("the calendar names somebody: %q", got)
			}
		})
	}
}

// turn turns the calendar by a button, and waits until it has.
func (b *browser) turn(button string) {
	b.t.Helper()
	before := eval[string](b, "state.calendar.date")
	b.tap(button)
	b.wait(fmt.Sprintf("state.calendar.date !== %q", before))
}

func TestPageCalendarByKeyboardAndOnAPhone(t *testing.T) {
	t.Parallel()
	b, _ := openPage(t)
	today := b.words("#daytitle")
	b.do(chromedp.Focus(chromedp.CSS("#grid")), chromedp.KeyEvent(kb.ArrowRight))
	b.waitFor("#daytitle", "Mar 5")
	b.answer("hi", "1", "1", "1", "1", "1", "1", "4", "Sam", "1", "7", "1", "2", "1")
	b.wait(`state.calendar.days.some((d) => d.n === 1)`)
	if got := b.words("#daytitle"); !strings.Contains(got, "Mar 5") {
		t.Errorf("a reader who had turned the page was taken to %q", got)
	}
	b.tap("#follow")
	b.waitFor("#daytitle", today)
	b.waitFor("#visits .block.you", "held")
	if got := eval[string](b, `document.querySelector("#visits .block").textContent`); !strings.HasPrefix(got, "12–2 PM") && !strings.HasPrefix(got, "12 PM–2 PM, counselor 2, ") && !strings.HasPrefix(got, "12:30 PM–2:30 PM, counselor 1, ") {
		t.Errorf("a visit is read out as %q", got)
	}
	b.do(chromedp.Focus(chromedp.CSS("#tab-calendar")), chromedp.KeyEvent(kb.ArrowRight))
	b.wait(`document.activeElement.id === "tab-wire" && document.getElementById("p-calendar").hidden && !document.getElementById("p-wire").hidden`)
	b.do(chromedp.EmulateViewport(390, 844))
	b.wait("innerWidth === 390")
	b.tap(`.views [data-view="calendar"]`)
	b.wait(`document.getElementById("p-them").offsetHeight === 0 && document.querySelector("#visits .block.you").offsetHeight > 30`)
	if wide := eval[int](b, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the calendar makes the page %d wide", wide)
	}
	b.tap(`.views [data-view="wire"]`)
	b.wait(`document.getElementById("wire").offsetHeight > 100`)
}

// TestPageReadsAnswersOffTexts checks the texts whose digits are not all answers.
func TestPageReadsAnswersOffTexts(t *testing.T) {
	t.Parallel()
	b, _ := openPage(t)
	for _, c := range []struct {
		text string
		want [][2]string
	}{
		{"Not for emergencies: call 911. Reply 1 to go on, 2 for a call, 9 Espanol. STOP to end.", [][2]string{{"1", "go on"}, {"2", "a call"}, {"9", "Espanol"}}},
		{"Is it only yours? 1 only mine 2 shared. You can text skip, or 0 for a person.", [][2]string{{"1", "only mine"}, {"2", "shared"}, {"0", "a person"}}},
		{"May we call? 1 yes, voicemail OK 2 yes, no voicemail 3 no calls, text only. A voicemail says little.", [][2]string{{"1", "yes, voicemail OK"}, {"2", "yes, no voicemail"}, {"3", "no calls, text only"}}},
		{"These times are open:\n1 Wed Mar 4, 6:00 AM\n2 Wed Mar 4, 6:30 AM\nReply with a number.", [][2]string{{"1", "Wed Mar 4, 6:00 AM"}, {"2", "Wed Mar 4, 6:30 AM"}}},
		{"Hay estas horas:\n1 vie 6 mar, 8:00 AM\n2 vie 6 mar, 8:30 AM\nResponda con un numero.", [][2]string{{"1", "vie 6 mar, 8:00 AM"}, {"2", "vie 6 mar, 8:30 AM"}}},
		{"Plan 2 hours and a ride home.\nText you reminders? 1 yes 2 no", [][2]string{{"1", "yes"}, {"2", "no"}}},
		{"1 to 2 days' notice helps. What should we call you?", [][2]string{}},
		{"Tilt head back, 1 breath every 5 sec. Not awake in 2-3 min: give more.", [][2]string{}},
		{"All set: 3 texts a week at most.", [][2]string{}},
	} {
		quoted, err := json.Marshal(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, eval[[][2]string](b, "optionsOf("+string(quoted)+")")); diff != "" {
			t.Errorf("%s: answers (-want +got):\n%s", c.text, diff)
		}
	}
}
