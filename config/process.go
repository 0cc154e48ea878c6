package config

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Process is what the environment sets: addresses and secrets.
type Process struct {
	Addr        string // to listen on
	MetricsAddr string // of its own for /metrics; "" = none
	// PublicURL is how the carrier reaches us, without a slash at its end.
	// Webhook signatures are checked against it.
	PublicURL string
	// ConsoleURL is where staff open the console, and nothing else answers, as
	// "https://console.example.org" in the form that browsers give it; "" = at PublicURL.
	ConsoleURL string
	// Proxies are the addresses of reverse proxies in front of us, whose
	// X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// RedisURL may hold a password. RedisSet tells it from the default.
	RedisURL Secret
	RedisSet bool
	// RedisCA are the authorities, in PEM, that Redis's certificate may come from; "" =
	// the system's. RedisPair is shown to a Redis that asks who is there.
	RedisCA   string
	RedisPair Pair
	// Pair is the program's own certificate; without it, it speaks plain HTTP.
	Pair   Pair
	Keyset Secret // encryption keyset, as "keyset new" prints it
	// AuditFile is where checkpoints of the audit log are added; "" = nowhere.
	AuditFile string
	Twilio    Twilio
	OIDC      OIDC
}

// OIDC is the clinic's own identity provider, for the console. Without an issuer there
// is none.
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret Secret
	// TrustMFA says that the provider lets nobody in with one factor; otherwise each
	// sign-in must say so itself.
	TrustMFA bool
}

// Twilio is the account that texts go through.
type Twilio struct {
	AccountSID string
	// AuthTokens are one, or several while they are rotated: the first signs
	// our calls, any may have signed theirs.
	AuthTokens []Secret
	APIKey     string // with APISecret, instead of the token, for our calls
	APISecret  Secret
	// From or MessagingService is the sender; without both it is the line of
	// clinic.yaml.
	From             string
	MessagingService string
	APIBase          string
}

// Defaults of the environment.
const (
	DefaultAddr     = ":8080"
	DefaultRedisURL = "redis://127.0.0.1:6379/0"
	DefaultAPIBase  = "https://api.twilio.com"
)

const environment = "environment"

// variable is one setting: every one may also be given as NAME_FILE, the path of
// a file that holds it.
type variable struct {
	name     string
	fallback string
	required string // why it is needed; "" = it may be left out
	// set stores the value and says what is wrong with it. It must not repeat
	// the value.
	set func(p *Process, v string) (wrong, mend string)
}

