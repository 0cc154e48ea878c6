package flows_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"nightdesk/flows"
)

func TestLibraryKeepsTheGoodOne(t *testing.T) {
	l := flows.NewLibrary(known)
	if l.Current() != nil || l.Get("") != nil {
		t.Fatal("an empty library has a script")
	}
	changed, problems := l.Reload(good())
	if !changed || len(problems) > 0 {
		t.Fatalf("changed %v, %s", changed, lines(problems))
	}
	first := l.Current()
	if changed, _ := l.Reload(good()); changed || l.Current() != first {
		t.Error("the same files made another script")
	}

	bad := good()
	bad["intake.flow"] += "  thne end\n"
	if changed, problems := l.Reload(bad); changed || !flows.Blocks(problems) || l.Current() != first {
		t.Errorf("a bad file replaced a good one: %s", lines(problems))
	}

	better := good()
	better["intake.flow"] = strings.Replace(better["intake.flow"], "Hi.", "Hello.", 1)
	changed, problems = l.Reload(better)
	if !changed || flows.Blocks(problems) || l.Current() == first {
		t.Errorf("a good file did not replace the one before: %s", lines(problems))
	}
	if want := "intake.flow:4:7: warning: English has changed here"; !strings.Contains(lines(problems), want) {
		t.Errorf("got %s want %s", lines(problems), want)
	}
	if l.Get(first.Version) != first || l.Get(l.Current().Version) != l.Current() {
		t.Error("a published version is gone")
	}
}

func TestLibraryAddsOldVersions(t *testing.T) {
	l := flows.NewLibrary(known)
	old := good()
	old["questions.flow"] = strings.Replace(old["questions.flow"], "{hours}", "{a fact of long ago}", 2)
	version, problems := l.Add(old)
	if flows.Blocks(problems) || l.Get(version) == nil || l.Current() != nil {
		t.Errorf("version %q, current %v, %s", version, l.Current(), lines(problems))
	}
	if version, problems := l.Add(map[string]string{"a.flow": "flow"}); version != "" || !flows.Blocks(problems) {
		t.Error("half a flow was added")
	}
}

func TestLibraryLoad(t *testing.T) {
	fsys := fstest.MapFS{"a.talk": {Data: []byte("them  hi\n")}, ".half.flow": {Data: []byte("flow")}}
	l := flows.NewLibrary(known)
	if _, _, err := l.Load(fstest.MapFS{}); err == nil {
		t.Error("a folder without scripts was loaded")
	}
	for name, src := range good() {
		fsys[name] = &fstest.MapFile{Data: []byte(src)}
	}
	changed, problems, err := l.Load(fsys)
	if err != nil || !changed || len(problems) > 0 {
		t.Errorf("changed %v, error %v, %s", changed, err, lines(problems))
	}
	fsys["huge.flow"] = &fstest.MapFile{Data: make([]byte, 2<<20)}
	if _, _, err := l.Load(fsys); err == nil {
		t.Error("a file of 2 MiB was loaded")
	}
}
