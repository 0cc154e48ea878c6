//go:build !race

// It draws pages and looks at them one after another: under the race detector it
// would only take longer. `make test` runs it once without.

package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axe-core is Deque's and no part of this tree: it is fetched once into the user's
// cache folder.
const (
	axePackage = "axe-core@4.14.1"
	axeSum     = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
)

// axeFile reads axe-core, and fetches it if it is not there.
func axeFile() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "nightdesk-tests")
	file := filepath.Join(dir, "axe."+axeSum[:12]+".js")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := fetchAxe(dir, file); err != nil {
			return "", fmt.Errorf("fetch axe-core: %w (mend: this test needs npm and the network once; make tools installs npm)", err)
		}
		b, err = os.ReadFile(file)
	}
	if err != nil {
		return "", err
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != axeSum {
		return "", fmt.Errorf("%s is not the axe-core that was published (mend: delete it, and run the test again)", file)
	}
	return string(b), nil
}

func fetchAxe(dir, file string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(dir, "npm-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, args := range [][]string{{"npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", tmp, axePackage},
		{"sh", "-c", "tar -xzf *.tgz package/axe.min.js"}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = tmp
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
		}
	}
	return os.Rename(filepath.Join(tmp, "package", "axe.min.js"), file)
}

// shown serves the gallery's pages with the headers that the console's have, each at
// /console/gallery/NAME.
func shown(t *testing.T, pages map[string][]byte) *httptest.Server {
	t.Helper()
	files := loadAssets()
	c, _, err := gallery("")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.secure(w.Header())
		if name, ok := strings.CutPrefix(r.URL.Path, assetPath); ok {
			w.Header().Set("Content-Type", files.byPath[name].kind)
			_, _ = w.Write(files.byPath[name].body)
			return
		}
		html, ok := pages[strings.TrimPrefix(r.URL.Path, "/console/gallery/")]
		if !ok { // what a page asks to stay up to date with: there is nothing new
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(html)
	}))
	t.Cleanup(s.Close)
	return s
}

// looker is one tab of a real browser.
type looker struct {
	t    *testing.T
	ctx  context.Context
	host string

	mu   sync.Mutex
	ills []string // errors of the page, requests to other hosts
}

// look starts a browser that closes with the test.
func look(t *testing.T, at string) *looker {
	t.Helper()
	path, err := exec.LookPath("chromium-headless-shell") // the same engine without windows, in half the time
	if err != nil {
		path, err = exec.LookPath("chromium")
	}
	if err != nil {
		t.Fatal("no chromium here (mend: make test installs it, or apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"))
	allocator, end := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(end)
	l := &looker{t: t, host: strings.TrimPrefix(at, "http://")}
	l.ctx, end = chromedp.NewContext(allocator)
	t.Cleanup(end)
	l.open()
	return l
}

// tab is another tab of the same browser.
func (l *looker) tab() *looker {
	l.t.Helper()
	other := &looker{t: l.t, host: l.host}
	ctx, end := chromedp.NewContext(l.ctx)
	l.t.Cleanup(end)
	other.ctx = ctx
	other.open()
	return other
}

func (l *looker) open() {
	l.t.Helper()
	if err := chromedp.Listen(l.ctx, l.note); err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() {
		if err := chromedp.Cancel(l.ctx); err != nil {
			l.t.Error(err)
		}
	})
}

// note keeps what should not happen in a page.
func (l *looker) note(event any) {
	ill := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		ill = fmt.Sprintf("exception: %+v", e.ExceptionDetails)
	case *log.EventEntryAdded:
		ill = "in the browser's log: " + e.Entry.Text
	case *network.EventRequestWillBeSent:
		// data: is how the browser itself draws the pictures in form fields.
		if !strings.HasPrefix(e.Request.URL, "http://"+l.host+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
			ill = "a request to " + e.Request.URL
		}
	}
	if ill != "" {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.ills = append(l.ills, ill)
	}
}

// do reports false, and why to the test, if a step failed.
func (l *looker) do(steps ...chromedp.Action[chromedp.Void]) bool {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, 20*time.Second)
	defer cancel()
	err := chromedp.Do(ctx, steps...)
	if err != nil {
		l.t.Error(err)
	}
	return err == nil
}

// as shows the page in light or dark, at a width.
func (l *looker) as(scheme string, width int64) {
	l.t.Helper()
	l.do(chromedp.EmulateViewport(width, 900), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	}))
}

// violation is what axe says against a page.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

func (v violation) String() string {
	s := v.ID + ": " + v.Help
	for i, n := range v.Nodes {
		if i == 3 {
			return fmt.Sprintf("%s\n  and %d more", s, len(v.Nodes)-i)
		}
		s += "\n  " + n.HTML + "\n    " + strings.ReplaceAll(n.FailureSummary, "\n", "\n    ")
	}
	return s
}