var variables = []variable{
	{name: "NIGHTDESK_ADDR", fallback: DefaultAddr, set: func(p *Process, v string) (string, string) {
		p.Addr = v
		return checkAddr(v)
	}},
	{name: "NIGHTDESK_METRICS_ADDR", set: func(p *Process, v string) (string, string) {
		p.MetricsAddr = v
		return checkAddr(v)
	}},
	{name: "NIGHTDESK_PUBLIC_URL", required: "webhook signatures are checked against it", set: func(p *Process, v string) (string, string) {
		p.PublicURL = strings.TrimRight(v, "/")
		return checkURL(v, "https://desk.example.org")
	}},
	{name: "NIGHTDESK_CONSOLE_URL", set: func(p *Process, v string) (wrong, mend string) {
		p.ConsoleURL, wrong, mend = origin(v)
		return wrong, mend
	}},
	{name: "NIGHTDESK_TRUSTED_PROXIES", set: setProxies},
	{name: "NIGHTDESK_REDIS_URL", fallback: DefaultRedisURL, set: func(p *Process, v string) (string, string) {
		p.RedisURL = Secret(v)
		return checkRedis(v)
	}},
	{name: "NIGHTDESK_REDIS_CA", set: func(p *Process, v string) (string, string) {
		p.RedisCA = v
		return "", ""
	}},
	{name: "NIGHTDESK_REDIS_CERT", set: func(p *Process, v string) (string, string) {
		p.RedisPair.Cert = v
		return "", ""
	}},
	{name: "NIGHTDESK_REDIS_KEY", set: func(p *Process, v string) (string, string) {
		p.RedisPair.Key = Secret(v)
		return "", ""
	}},
	{name: "NIGHTDESK_TLS_CERT", set: func(p *Process, v string) (string, string) {
		p.Pair.Cert = v
		return "", ""
	}},
	{name: "NIGHTDESK_TLS_KEY", set: func(p *Process, v string) (string, string) {
		p.Pair.Key = Secret(v)
		return "", ""
	}},
	{name: "NIGHTDESK_KEYSET", required: "everything stored is encrypted with it", set: func(p *Process, v string) (string, string) {
		p.Keyset = Secret(v)
		return "", ""
	}},
	{name: "NIGHTDESK_AUDIT_FILE", set: func(p *Process, v string) (string, string) {
		p.AuditFile = v
		return "", ""
	}},
	{name: "NIGHTDESK_OIDC_ISSUER", set: func(p *Process, v string) (string, string) {
		p.OIDC.Issuer = v // as it is: the provider's tokens hold it to the letter
		return checkURL(v, "https://login.example.org")
	}},
	{name: "NIGHTDESK_OIDC_CLIENT_ID", set: func(p *Process, v string) (string, string) {
		p.OIDC.ClientID = v
		return "", ""
	}},
	{name: "NIGHTDESK_OIDC_CLIENT_SECRET", set: func(p *Process, v string) (string, string) {
		p.OIDC.ClientSecret = Secret(v)
		return "", ""
	}},
	{name: "NIGHTDESK_OIDC_MFA", set: func(p *Process, v string) (string, string) {
		p.OIDC.TrustMFA = v == "trusted"
		if v != "trusted" && v != "claimed" {
			return "not a word that is known here", `write "claimed" if each sign-in says that it had a second factor (amr), "trusted" if the provider lets nobody in without one`
		}
		return "", ""
	}},
	{name: "TWILIO_ACCOUNT_SID", required: "it names the account that sends texts", set: func(p *Process, v string) (string, string) {
		p.Twilio.AccountSID = v
		return checkSID(v, "AC")
	}},
	{name: "TWILIO_AUTH_TOKEN", required: "webhooks are signed with it", set: setTokens},
	{name: "TWILIO_API_KEY", set: func(p *Process, v string) (string, string) {
		p.Twilio.APIKey = v
		return checkSID(v, "SK")
	}},
	{name: "TWILIO_API_SECRET", set: func(p *Process, v string) (string, string) {
		p.Twilio.APISecret = Secret(v)
		return "", ""
	}},
	{name: "TWILIO_FROM", set: func(p *Process, v string) (wrong, mend string) {
		p.Twilio.From, wrong = phone(v)
		return wrong, mendPhone
	}},
	{name: "TWILIO_MESSAGING_SERVICE_SID", set: func(p *Process, v string) (string, string) {
		p.Twilio.MessagingService = v
		return checkSID(v, "MG")
	}},
	{name: "TWILIO_API_BASE", fallback: DefaultAPIBase, set: func(p *Process, v string) (string, string) {
		p.Twilio.APIBase = strings.TrimRight(v, "/")
		return checkURL(v, DefaultAPIBase)
	}},
}

// missing says how to mend a variable that is needed and not set.
var missing = map[string]string{
	"NIGHTDESK_PUBLIC_URL": `set it to the address that Twilio calls, as "https://desk.example.org"`,
	"NIGHTDESK_KEYSET":     `set it to the keyset that is kept with your secrets; only for the very first start, "nightdesk keyset new" makes one`,
	"TWILIO_ACCOUNT_SID":   "copy it from the Twilio console's first page",
	"TWILIO_AUTH_TOKEN":    "copy it from the Twilio console's first page",
}

