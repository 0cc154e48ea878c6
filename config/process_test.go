package config_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"nightdesk/config"
)

// enough is the least environment that is complete.
var enough = []string{"NIGHTDESK_PUBLIC_URL=https://desk.example.org/", "NIGHTDESK_KEYSET=keys-of-gold", "TWILIO_ACCOUNT_SID=AC0123", "TWILIO_AUTH_TOKEN=old-token, new-token"}

func noFile(string) ([]byte, error) { return nil, os.ErrNotExist }

func TestFromEnv(t *testing.T) {
	p, ps := config.FromEnv(append(enough, "PATH=/bin", "TWILIO_REGION=us1", "NIGHTDESK_METRICS_ADDR="), noFile)
	if len(ps) > 0 {
		t.Fatal(lines(ps))
	}
	want := config.Process{Addr: ":8080", PublicURL: "https://desk.example.org", RedisURL: config.DefaultRedisURL, Keyset: "keys-of-gold",
		Twilio: config.Twilio{AccountSID: "AC0123", AuthTokens: []config.Secret{"old-token", "new-token"}, APIBase: "https://api.twilio.com"}}
	if d := gocmp.Diff(want, p); d != "" {
		t.Error(d)
	}
}

func TestProxies(t *testing.T) {
	p, ps := config.FromEnv(append(enough, "NIGHTDESK_TRUSTED_PROXIES=10.0.0.5, 10.1.2.3/16,2001:db8::/32, ::ffff:10.2.0.1, ::ffff:10.3.0.0/112"), noFile)
	if got := fmt.Sprint(p.Proxies); len(ps) > 0 || got != "[10.0.0.5/32 10.1.0.0/16 2001:db8::/32 10.2.0.1/32 10.3.0.0/16]" {
		t.Error(got, lines(ps))
	}
}

// The console's address is kept as browsers write it, so that it can be compared with
// what they send.
func TestConsoleURL(t *testing.T) {
	for _, tt := range []struct{ given, want string }{
		{"https://console.example.org/", "https://console.example.org"},
		{"https://Console.Example.ORG:443", "https://console.example.org"},
		{"https://console.example.org:8443", "https://console.example.org:8443"},
		{"http://[0:0::1]:80", "http://[::1]"},
		{"http://[::FFFF:192.0.2.7]:81", "http://192.0.2.7:81"},
		{"", ""},
	} {
		p, ps := config.FromEnv(append(enough, "NIGHTDESK_CONSOLE_URL="+tt.given), noFile)
		if len(ps) > 0 || p.ConsoleURL != tt.want {
			t.Errorf("%q: %q, want %q; %s", tt.given, p.ConsoleURL, tt.want, lines(ps))
		}
		if want := cmp.Or(tt.want, "https://desk.example.org"); p.Console() != want {
			t.Errorf("%q: the console is at %q, want %q", tt.given, p.Console(), want)
		}
	}
}

func TestProvider(t *testing.T) {
	p, ps := config.FromEnv(append(enough, "NIGHTDESK_OIDC_ISSUER=https://login.example.org/", "NIGHTDESK_OIDC_CLIENT_ID=nightdesk", "NIGHTDESK_OIDC_CLIENT_SECRET=s", "NIGHTDESK_OIDC_MFA=trusted"), noFile)
	want := config.OIDC{Issuer: "https://login.example.org/", ClientID: "nightdesk", ClientSecret: "s", TrustMFA: true}
	if len(ps) > 0 || p.OIDC != want || fmt.Sprint(p.OIDC.ClientSecret) == "s" {
		t.Errorf("%+v %v", p.OIDC, ps)
	}
}

func TestFromFiles(t *testing.T) {
	env := []string{"NIGHTDESK_KEYSET_FILE=/run/keyset", "TWILIO_AUTH_TOKEN_FILE=/run/token", "TWILIO_FROM_FILE=/run/from", "NIGHTDESK_REDIS_URL_FILE=/run/redis"}
	files := map[string]string{"/run/keyset": "a key\n", "/run/token": "\n token \n", "/run/from": "+1 907 555 0100\n", "/run/redis": "rediss://u:p@host:6380/1\n"}
	p, ps := config.FromEnv(append(env, enough[0], enough[2]), func(path string) ([]byte, error) { return []byte(files[path]), nil })
	if len(ps) > 0 {
		t.Fatal(lines(ps))
	}
	if p.Keyset != "a key" || p.Twilio.AuthTokens[0] != "token" || p.Twilio.From != "+19075550100" || !p.RedisSet {
		t.Error("a file's content is not its variable's value")
	}
}