// axeTags are the rules that a page is held to: WCAG 2.0 to 2.2, levels A and AA, and
// what axe counts as good practice.
var axeTags = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// axe runs axe-core in the page that is open; only = only the rules named, and none = all of axeTags.
func (l *looker) axe(only ...string) []violation {
	l.t.Helper()
	run := map[string]any{"type": "tag", "values": axeTags}
	if len(only) > 0 {
		run = map[string]any{"type": "rule", "values": only}
	}
	options, err := json.Marshal(map[string]any{"runOnly": run, "resultTypes": []string{"violations"}, "preload": false})
	if err != nil {
		l.t.Error(err)
		return nil
	}
	ctx, cancel := context.WithTimeout(l.ctx, 30*time.Second)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]violation](
		fmt.Sprintf(`scrollTo(0, 0), axe.run(document, %s).then((r) => r.violations.map((v) => ({ID: v.id, Help: v.help, Nodes: v.nodes.map((n) => ({HTML: n.html.slice(0, 240), FailureSummary: n.failureSummary}))})))`, options),
		chromedp.EvalAwaitPromise))
	if err != nil {
		l.t.Error(err)
	}
	return found
}

// schemeRules are those that depend on whether the page is light or dark.
var schemeRules = []string{"color-contrast", "link-in-text-block"}

// Every page of the gallery, in light and dark, on a desktop and on a phone, has
// nothing that axe-core objects to, is no wider than its window, loads nothing from
// elsewhere and keeps to its content security policy.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	axe, err := axeFile()
	if err != nil {
		t.Fatal(err)
	}
	pages := everyPage(t)
	at := map[string][]byte{}
	for _, p := range pages {
		at[p.Name] = p.HTML
	}
	s := shown(t, at)
	var tabs sync.WaitGroup
	first := look(t, s.URL)
	first.do(chromedp.Navigate("about:blank"))
	for n, l := range []*looker{first, first.tab(), first.tab()} {
		tabs.Go(func() {
			for i := n; i < len(pages); i += 3 {
				l.views(s.URL, pages[i].Name, axe)
			}
		})
	}
	tabs.Wait()
	t.Logf("%d pages in %d views", len(pages), 4*len(pages))
}

// views looks at a page in each of its views.
func (l *looker) views(at, page, axe string) {
	l.as("light", 1280)
	if !l.do(chromedp.Navigate(at+"/console/gallery/"+page), chromedp.Evaluate[chromedp.Void](axe)) {
		return
	}
	l.judge(page, "light", 1280)
	l.as("dark", 1280)
	l.judge(page, "dark", 1280, schemeRules...)
	l.as("dark", 390)
	l.judge(page, "dark", 390, schemeRules...)
	l.as("light", 390)
	l.judge(page, "light", 390)
}

func (l *looker) judge(page, scheme string, width int64, only ...string) {
	l.t.Helper()
	for _, v := range l.axe(only...) {
		l.t.Errorf("%s, %s, %d pixels wide: %s", page, scheme, width, v)
	}
	wide, err := chromedp.Run(l.ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
	if err != nil {
		l.t.Error(err)
	}
	if wide > width {
		l.t.Errorf("%s: at %d pixels the page is %d wide", page, width, wide)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.ills)
	for _, ill := range slices.Compact(l.ills) {
		l.t.Errorf("%s: %s", page, ill)
	}
	l.ills = nil
}

// The check finds what is wrong with a page that is.
func TestTheAccessibilityCheckCanFail(t *testing.T) {
	t.Parallel()
	axe, err := axeFile()
	if err != nil {
		t.Fatal(err)
	}
	s := shown(t, map[string][]byte{"bad": []byte(`<!doctype html><html><head><title>x</title></head><body><main><h1>x</h1><img src="/console/x.png">` +
		`<p style="color:#999">grey</p><input type="text"><script>document.title = "inline"</script></main></body></html>`)})
	l := look(t, s.URL)
	l.as("light", 390)
	l.do(chromedp.Navigate(s.URL+"/console/gallery/bad"), chromedp.Evaluate[chromedp.Void](axe))
	var ids []string
	for _, v := range l.axe() {
		ids = append(ids, v.ID)
	}
	for _, want := range []string{"html-has-lang", "image-alt", "label"} {
		if !slices.Contains(ids, want) {
			t.Errorf("it found %q, not %s", ids, want)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.ContainsFunc(l.ills, func(ill string) bool { return strings.Contains(ill, "Content Security Policy") }) {
		t.Errorf("the inline script was let through: %q", l.ills)
	}
}