// FromEnv reads the process's settings. environ is in the form of os.Environ;
// readFile reads the file that a variable NAME_FILE points to, whose content,
// without space around it, is then NAME's value. An empty variable is one that
// is not set. Variables that begin with NIGHTDESK_ and mean nothing are
// problems: a misspelt setting would otherwise be a default in silence.
func FromEnv(environ []string, readFile func(path string) ([]byte, error)) (Process, []Problem) {
	e := env{vars: map[string]string{}, readFile: readFile}
	for _, kv := range environ {
		if name, v, ok := strings.Cut(kv, "="); ok {
			e.vars[name] = v
		}
	}
	var p Process
	for _, v := range variables {
		e.read(&p, v)
	}
	p.RedisSet = e.isSet("NIGHTDESK_REDIS_URL") || e.isSet("NIGHTDESK_REDIS_URL_FILE")
	t := &p.Twilio
	if (t.APIKey == "") != (t.APISecret == "") {
		e.add("only one of TWILIO_API_KEY and TWILIO_API_SECRET is set", "set both, or neither")
	}
	if t.From != "" && t.MessagingService != "" {
		e.add("TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID are both set", "keep the one that shall send")
	}
	if (p.OIDC.Issuer == "") != (p.OIDC.ClientID == "") || p.OIDC.Issuer == "" && (p.OIDC.ClientSecret != "" || p.OIDC.TrustMFA) {
		e.add("the identity provider is set by halves", "set NIGHTDESK_OIDC_ISSUER and NIGHTDESK_OIDC_CLIENT_ID, and NIGHTDESK_OIDC_CLIENT_SECRET if it gave you one, or none of them")
	}
	if p.ConsoleURL != "" && nameOf(p.ConsoleURL) == nameOf(p.PublicURL) {
		e.add("NIGHTDESK_CONSOLE_URL has the host name of NIGHTDESK_PUBLIC_URL", `give the console a name of its own, as "https://console.example.org", or leave it out: then it is at the public address`)
	}
	e.checkTLS(p)
	e.unknown()
	return p, e.problems
}

// Console is where staff open the console, without a slash at its end.
func (p Process) Console() string { return cmp.Or(p.ConsoleURL, p.PublicURL) }

// env is the environment while it is read.
type env struct {
	vars     map[string]string
	readFile func(string) ([]byte, error)
	problems []Problem
}

func (e *env) add(text, mend string) {
	e.problems = append(e.problems, Problem{File: environment, Text: text, Mend: mend})
}

func (e *env) isSet(name string) bool { return e.vars[name] != "" }

// read takes one variable, from itself or from its file.
func (e *env) read(p *Process, v variable) {
	value, file := e.vars[v.name], e.vars[v.name+"_FILE"]
	switch {
	case value != "" && file != "":
		e.add(fmt.Sprintf("%s and %s_FILE are both set", v.name, v.name), "keep one of them")
		return
	case file != "":
		b, err := e.readFile(file)
		if value = strings.TrimSpace(string(b)); err != nil || value == "" {
			e.add(v.name+"_FILE points to a file that can't be read or is empty", "check the path, and that this user may read it")
			return
		}
	case value == "" && v.required != "":
		e.add(fmt.Sprintf("%s is not set: %s", v.name, v.required), missing[v.name])
		return
	case value == "":
		value = v.fallback
	}
	if value == "" {
		return
	}
	if wrong, mend := v.set(p, value); wrong != "" {
		e.add(v.name+": "+wrong, mend)
	}
}

const prefix = "NIGHTDESK_"

// unknown reports our own names that mean nothing, and Twilio's that look like a
// slip; other TWILIO_ names may belong to Twilio's tools.
func (e *env) unknown() {
	var known, ours, names []string
	for _, v := range variables {
		known = append(known, v.name, v.name+"_FILE")
		if short, ok := strings.CutPrefix(v.name, prefix); ok {
			ours = append(ours, short, short+"_FILE")
		}
	}
	for name := range e.vars {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if short, ok := strings.CutPrefix(name, prefix); ok {
			e.add("unknown variable "+name, ourVariable(short, ours))
			continue
		}
		near := nearest(name, known)
		if strings.HasPrefix(name, "TWILIO_") && near != "" && distance(name, near) <= 2 {
			e.add("unknown variable "+name, fmt.Sprintf("did you mean %q?", near))
		}
	}
}

// ourVariable is the mend for a name that begins with our prefix.
func ourVariable(short string, ours []string) string {
	if n := nearest(short, ours); n != "" {
		return fmt.Sprintf("did you mean %q?", prefix+n)
	}
	var names []string
	for _, v := range variables {
		if strings.HasPrefix(v.name, prefix) {
			names = append(names, v.name)
		}
	}
	return "known: " + strings.Join(names, ", ") + ", each also with _FILE"
}

