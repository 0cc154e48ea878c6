package answer_test

import (
	"os"
	"strings"
	"testing"
)

// row is one line of a table in testdata and the heading it stands under.
type row struct{ want, text string }

// rows reads a table: "= heading", then one text a line, blank lines included.
// Each table is in two halves. The second was kept out of sight until the code
// was written.
func rows(t testing.TB, name string) []row {
	t.Helper()
	var out []row
	for _, file := range []string{name + ".txt", name + "_heldback.txt"} {
		b, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		head := ""
		for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\n"), "\n") {
			if h, ok := strings.CutPrefix(line, "= "); ok {
				head = h
				continue
			}
			out = append(out, row{head, line})
		}
		if os.Getenv("HALF") == "1" {
			break
		}
	}
	return out
}