func TestEnvProblems(t *testing.T) {
	for _, tc := range []struct {
		name string
		env  []string // beside enough; an empty value takes one away
		want string
	}{
		{"nothing", []string{"NIGHTDESK_PUBLIC_URL=", "NIGHTDESK_KEYSET=", "TWILIO_ACCOUNT_SID=", "TWILIO_AUTH_TOKEN="},
			`environment: error: NIGHTDESK_PUBLIC_URL is not set: webhook signatures are checked against it (mend: set it to the address that Twilio calls, as "https://desk.example.org")
environment: error: NIGHTDESK_KEYSET is not set: everything stored is encrypted with it (mend: set it to the keyset that is kept with your secrets; only for the very first start, "nightdesk keyset new" makes one)
environment: error: TWILIO_ACCOUNT_SID is not set: it names the account that sends texts (mend: copy it from the Twilio console's first page)
environment: error: TWILIO_AUTH_TOKEN is not set: webhooks are signed with it (mend: copy it from the Twilio console's first page)
`},
		{"proxies", []string{"NIGHTDESK_TRUSTED_PROXIES=10.0.0.5, the balancer"},
			"environment: error: NIGHTDESK_TRUSTED_PROXIES: not the address of a proxy (mend: write addresses or networks with commas between them, as \"10.0.0.5, 10.1.0.0/16\")\n"},
		{"everybody a proxy", []string{"NIGHTDESK_TRUSTED_PROXIES=0.0.0.0/0"},
			"environment: error: NIGHTDESK_TRUSTED_PROXIES: believes everybody (mend: name the proxies only)\n"},
		{"a console with a dot at its end", []string{"NIGHTDESK_CONSOLE_URL=https://DESK.example.org.:8443"},
			"environment: error: NIGHTDESK_CONSOLE_URL: ends in a dot (mend: write it as \"https://console.example.org\")\n"},
		{"a console at the webhooks' name, at another port", []string{"NIGHTDESK_CONSOLE_URL=https://DESK.example.org:8443"},
			"environment: error: NIGHTDESK_CONSOLE_URL has the host name of NIGHTDESK_PUBLIC_URL (mend: give the console a name of its own, as \"https://console.example.org\", or leave it out: then it is at the public address)\n"},
		{"a console below a path", []string{"NIGHTDESK_CONSOLE_URL=https://console.example.org/desk"},
			"environment: error: NIGHTDESK_CONSOLE_URL: has a path (mend: write the host name alone, as \"https://console.example.org\")\n"},
		{"a console whose name is not in ASCII", []string{"NIGHTDESK_CONSOLE_URL=https://consöle.example.org"},
			"environment: error: NIGHTDESK_CONSOLE_URL: a host name that is not in ASCII (mend: write it as browsers send it, beginning with \"xn--\")\n"},
		{"half a certificate, and none at all", []string{"NIGHTDESK_TLS_CERT=x", "NIGHTDESK_REDIS_CA=secret words", "NIGHTDESK_REDIS_KEY=secret words"},
			`environment: error: NIGHTDESK_REDIS_CERT and NIGHTDESK_REDIS_KEY are not a certificate and its key (mend: set both, or neither: it is text that begins with "-----BEGIN"; NAME_FILE names a file of it)
environment: error: NIGHTDESK_TLS_CERT and NIGHTDESK_TLS_KEY are not a certificate and its key (mend: set both, or neither: it is text that begins with "-----BEGIN"; NAME_FILE names a file of it)
environment: error: NIGHTDESK_REDIS_CA holds no certificate (mend: set it to the certificate of the authority that Redis's own comes from: it is text that begins with "-----BEGIN"; NAME_FILE names a file of it)
environment: error: NIGHTDESK_REDIS_CA and NIGHTDESK_REDIS_CERT are of no use: NIGHTDESK_REDIS_URL is not of TLS (mend: let it begin with "rediss://")
`},
		{"misspelt", []string{"NIGHTDESK_REDIS_ULR=redis://x", "NIGHTDESK_COLOUR=red", "TWILIO_AUTH_TOKN=x"},
			`environment: error: unknown variable NIGHTDESK_COLOUR (mend: known: NIGHTDESK_ADDR, NIGHTDESK_METRICS_ADDR, NIGHTDESK_PUBLIC_URL, NIGHTDESK_CONSOLE_URL, NIGHTDESK_TRUSTED_PROXIES, NIGHTDESK_REDIS_URL, NIGHTDESK_REDIS_CA, NIGHTDESK_REDIS_CERT, NIGHTDESK_REDIS_KEY, NIGHTDESK_TLS_CERT, NIGHTDESK_TLS_KEY, NIGHTDESK_KEYSET, NIGHTDESK_AUDIT_FILE, NIGHTDESK_OIDC_ISSUER, NIGHTDESK_OIDC_CLIENT_ID, NIGHTDESK_OIDC_CLIENT_SECRET, NIGHTDESK_OIDC_MFA, each also with _FILE)
environment: error: unknown variable NIGHTDESK_REDIS_ULR (mend: did you mean "NIGHTDESK_REDIS_URL"?)
environment: error: unknown variable TWILIO_AUTH_TOKN (mend: did you mean "TWILIO_AUTH_TOKEN"?)
`},
		{"half a provider", []string{"NIGHTDESK_OIDC_ISSUER=https://login.example.org", "NIGHTDESK_OIDC_MFA=yes"},
			`environment: error: NIGHTDESK_OIDC_MFA: not a word that is known here (mend: write "claimed" if each sign-in says that it had a second factor (amr), "trusted" if the provider lets nobody in without one)
environment: error: the identity provider is set by halves (mend: set NIGHTDESK_OIDC_ISSUER and NIGHTDESK_OIDC_CLIENT_ID, and NIGHTDESK_OIDC_CLIENT_SECRET if it gave you one, or none of them)
`},
		{"bad addresses", []string{"NIGHTDESK_ADDR=8080", "NIGHTDESK_PUBLIC_URL=desk.example.org", "TWILIO_API_BASE=https://u:p@x", "NIGHTDESK_REDIS_URL=http://x"},
			`environment: error: NIGHTDESK_ADDR: not an address to listen on (mend: write host and port, as "127.0.0.1:8080" or ":8080")
environment: error: NIGHTDESK_PUBLIC_URL: not a web address (mend: write it as "https://desk.example.org", without a query)
environment: error: NIGHTDESK_REDIS_URL: unknown kind of store (mend: known here: redis, rediss, unix, redis+sentinel, rediss+sentinel, redis+cluster, rediss+cluster)
environment: error: TWILIO_API_BASE: not a web address (mend: write it as "https://api.twilio.com", without a query)
`},
		{"sentinel without a master", []string{"NIGHTDESK_REDIS_URL=redis+sentinel://a,b/0"},
			`environment: error: NIGHTDESK_REDIS_URL: names no master (mend: add "?master=NAME", the name that Sentinel knows it by)
`},
		{"half a key, two senders", []string{"TWILIO_API_KEY=SK1", "TWILIO_FROM=+19075550100", "TWILIO_MESSAGING_SERVICE_SID=MG1"},
			`environment: error: only one of TWILIO_API_KEY and TWILIO_API_SECRET is set (mend: set both, or neither)
environment: error: TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID are both set (mend: keep the one that shall send)
`},
		{"wrong ids", []string{"TWILIO_ACCOUNT_SID=0123", "TWILIO_AUTH_TOKEN=a,,b", "TWILIO_FROM=907"},
			`environment: error: TWILIO_ACCOUNT_SID: does not begin with "AC" (mend: copy it again from the Twilio console)
environment: error: TWILIO_AUTH_TOKEN: has an empty token (mend: write tokens with one comma between them)
environment: error: TWILIO_FROM: a phone number without its country code (mend: write it with + and country code, as "+1 907 555 0100")
`},
		{"both ways at once, and no file", []string{"NIGHTDESK_KEYSET_FILE=/none", "TWILIO_API_SECRET_FILE=/none", "TWILIO_API_KEY=SK1"},
			`environment: error: NIGHTDESK_KEYSET and NIGHTDESK_KEYSET_FILE are both set (mend: keep one of them)
environment: error: TWILIO_API_SECRET_FILE points to a file that can't be read or is empty (mend: check the path, and that this user may read it)
environment: error: only one of TWILIO_API_KEY and TWILIO_API_SECRET is set (mend: set both, or neither)
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, ps := config.FromEnv(append(append([]string(nil), enough...), tc.env...), noFile)
			if d := gocmp.Diff(tc.want, lines(ps)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSecretNeverPrints(t *testing.T) {
	p, _ := config.FromEnv(append(enough, "NIGHTDESK_REDIS_URL=redis://:keys-of-gold@h"), noFile)
	js, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "process", p, "keyset", p.Keyset)
	for _, s := range []string{fmt.Sprint(p), fmt.Sprintf("%+v %#v %q %x %s", p, p, p.Keyset, p.Keyset, p.Twilio.AuthTokens), string(js), log.String(),
		fmt.Sprint(errors.Join(fmt.Errorf("keyset %v", p.Keyset)))} {
		for _, secret := range []string{"keys-of-gold", "6b6579732d6f66", "-token"} {
			if strings.Contains(s, secret) {
				t.Errorf("%q in %q", secret, s)
			}
		}
	}
	if p.Keyset.Reveal() != "keys-of-gold" || fmt.Sprint(p.Keyset) != "<secret>" || fmt.Sprint(config.Secret("")) != "" {
		t.Error("a secret reads as it should not")
	}
}
