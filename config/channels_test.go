package config_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/config"
)

// withChannels is the example with other lines under channels, and an alert's
// self-test if test is not "".
func withChannels(t *testing.T, test string, lines ...string) (config.Clinic, []config.Problem) {
	t.Helper()
	src := read(t, example)
	if len(lines) > 0 {
		src = strings.Replace(src, "\nchannels:\n", "\nchannels:\n"+strings.Join(lines, "\n")+"\n", 1)
	}
	if test != "" {
		src = strings.Replace(src, "#  self_test: 9 AM\n", test+"\n", 1)
	}
	return config.Parse(example, []byte(src))
}

func TestChannels(t *testing.T) {
	c, ps := withChannels(t, "", "  - name: nurses-slack", "    url_env: SLACK_ALERT_URL", "  - name: tree", "    url_file: /run/secrets/tree", "    key_env: $TREE_KEY")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	for i := range c.Channels {
		c.Channels[i].At = ""
	}
	want := []config.Channel{{Name: "nurses-slack", URL: config.Reference{Env: "SLACK_ALERT_URL"}},
		{Name: "tree", URL: config.Reference{File: "/run/secrets/tree"}, Key: config.Reference{Env: "TREE_KEY"}}}
	if d := cmp.Diff(want, c.Channels); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(config.SelfTest{At: -1}, c.SelfTest); d != "" {
		t.Error(d)
	}
	if c, ps = withChannels(t, ""); len(ps) > 0 || len(c.Channels) > 0 {
		t.Errorf("%v %v", c.Channels, ps)
	}
}

// What clinics get wrong is one problem each, with the mend, and never repeats what
// may be a secret.
func TestChannelMistakes(t *testing.T) {
	const secret = "T00AAAA-B00BBBB-verysecret"
	for _, tc := range []struct {
		name  string
		lines []string
		test  string
		want  string
	}{
		{"the address itself", []string{"  - name: slack", "    url: slack://" + secret}, "", "url: an address of alerts is a secret and may not stand here (mend: keep it in the environment"},
		{"the address in the variable's place", []string{"  - name: slack", "    url_env: slack://" + secret}, "", "url_env: that is not the name of a variable (mend: keep it in the environment"},
		{"the address in the file's place", []string{"  - name: slack", "    url_file: slack://" + secret}, "", "url_file: that is not the path of a file"},
		{"the key itself", []string{"  - name: hook", "    url_env: HOOK", "    key: " + secret}, "", "key: a key is a secret and may not stand here"},
		{"no address", []string{"  - name: slack"}, "", `the channel has no address (mend: add "url_env: ..."`},
		{"no name", []string{"  - url_env: SLACK"}, "", `channel has no "name"`},
		{"a name that is a way", []string{"  - name: voice", "    url_env: SLACK"}, "", `name: "voice" means something else in alerts`},
		{"a name that is a step", []string{"  - name: on_call", "    url_env: SLACK"}, "", `name: "on_call" means something else in alerts`},
		{"a name in capitals", []string{"  - name: Slack", "    url_env: SLACK"}, "", `name: "Slack" can't be an id`},
		{"two of one name", []string{"  - name: slack", "    url_env: SLACK", "  - name: slack", "    url_env: OTHER"}, "", `channel "slack" is defined twice`},
		{"two addresses", []string{"  - name: slack", "    url_env: SLACK", "    url_file: /x"}, "", "url_env and url_file are both set"},
		{"two keys", []string{"  - name: slack", "    url_env: SLACK", "    key_env: A", "    key_file: /x"}, "", "key_env and key_file are both set"},
		{"a variable of ours", []string{"  - name: slack", "    url_env: NIGHTDESK_SLACK"}, "", "url_env: NIGHTDESK_SLACK has a meaning of its own"},
		{"a slip", []string{"  - name: slack", "    url_evn: SLACK"}, "", `unknown key "url_evn" (mend: did you mean "url_env"?)`},
		{"not a list", []string{"  name: slack"}, "", "channels must be a list"},
		{"no test and no reason", nil, "  self_test: off", `self_test: a broken way to staff is found by this test before somebody in danger finds it (mend: write a time`},
		{"yes for a reason", nil, "  self_test: {off: yes}", "off: a reason is needed"},
		{"no time", nil, "  self_test: nine", `self_test: "nine" is not a time`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, ps := withChannels(t, tc.test, tc.lines...)
			if len(ps) != 1 || !strings.Contains(lines(ps), tc.want) {
				t.Errorf("want %q, got\n%s", tc.want, lines(ps))
			}
			if strings.Contains(lines(ps), secret) {
				t.Error("the secret is repeated")
			}
		})
	}
}

func TestSelfTestTimes(t *testing.T) {
	for text, want := range map[string]config.SelfTest{
		"  self_test: 9 AM":                    {At: 9 * 60},
		"  self_test: 13:30":                   {At: 13*60 + 30},
		"  self_test: {at: 7 AM}":              {At: 7 * 60},
		"  self_test: {off: tested elsewhere}": {At: -1, Off: "tested elsewhere"},
	} {
		c, ps := withChannels(t, text)
		if d := cmp.Diff(want, c.SelfTest); d != "" || len(ps) > 0 {
			t.Errorf("%s: %s %v", text, d, ps)
		}
	}
}

func TestReferences(t *testing.T) {
	files := map[string]string{"/run/a": " from the file\n", "/run/empty": "\n"}
	readFile := func(path string) ([]byte, error) {
		if s, ok := files[path]; ok {
			return []byte(s), nil
		}
		return nil, &os.PathError{Op: "open", Path: path, Err: os.ErrNotExist}
	}
	environ := []string{"SLACK= from the variable ", "PAGER_FILE=/run/a", "EMPTY="}
	for _, tc := range []struct {
		ref       config.Reference
		want, err string
	}{
		{config.Reference{}, "", ""},
		{config.Reference{Env: "SLACK"}, "from the variable", ""},
		{config.Reference{Env: "PAGER"}, "from the file", ""},
		{config.Reference{File: "/run/a"}, "from the file", ""},
		{config.Reference{Env: "EMPTY"}, "", "the variable EMPTY is not set"},
		{config.Reference{Env: "NONE"}, "", "the variable NONE is not set"},
		{config.Reference{File: "/run/none"}, "", "can't read /run/none: file does not exist"},
		{config.Reference{File: "/run/empty"}, "", "/run/empty is empty"},
	} {
		got, err := tc.ref.Secret(environ, readFile)
		if err == nil && tc.err != "" || err != nil && err.Error() != tc.err || got.Reveal() != tc.want {
			t.Errorf("%+v: %q, %v", tc.ref, got.Reveal(), err)
		}
	}
}
