package console

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asvsScope are the requirements of level 1 and 2 of ASVS 5.0.0 that the console is
// held to, as section and last number (some leave one out: those are of level 3).
const asvsScope = `1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2
2.1:1-3 2.2:1-3 2.3:1-4 2.4:1
3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2
4.1:1-3 4.2:1
6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4
7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2
8.1:1-2 8.2:1-3 8.3:1 8.4:1
9.1:1-3 9.2:1-4
10.1:1-2 10.2:1-2 10.5:1-5
11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1 11.6:1
12.1:1-3 12.2:1-2 12.3:1-4
13.1:1 13.2:1-5 13.3:1-2 13.4:1-5
14.1:1-2 14.2:1-4 14.3:1-3
15.1:1-3 15.2:1-3 15.3:1-7
16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3`

// asvsMore are those of level 3 beside them.
const asvsMore = `6.3:5 6.3:8 8.3:2 13.2:6 13.3:4 14.2:7 15.4:2`

func numbers(t *testing.T, list string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for x := range strings.FieldsSeq(list) {
		section, span, _ := strings.Cut(x, ":")
		from, to, many := strings.Cut(span, "-")
		if !many {
			to = from
		}
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil {
			t.Fatal(x)
		}
		for n := a; n <= b; n++ {
			all[fmt.Sprintf("V%s.%d", section, n)] = true
		}
	}
	return all
}

// asvsRow is one line of ASVS.md.
type asvsRow struct{ number, level, asks, state, where, test, how string }

func asvsRows(t *testing.T) (rows []asvsRow, text string) {
	t.Helper()
	b, err := os.ReadFile("ASVS.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if !strings.HasPrefix(line, "| V") {
			continue
		}
		f := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(f) != 7 {
			t.Fatalf("%d columns: %s", len(f), line)
		}
		for i := range f {
			f[i] = strings.Trim(strings.TrimSpace(f[i]), "`")
		}
		rows = append(rows, asvsRow{f[0], f[1], f[2], f[3], f[4], f[5], f[6]})
	}
	return rows, string(b)
}

// testsInTree are the names of all tests and fuzz targets.
func testsInTree(t *testing.T, root string) map[string]bool {
	t.Helper()
	is := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range is.FindAllStringSubmatch(string(b), -1) {
			names[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// ASVS.md has every requirement in scope and no other, each with a state, and where it
// is met a place in the tree and a test that is there, or a reason.
func TestTheListIsWhole(t *testing.T) {
	const root = "../.."
	rows, text := asvsRows(t)
	scope, more := numbers(t, asvsScope), numbers(t, asvsMore)
	if len(scope) != 211 || len(more) != 7 {
		t.Fatalf("this test knows %d and %d requirements, want 211 and 7", len(scope), len(more))
	}
	tests, states, reasoned, operators := testsInTree(t, root), map[string]int{}, 0, 0
	for _, r := range rows {
		two, three := scope[r.number], more[r.number]
		if !two && !three || two == (r.level == "3") {
			t.Errorf("%s of level %s is not in scope, or stands twice", r.number, r.level)
		}
		delete(scope, r.number)
		delete(more, r.number)
		states[r.state]++
		if r.asks == "" {
			t.Errorf("%s asks nothing", r.number)
		}
		if _, err := os.Stat(filepath.Join(root, r.where)); err != nil {
			t.Errorf("%s: there is no %s", r.number, r.where)
		}
		switch {
		case r.state == "met" && (r.where == "" || r.test == ""):
			t.Errorf("%s is met nowhere, or nothing shows it", r.number)
		case r.state == "met" && r.test == "by reasoning" && r.how == "":
			t.Errorf("%s has no reasoning", r.number)
		case r.state != "met" && r.how == "":
			t.Errorf("%s is %s for no reason", r.number, r.state)
		case r.test == "by reasoning":
			reasoned++
		case r.test != "" && !tests[r.test]:
			t.Errorf("%s: there is no test %s", r.number, r.test)
		}
		if strings.HasPrefix(r.how, "operator:") {
			operators++
		}
	}
	for number := range scope {
		t.Errorf("%s is missing", number)
	}
	for number := range more {
		t.Errorf("%s is missing", number)
	}
	for state := range states {
		if !slices.Contains([]string{"met", "not met", "does not apply"}, state) {
			t.Errorf("%q is no state", state)
		}
	}
	for _, want := range []string{
		fmt.Sprintf("**Met: %d. Not met: %d. Does not apply: %d.**", states["met"], states["not met"], states["does not apply"]),
		fmt.Sprintf("Of those met, %d have no test", reasoned), fmt.Sprintf("Of those not met, %d are the operator's", operators),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the counts at the top are not %q", want)
		}
	}
}

// No page lets a browser fill a password in the wrong field, shows one, or keeps a
// manager from filling it (V6.2.6, V6.2.7).
func TestPasswordFieldsLetManagersHelp(t *testing.T) {
	pages := everyPage(t)
	field, seen := regexp.MustCompile(`<input[^>]*name="(password|repeat)"[^>]*>`), 0
	for _, p := range pages {
		for _, f := range field.FindAllString(string(p.HTML), -1) {
			seen++
			if !strings.Contains(f, `type="password"`) || !strings.Contains(f, `autocomplete="current-password"`) && !strings.Contains(f, `autocomplete="new-password"`) {
				t.Errorf("%s: %s", p.Name, f)
			}
		}
		if strings.Contains(string(p.HTML), "onpaste") {
			t.Errorf("%s does something about pasting", p.Name)
		}
	}
	if seen < 4 {
		t.Errorf("only %d fields were seen", seen)
	}
}

// Whoever is signed in sees on every page how to sign out (V7.4.4).
func TestEveryPageShowsTheWayOut(t *testing.T) {
	pages := everyPage(t)
	for i, s := range samples() {
		if out := strings.Contains(string(pages[i].HTML), `action="/console/signout"`); out != (s.role != "") {
			t.Errorf("%s: the way out is there: %v", s.name, out)
		}
	}
}

// Scripts keep nothing, evaluate nothing, and ask nobody else (V14.3.3, V1.3.2).
func TestScriptsKeepNothingInTheBrowser(t *testing.T) {
	no := regexp.MustCompile(`localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|\beval\(|new Function|setTimeout\("|importScripts|postMessage|https?://`)
	n := 0
	for name, body := range Assets() {
		if strings.HasSuffix(name, ".js") {
			n++
			// Tabs of the same address tell each other that they are out, and nothing else.
			body := strings.ReplaceAll(string(body), `tabs.postMessage("out")`, "")
			if found := no.FindString(body); found != "" {
				t.Errorf("%s has %q", name, found)
			}
		}
	}
	if n == 0 {
		t.Error("there are no scripts")
	}
}
