package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nightdesk/bot/safety"
	"nightdesk/bot/safety/model"
)

// line is one labelled text.
type line struct {
	text   string
	lang   string
	file   string
	block  int // lines written about one situation stand together: judged together
	labels [model.Outputs]bool
	// shapes are the buckets of the text as written, then of misspelt copies.
	shapes [][]uint32
}

// outputs are the labels by output.
var outputs = [...]safety.Label{safety.OverdoseNow, safety.MedicalEmergency, safety.SuicideRisk, safety.DangerFromOthers, safety.Withdrawal}

// blockLines is how many lines in a row are kept on one side of a split.
const blockLines = 40

// learned are the older sets that the model learns from as well; the held-back one
// is not among them.
var learned = []string{"tuning", "must_catch", "must_not_raise", "ordinary"}

// readCorpus reads every line that is trained on.
func readCorpus(root string) ([]line, error) {
	files, err := filepath.Glob(filepath.Join(root, "corpus", "*.txt"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var all []line
	for _, f := range files {
		lines, err := readText(f)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	for _, name := range learned {
		lines, err := readJSON(filepath.Join(root, "testdata", name+".jsonl"))
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	return all, nil
}

// readText reads a file of the corpus: "= label" or "= label + label" begins a
// section, "# " a remark, and every other line is a text.
func readText(file string) ([]line, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	name := filepath.Base(file)
	parts := strings.Split(name, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("%s: a file of the corpus is named subject.language.txt", file)
	}
	var out []line
	var labels [model.Outputs]bool
	at, section := 0, false
	for sc := bufio.NewScanner(f); sc.Scan(); {
		at++
		s := strings.TrimSpace(sc.Text())
		if head, ok := strings.CutPrefix(s, "= "); ok {
			if labels, err = parseLabels(head); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, at, err)
			}
			section = true
			continue
		}
		if s == "" || strings.HasPrefix(s, "# ") || s == "#" {
			continue
		}
		if !section {
			return nil, fmt.Errorf("%s:%d: a text before the first \"= label\"", file, at)
		}
		out = append(out, line{text: s, lang: parts[1], file: name, block: len(out) / blockLines, labels: labels})
	}
	return out, nil
}

func parseLabels(head string) (labels [model.Outputs]bool, err error) {
	for l := range strings.SplitSeq(head, "+") {
		label := safety.Label(strings.TrimSpace(l))
		if label == safety.None {
			continue
		}
		k := slices.Index(outputs[:], label)
		if k < 0 {
			return labels, fmt.Errorf("unknown label %q (mend: one of %v, %s)", label, outputs, safety.None)
		}
		labels[k], labels[model.Any] = true, true
	}
	return labels, nil
}

// readJSON reads one of the older sets.
func readJSON(file string) ([]line, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []line
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var x struct{ Lang, Text, Label string }
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, len(out)+1, err)
		}
		labels, err := parseLabels(x.Label)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, len(out)+1, err)
		}
		out = append(out, line{text: x.Text, lang: x.Lang, file: filepath.Base(file), block: len(out) / blockLines, labels: labels})
	}
	return out, nil
}

// count prints what there is to learn from.
func count(lines []line) {
	n := map[string]int{}
	for _, l := range lines {
		for k, label := range outputs {
			if l.labels[k] {
				n[string(label)+" "+l.lang]++
			}
		}
		if !l.labels[model.Any] {
			n["none "+l.lang]++
		}
	}
	for _, label := range append(outputs[:], safety.None) {
		fmt.Printf("%-20s en %5d  es %5d  tl %3d\n", label, n[string(label)+" en"], n[string(label)+" es"], n[string(label)+" tl"])
	}
}
