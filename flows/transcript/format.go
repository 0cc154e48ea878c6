package transcript

import (
	"fmt"
	"reflect"
	"strings"
)

// Format writes a talk in the one way in which all are written: the words in one column,
// what follows them in another, also where a line goes on. What is said and every note
// stay as they are, each on its line. A talk that cannot be read stays as it stands.
// Formatting twice is formatting once.
func Format(src string) string {
	before, err := Read("", src)
	if err != nil {
		return src
	}
	var b strings.Builder
	for raw := range strings.SplitSeq(strings.TrimRight(strings.TrimPrefix(src, "\ufeff"), " \t\r\n"), "\n") {
		raw = strings.TrimRight(raw, " \t\r")
		word, rest, _ := strings.Cut(raw, " ")
		switch rest = strings.TrimSpace(rest); {
		case raw == "" || raw[0] == '#':
			b.WriteString(raw)
		case raw[0] == ' ' || raw[0] == '\t':
			b.WriteString("        " + strings.TrimSpace(raw))
		case rest == "":
			b.WriteString(word)
		default:
			fmt.Fprintf(&b, "%-7s %s", word, rest)
		}
		b.WriteByte('\n')
	}
	after, err := Read("", b.String())
	for len(before.Lines) > len(after.Lines) && before.Lines[len(before.Lines)-1].Word == "" {
		before.Lines = before.Lines[:len(before.Lines)-1] // blank lines at the end
	}
	if err != nil || !reflect.DeepEqual(before, after) {
		return src
	}
	return b.String()
}
