package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nightdesk/bot"
)

// A release with a file whose name leads elsewhere is not pulled, and nothing of it is.
func TestPullingWritesNothingBesideTheFolder(t *testing.T) {
	for _, name := range []string{"../away.flow", "/tmp/away.flow", `..\away.flow`, ".hidden.talk", "sub/away.talk", "no.sh", "a\u202eb.flow"} {
		dir := filepath.Join(t.TempDir(), "work")
		w := workFolder{dir: dir, files: bot.ScriptFiles{}.Clone()}
		f := bot.ScriptFiles{Flows: map[string]string{"a.flow": "flow a\n"}, Talks: map[string]string{}}
		if strings.HasSuffix(name, ".talk") {
			f.Talks[name] = "x"
		} else {
			f.Flows[name] = "x"
		}
		err := w.write(f, 7)
		if err == nil || !strings.Contains(err.Error(), "no name of a script (mend: ") {
			t.Errorf("%q: %v", name, err)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%q: something is written (%v)", name, err)
		}
	}
}
