package main

import (
	"bytes"
	"strings"
	"testing"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/bot/store/storetest"
)

// Doctor tells a clinic with scripts of its own of newer built-in ones, and nobody else.
func TestDoctorTellsOfNewerBuiltInScripts(t *testing.T) {
	t.Parallel()
	st := storetest.Start(t).Open(t)
	files, err := builtInFiles()
	if err != nil {
		t.Fatal(err)
	}
	first, own := bot.Release{Number: 1, By: bot.FromBuiltIn, Version: "a"}, bot.Release{Number: 2, By: "rosa", Version: "b"}
	older, newest := bot.Import{Version: "a"}, importOf(files)
	for name, f := range map[string]map[string]string{"a": {"a.flow": "old"}, "b": {"b.flow": "own"}, newest.Version: files.Flows, newest.Talks: files.Talks} {
		if err := st.SaveScript(t.Context(), name, f); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		list  []bot.Release
		taken []bot.Import
		told  bool
	}{
		{"its own scripts began with older ones", []bot.Release{first, own}, []bot.Import{older}, true},
		{"its own scripts began with these", []bot.Release{first, own}, []bot.Import{newest}, false},
		{"it has none of its own, and gets them at the next start", []bot.Release{first}, []bot.Import{older}, false},
		{"it never had built-in ones", []bot.Release{own}, nil, false},
	} {
		_, version, err := st.Releases(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r := bot.Releases{List: c.list, Taken: map[string][]bot.Import{bot.FromBuiltIn: c.taken}}
		if err := st.SetReleases(t.Context(), r, version, store.Act{Actor: "rosa", Note: actPublished}); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		f := findings{std: &streams{out: &out}}
		f.builtIn(t.Context(), st)
		if told := strings.Contains(out.String(), "newer built-in scripts"); told != c.told || f.bad != 0 {
			t.Errorf("%s: doctor says %q", c.name, out.String())
		}
	}
}
