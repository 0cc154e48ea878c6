package console

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the expected pages anew; look at the difference as wording")

// mainOf is what a page says, apart from the frame around it.
func mainOf(t *testing.T, page []byte) string {
	t.Helper()
	_, rest, ok := bytes.Cut(page, []byte("<main"))
	body, _, ended := bytes.Cut(rest, []byte("</main>"))
	if !ok || !ended {
		t.Fatal("the page has no main part")
	}
	lines := strings.Split(string(body), "\n")
	var kept []string
	for _, l := range lines {
		if l = strings.TrimRight(l, " \t"); strings.TrimSpace(l) != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n") + "\n"
}

// drawnOnce is the gallery, which takes longer to draw than to look at.
var drawnOnce = sync.OnceValues(Gallery)

// everyPage are the pages of the gallery, which nobody changes.
func everyPage(t *testing.T) []GalleryPage {
	t.Helper()
	pages, err := drawnOnce()
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestEveryPageIsAsItWasLookedAt(t *testing.T) {
	pages := everyPage(t)
	for _, p := range pages {
		file, got := filepath.Join("testdata", "gallery", p.Name+".html"), mainOf(t, p.HTML)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%s is a page that nobody has looked at: go test ./webhooks/console -update, then read it (%v)", p.Name, err)
			continue
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s changed (-expected +now):\n%s", p.Name, d)
		}
	}
}

// sheetOf is a page taken apart.
type sheetOf struct {
	t     *testing.T
	name  string
	nodes []*html.Node
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func (s *sheetOf) all(tags ...string) (found []*html.Node) {
	for _, n := range s.nodes {
		for _, tag := range tags {
			if n.Data == tag {
				found = append(found, n)
			}
		}
	}
	return found
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func parsed(t *testing.T, p GalleryPage) *sheetOf {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(p.HTML))
	if err != nil {
		t.Fatal(err)
	}
	s := &sheetOf{t: t, name: p.Name}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			s.nodes = append(s.nodes, n)
		}
	}
	return s
}

// What a keyboard and a screen reader need of every page, and what the content policy
// would refuse.
func TestEveryPageCanBeUsedByEverybody(t *testing.T) {
	pages := everyPage(t)
	for _, p := range pages {
		s := parsed(t, p)
		s.headings()
		s.names()
		s.policy()
	}
}

func (s *sheetOf) headings() {
	if n := len(s.all("h1")); n != 1 {
		s.t.Errorf("%s has %d first headings", s.name, n)
	}
	for _, tag := range []string{"main", "header", "footer"} {
		if len(s.all(tag)) != 1 {
			s.t.Errorf("%s has not one %s", s.name, tag)
		}
	}
	last := 0
	for _, h := range s.all("h1", "h2", "h3", "h4") {
		level := int(h.Data[1] - '0')
		if level > last+1 && last > 0 {
			s.t.Errorf("%s: heading %q skips a level", s.name, textOf(h))
		}
		last = level
		if textOf(h) == "" {
			s.t.Errorf("%s has an empty heading", s.name)
		}
	}
}

// names looks whether what can be used has a name, and what is pointed at is there.
func (s *sheetOf) names() {
	ids, labelled := map[string]bool{}, map[string]bool{}
	for _, n := range s.nodes {
		if id, ok := attr(n, "id"); ok {
			if ids[id] {
				s.t.Errorf("%s: two have the id %s", s.name, id)
			}
			ids[id] = true
		}
		if to, ok := attr(n, "for"); ok && n.Data == "label" {
			labelled[to] = true
		}
	}
	for _, n := range s.nodes {
		for _, a := range []string{"aria-labelledby", "aria-describedby", "for", "form", "data-segments", "data-fill"} {
			if to, ok := attr(n, a); ok {
				for one := range strings.FieldsSeq(to) {
					if !ids[one] {
						s.t.Errorf("%s: %s points at %s, which is not there", s.name, a, one)
					}
				}
			}
		}
	}
	for _, n := range s.all("input", "select", "textarea") {
		kind, _ := attr(n, "type")
		id, _ := attr(n, "id")
		label, _ := attr(n, "aria-label")
		inside := n.Parent != nil && n.Parent.Data == "label"
		if kind != "hidden" && !inside && !labelled[id] && label == "" {
			s.t.Errorf("%s: a field has no label: %s", s.name, id)
		}
	}
	for _, n := range s.all("a", "button") {
		label, _ := attr(n, "aria-label")
		if textOf(n) == "" && label == "" {
			s.t.Errorf("%s: a link or button says nothing", s.name)
		}
	}
	for _, n := range s.all("th") {
		if _, ok := attr(n, "scope"); !ok {
			s.t.Errorf("%s: a table heading %q has no scope", s.name, textOf(n))
		}
	}
}

var number = regexp.MustCompile(`\d{7}`)

// policy looks for what the browser would refuse, and for anything private in an
// address or a title.
func (s *sheetOf) policy() {
	for _, n := range s.nodes {
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style":
				s.t.Errorf("%s: %s has %s, which the policy refuses", s.name, n.Data, a.Key)
			case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction" || a.Key == "data-live":
				if strings.Contains(a.Val, "//") || !strings.HasPrefix(a.Val, "tel:") && number.MatchString(regexp.MustCompile(`\.[0-9a-f]{12}\.`).ReplaceAllString(a.Val, "")) {
					s.t.Errorf("%s: the address %q", s.name, a.Val)
				}
				if strings.Contains(a.Val, "Sunny") {
					s.t.Errorf("%s: a name is in the address %q", s.name, a.Val)
				}
			}
		}
		if method, _ := attr(n, "method"); n.Data == "form" && method != "post" {
			for field := range n.Descendants() {
				if kind, _ := attr(field, "type"); field.Data == "textarea" || field.Data == "input" && (kind == "" || kind == "text" || kind == "search" || kind == "tel") {
					s.t.Errorf("%s: a form puts what is typed into an address", s.name)
				}
			}
		}
	}
	for _, n := range s.all("script") {
		if src, _ := attr(n, "src"); src == "" {
			s.t.Errorf("%s has a script of its own", s.name)
		}
	}
	for _, n := range s.all("title") {
		if title := textOf(n); strings.Contains(title, "Sunny") || number.MatchString(title) || title == "" {
			s.t.Errorf("%s: the title %q", s.name, title)
		}
	}
}
