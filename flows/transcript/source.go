package transcript

import (
	"regexp"
	"strings"
)

// source is the text of a talk by its lines, so that lines can be put in and all others
// stay as somebody wrote them.
type source struct {
	byNo          map[int]string // with the lines that go on with it
	begin, end    string         // of the file
	gap, carriage string         // between the word and the rest, and at the end of lines
	width         int            // of the word and the gap; 0 = the gap is always the same
}

var personLine = regexp.MustCompile(`(?m)^(?:them|us)[2-9]?([ \t]+)`)

func sourceOf(t Talk, text string) source {
	s := source{byNo: map[int]string{}, gap: " "}
	if rest, ok := strings.CutPrefix(text, "\ufeff"); ok {
		s.begin, text = "\ufeff", rest
	}
	if rest, ok := strings.CutSuffix(text, "\n"); ok {
		s.end, text = "\n", rest
	}
	lines := strings.Split(text, "\n")
	if len(lines) > 1 && strings.HasSuffix(lines[0], "\r") {
		s.carriage = "\r"
	}
	for i, l := range t.Lines {
		end := len(lines)
		if i+1 < len(t.Lines) {
			end = t.Lines[i+1].No - 1
		}
		s.byNo[l.No] = strings.Join(lines[l.No-1:end], "\n")
	}
	if m := personLine.FindStringSubmatch(text); m != nil {
		if s.gap = m[1]; len(s.gap) > 1 && !strings.Contains(s.gap, "\t") {
			s.width = len(m[0])
		}
	}
	return s
}

// line is a line as it stands, or as the others stand if it is a new one.
func (s source) line(l Line) string {
	switch {
	case l.No > 0:
		return s.byNo[l.No]
	case s.width > 0:
		return l.Word + strings.Repeat(" ", max(1, s.width-len(l.Word))) + escapes.Replace(l.Text) + s.carriage
	}
	return l.Word + s.gap + escapes.Replace(l.Text) + s.carriage
}

func (s source) join(lines []string) string { return s.begin + strings.Join(lines, "\n") + s.end }
