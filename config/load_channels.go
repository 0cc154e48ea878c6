package config

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Channel is something that the clinic already looks at. Its address and key are
// secrets: clinic.yaml only says where they are.
type Channel struct {
	Name string
	// URL and Key say where its address and its signing key are; Key may be nowhere.
	URL, Key Reference
	// At is where it is written, as "clinic.yaml:12:3".
	At string
}

// Reference is where a secret is: a variable of the environment, or a file. The zero
// Reference is nowhere.
type Reference struct{ Env, File string }

// Secret reads what r refers to, without space around it. As with every variable,
// NAME_FILE may name a file in the place of NAME. The error names the variable or
// the file and never the secret.
func (r Reference) Secret(environ []string, readFile func(string) ([]byte, error)) (Secret, error) {
	path := r.File
	if r.Env != "" {
		for _, kv := range environ {
			switch name, v, _ := strings.Cut(kv, "="); {
			case name == r.Env && strings.TrimSpace(v) != "":
				return Secret(strings.TrimSpace(v)), nil
			case name == r.Env+"_FILE" && v != "":
				path = v
			}
		}
		if path == "" {
			return "", fmt.Errorf("the variable %s is not set", r.Env)
		}
	}
	if path == "" {
		return "", nil
	}
	b, err := readFile(path)
	if err != nil {
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return "", fmt.Errorf("can't read %s: %w", path, err)
	}
	if s := strings.TrimSpace(string(b)); s != "" {
		return Secret(s), nil
	}
	return "", fmt.Errorf("%s is empty", path)
}

// notNames are words that mean something else where channels are named.
var notNames = []string{"text", "sms", "voice", "call", "phone", "unanswered", "declined"}

func (l *loader) channels(n ast.Node) { l.list(n, "channels", l.channel) }

func (l *loader) channel(n ast.Node) {
	var c Channel
	line, col := place(n)
	c.At = fmt.Sprintf("%s:%d:%d", l.file, line, col)
	const mend = `keep it in the environment: write "url_env: SLACK_ALERT_URL" here and set that variable to the address`
	before := len(l.problems)
	l.table(n, "channel",
		must("name", func(n ast.Node) {
			into(l.reader, &c.Name, "name", `write a short word in lower case, as "nurses-slack"`, clinicID)(n)
			switch {
			case c.Name == "":
			case slices.Contains(notNames, c.Name), slices.Contains(whoWords, c.Name):
				l.at(n, fmt.Sprintf("name: %q means something else in alerts", c.Name), "choose another word")
			default:
				l.define("channel", c.Name, n)
			}
		}),
		may("url_env", into(l.reader, &c.URL.Env, "url_env", mend, variableName)),
		may("url_file", into(l.reader, &c.URL.File, "url_file", mend, filePath)),
		may("key_env", into(l.reader, &c.Key.Env, "key_env", `write the name of a variable, as "ALERT_HOOK_KEY"`, variableName)),
		may("key_file", into(l.reader, &c.Key.File, "key_file", `write the path of a file that holds the key`, filePath)),
		may("url", func(n ast.Node) { l.at(n, "url: an address of alerts is a secret and may not stand here", mend) }),
		may("key", func(n ast.Node) {
			l.at(n, "key: a key is a secret and may not stand here", `write "key_env: ALERT_HOOK_KEY" and set that variable to it`)
		}),
	)
	if len(l.problems) == before {
		switch {
		case c.URL == Reference{}:
			l.at(n, "the channel has no address", `add "url_env: ..." with the name of the variable that holds it`)
		case c.URL.Env != "" && c.URL.File != "":
			l.at(n, "url_env and url_file are both set", "keep one of them")
		case c.Key.Env != "" && c.Key.File != "":
			l.at(n, "key_env and key_file are both set", "keep one of them")
		}
	}
	l.c.Channels = append(l.c.Channels, c)
}

var isVariable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// variableName checks the name of a variable. What is none is not repeated: it may
// be the secret itself.
func variableName(s string) (name, wrong string) {
	s = strings.TrimPrefix(s, "$")
	switch {
	case !isVariable.MatchString(s):
		return "", "that is not the name of a variable"
	case strings.HasPrefix(s, "NIGHTDESK_") || strings.HasPrefix(s, "TWILIO_"):
		return "", fmt.Sprintf("%s has a meaning of its own", s)
	}
	return s, ""
}

// filePath checks that something is not an address.
func filePath(s string) (path, wrong string) {
	if strings.Contains(s, "://") {
		return "", "that is not the path of a file"
	}
	return s, ""
}

// SelfTest is the daily test of the ways by which alerts go.
type SelfTest struct {
	// At is when, in minutes after local midnight; negative = when the desk opens, and
	// at 9 AM on days on which it does not.
	At int
	// Off is why there is none; "" = there is one.
	Off string
}

const mendSelfTest = `write a time, as "self_test: 9 AM", or say why there is none, as "self_test: {off: the alarm company tests it}"`

// selfTest reads a time, or why there is no test.
func (l *loader) selfTest(n ast.Node) {
	t := &l.c.SelfTest
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		l.table(n, "self_test",
			may("at", into(l.reader, &t.At, "at", mendTime, clock)),
			may("off", func(n ast.Node) {
				l.plain(&t.Off, "off")(n)
				if slices.Contains([]string{"true", "yes", "on"}, strings.ToLower(t.Off)) {
					l.at(n, "off: a reason is needed, for whoever asks later", mendSelfTest)
				}
			}),
		)
		return
	}
	s, ok := l.text(n, "self_test")
	switch {
	case !ok:
	case slices.Contains([]string{"off", "no", "false", "never", "none"}, strings.ToLower(s)):
		l.at(n, "self_test: a broken way to staff is found by this test before somebody in danger finds it", mendSelfTest)
	default:
		into(l.reader, &t.At, "self_test", mendSelfTest, clock)(n)
	}
}
