package mask_test

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"nightdesk/bot/mask"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("AKST", -9*3600))

// row is a labelled text: as it was written, and as it must be kept.
type row struct {
	at, text, want string
	secrets        []string
}

var marked = regexp.MustCompile(`\{(\w+) ([^{}]*)\}`)

// kindOf are the kinds by the words of the tables.
var kindOf = map[string]mask.Kind{"SSN": mask.SSN, "ITIN": mask.ITIN, "card": mask.Card, "Medicare": mask.Medicare, "member": mask.Member,
	"license": mask.License, "birth": mask.Birth, "address": mask.Address, "email": mask.Email}

func readRows(t *testing.T, name string) []row {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []row
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		n++
		line := strings.ReplaceAll(lines.Text(), `\n`, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		r := row{at: fmt.Sprintf("%s:%d", name, n)}
		r.text = marked.ReplaceAllString(line, "$2")
		r.want = marked.ReplaceAllStringFunc(line, func(s string) string {
			m := marked.FindStringSubmatch(s)
			kind, ok := kindOf[m[1]]
			if !ok {
				t.Fatalf("%s: no kind %q", r.at, m[1])
			}
			r.secrets = append(r.secrets, m[2])
			return "[" + string(kind) + "]"
		})
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		t.Fatal("no rows")
	}
	return rows
}

// judge counts what was left standing and what was taken that should have stayed.
func judge(t *testing.T, rows []row) (secrets, missed, wrong int) {
	t.Helper()
	for _, r := range rows {
		got, _ := mask.Mask(r.text, now)
		bad := false
		for _, s := range r.secrets {
			secrets++
			if strings.Contains(got, s) {
				missed, bad = missed+1, true
				t.Logf("%s: missed: %q gives %q", r.at, r.text, got)
			}
		}
		if !bad && got != r.want {
			wrong++
			t.Logf("%s: not as labelled: %q gives %q, want %q", r.at, r.text, got, r.want)
		}
	}
	return secrets, missed, wrong
}

func TestFiguresOfTheTables(t *testing.T) {
	for _, c := range []struct {
		name  string
		wrong int
	}{{"labelled.txt", 0}, {"labelled_heldback.txt", 99}} {
		t.Run(c.name, func(t *testing.T) {
			rows := readRows(t, c.name)
			secrets, missed, wrong := judge(t, rows)
			t.Logf("%d texts, %d identifiers: %d missed, %d texts not exactly as labelled", len(rows), secrets, missed, wrong)
			if missed > 0 || wrong > c.wrong {
				t.Errorf("%d missed, want none; %d not as labelled, want at most %d", missed, wrong, c.wrong)
			}
		})
	}
}

func TestOrdinaryTextsStayAsTheyAre(t *testing.T) {
	rows := readRows(t, "ordinary.txt")
	if _, _, wrong := judge(t, rows); wrong > len(rows)/300 {
		t.Errorf("%d of %d ordinary texts were masked, want at most 1 in 300", wrong, len(rows))
	}
}