func setTokens(p *Process, v string) (wrong, mend string) {
	for s := range strings.SplitSeq(v, ",") {
		if s = strings.TrimSpace(s); s == "" {
			return "has an empty token", "write tokens with one comma between them"
		}
		p.Twilio.AuthTokens = append(p.Twilio.AuthTokens, Secret(s))
	}
	return "", ""
}

func setProxies(p *Process, v string) (wrong, mend string) {
	const how = `write addresses or networks with commas between them, as "10.0.0.5, 10.1.0.0/16"`
	for s := range strings.SplitSeq(v, ",") {
		s = strings.TrimSpace(s)
		network, err := netip.ParsePrefix(s)
		if a, lone := netip.ParseAddr(s); err != nil && lone == nil {
			network, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		// An IPv4 proxy is known by its IPv4 address, however it is written.
		if a := network.Addr(); err == nil && a.Is4In6() && network.Bits() >= 96 {
			network = netip.PrefixFrom(a.Unmap(), network.Bits()-96)
		}
		switch {
		case err != nil:
			return "not the address of a proxy", how
		case network.Bits() == 0:
			return "believes everybody", "name the proxies only"
		}
		p.Proxies = append(p.Proxies, network.Masked())
	}
	return "", ""
}

func checkAddr(v string) (wrong, mend string) {
	if _, port, err := net.SplitHostPort(v); err != nil || port == "" {
		return "not an address to listen on", `write host and port, as "127.0.0.1:8080" or ":8080"`
	}
	return "", ""
}

// origin is a web address of a host alone, as browsers write it (RFC 6454, 4 and 6.2):
// in lower case, without the port that is understood, an address in its shortest form.
func origin(v string) (o, wrong, mend string) {
	const example = "https://console.example.org"
	if wrong, mend = checkURL(v, example); wrong != "" {
		return "", wrong, mend
	}
	u, err := url.Parse(v)
	if err != nil || strings.Trim(u.Path, "/") != "" {
		return "", "has a path", fmt.Sprintf("write the host name alone, as %q", example)
	}
	host, port := nameOf(v), u.Port()
	if strings.HasSuffix(u.Hostname(), ".") {
		return "", "ends in a dot", fmt.Sprintf("write it as %q", example)
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r > 0x7f }) {
		return "", "a host name that is not in ASCII", `write it as browsers send it, beginning with "xn--"`
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" && port != map[string]string{"https": "443", "http": "80"}[u.Scheme] {
		host += ":" + port
	}
	return u.Scheme + "://" + host, "", ""
}

// nameOf is the host name of a web address, in the one form of all that mean the same.
func nameOf(v string) string {
	u, err := url.Parse(v)
	if err != nil {
		return ""
	}
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if a, err := netip.ParseAddr(name); err == nil {
		return a.Unmap().String()
	}
	return name
}

func checkURL(v, example string) (wrong, mend string) {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "not a web address", fmt.Sprintf("write it as %q, without a query", example)
	}
	return "", ""
}

// redisSchemes are the ways to reach a store (design: one box, TLS, Sentinel,
// Cluster; unix is a socket on the same machine).
var redisSchemes = []string{"redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster"}

func checkRedis(v string) (wrong, mend string) {
	scheme, rest, ok := strings.Cut(v, "://")
	switch {
	case !ok || rest == "":
		return "not an address of a store", `write it as "redis://host:6379/0"`
	case !slices.Contains(redisSchemes, scheme):
		return "unknown kind of store", didYouMean(scheme, redisSchemes)
	case strings.HasSuffix(scheme, "+sentinel") && !strings.Contains(rest, "master="):
		return "names no master", `add "?master=NAME", the name that Sentinel knows it by`
	}
	return "", ""
}

func checkSID(v, prefix string) (wrong, mend string) {
	if !strings.HasPrefix(v, prefix) || strings.ContainsAny(v, " \t/") {
		return fmt.Sprintf("does not begin with %q", prefix), "copy it again from the Twilio console"
	}
	return "", ""
}
