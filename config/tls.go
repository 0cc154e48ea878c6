package config

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"
)

// Pair is a certificate, with those between it and its authority after it, and its key,
// both in PEM.
type Pair struct {
	Cert string
	Key  Secret
}

// set reports that there is one.
func (p Pair) set() bool { return p.Cert != "" || p.Key != "" }

// load reads it; checked by FromEnv.
func (p Pair) load() (tls.Certificate, error) {
	return tls.X509KeyPair([]byte(p.Cert), []byte(p.Key.Reveal()))
}

// RedisTLS is how Redis is spoken to over TLS: whose certificates are believed, and
// which one of ours is shown. Nil means those of the system, and none.
func (p Process) RedisTLS() *tls.Config {
	if p.RedisCA == "" && !p.RedisPair.set() {
		return nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if p.RedisCA != "" {
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AppendCertsFromPEM([]byte(p.RedisCA))
	}
	if own, err := p.RedisPair.load(); err == nil {
		c.Certificates = []tls.Certificate{own}
	}
	return c
}

// ServerTLS is how the program is spoken to over TLS; nil means over plain HTTP.
func (p Process) ServerTLS() *tls.Config {
	own, err := p.Pair.load()
	if err != nil {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own}}
}

// Ends is when the first of the certificates ends that a setting holds, by its name.
// After that nobody believes it any more. Settings without one are left out.
func (p Process) Ends() map[string]time.Time {
	ends := map[string]time.Time{}
	for name, text := range map[string]string{"NIGHTDESK_REDIS_CA": p.RedisCA, "NIGHTDESK_REDIS_CERT": p.RedisPair.Cert, "NIGHTDESK_TLS_CERT": p.Pair.Cert} {
		for _, c := range certificates(text) {
			if first, ok := ends[name]; !ok || c.NotAfter.Before(first) {
				ends[name] = c.NotAfter
			}
		}
	}
	return ends
}

// certificates are those of a text in PEM that can be read.
func certificates(text string) (all []*x509.Certificate) {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return all
		}
		if c, err := x509.ParseCertificate(block.Bytes); err == nil && block.Type == "CERTIFICATE" {
			all = append(all, c)
		}
	}
}

// checkTLS looks whether what was set for TLS fits together.
func (e *env) checkTLS(p Process) {
	const pem = `it is text that begins with "-----BEGIN"; NAME_FILE names a file of it`
	for _, x := range []struct {
		name string
		pair Pair
	}{{"NIGHTDESK_REDIS", p.RedisPair}, {"NIGHTDESK_TLS", p.Pair}} {
		if _, err := x.pair.load(); x.pair.set() && err != nil {
			e.add(x.name+"_CERT and "+x.name+"_KEY are not a certificate and its key", "set both, or neither: "+pem)
		}
	}
	if p.RedisCA != "" && len(certificates(p.RedisCA)) == 0 {
		e.add("NIGHTDESK_REDIS_CA holds no certificate", "set it to the certificate of the authority that Redis's own comes from: "+pem)
	}
	if p.RedisTLS() != nil && !strings.HasPrefix(p.RedisURL.Reveal(), "rediss") {
		e.add("NIGHTDESK_REDIS_CA and NIGHTDESK_REDIS_CERT are of no use: NIGHTDESK_REDIS_URL is not of TLS", `let it begin with "rediss://"`)
	}
}
