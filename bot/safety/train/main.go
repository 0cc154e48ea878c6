// Command train makes the table of the crisis screen's model from the labelled
// texts of bot/safety, and prints how it does on lines that it was not trained
// on. Run it in the top folder of the tree:
//
//	go run ./bot/safety/train           # make model: writes bot/safety/model/weights.bin
//	go run ./bot/safety/train -check    # says whether that file is what training makes
//	go run ./bot/safety/train -folds 5  # five-fold: each block of lines judged by a model without it
//
// Training is deterministic: the same lines give the same bytes on one kind of
// processor. The lines under corpus/apart and testdata/heldback.jsonl are never
// read here, so that they can tell how the whole screen does on what it has not
// seen.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"nightdesk/bot/safety/model"
)

func main() {
	root := flag.String("root", "bot/safety", "the folder of package safety")
	check := flag.Bool("check", false, "write nothing; fail if the table in the tree is another")
	folds := flag.Int("folds", 0, "write nothing; train so many times, each without one part of the lines, and judge that")
	worst := flag.Int("worst", 0, "with -folds: show the lines that go most wrong")
	flag.Parse()
	if err := run(*root, *check, *folds, *worst); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(root string, check bool, folds, worst int) error {
	lines, err := readCorpus(root)
	if err != nil {
		return err
	}
	count(lines)
	if folds > 1 {
		crossValidate(lines, folds, worst)
		return nil
	}
	table := fit(lines).quantize().Encode()
	file := filepath.Join(root, "model", "weights.bin")
	if !check {
		return os.WriteFile(file, table, 0o644)
	}
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if _, err := model.Decode(old); err != nil {
		return err
	}
	if !bytes.Equal(old, table) {
		return fmt.Errorf("%s is not what its lines make (mend: make model, then look at the figures of make eval)", file)
	}
	return nil
}
