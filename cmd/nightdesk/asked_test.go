package main

import (
	"slices"
	"testing"
)

// What is heard in the examples of questions without looking for danger is what is
// heard with it, wherever that is no danger.
func TestAskedWords(t *testing.T) {
	script, _, err := builtInScript()
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]int{}
	look := func(s string) {
		want := globalWord(s)
		if got := askedWord(s); got != want && (want != "danger" || got != "none") {
			t.Errorf("an example is heard as %q, and as %q when it is asked", want, got)
		}
		words[want]++
	}
	for _, topic := range script.Topics {
		for _, examples := range topic.Examples {
			for _, ex := range slices.Backward(examples) {
				look(ex)
			}
		}
	}
	for _, s := range []string{"stop", "i want to kill myself", "stop i want to die", "hours"} {
		look(s)
	}
	if words["danger"] == 0 || words["stop"] == 0 || words["none"] < 100 {
		t.Errorf("too little was looked at: %v", words)
	}
}
