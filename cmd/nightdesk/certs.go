package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"nightdesk/bot/store"
)

// certsCmd makes what a program and a Redis on one machine need to trust each other and
// nobody else.
type certsCmd struct {
	Dir  string `arg:"" help:"A folder with the folders redis and desk in it." placeholder:"DIR"`
	Anew bool   `help:"Make new ones in the place of those that are there."`
}

// Help is the long help of the command.
func (certsCmd) Help() string {
	return `What is there already is left as it is, so this may run at every start; what has ended
is made anew.

DIR/redis is for redis-server: its certificate and key, the authority that it believes
(ca.crt), and users.acl, by which the user "nightdesk" may do what nightdesk does, the
user "health" may ping, and nobody else may do anything. DIR/desk is for nightdesk:
redis-url with that user's password, redis.crt and redis.key to show to Redis, desk.crt
and desk.key for the proxy in front, and the same ca.crt.

The authority makes these certificates and is forgotten: nobody can make more. They are
good for 5 years. Change them and the password each year, and when somebody leaves who
could read them: with --anew, and start Redis and nightdesk again right after it. With
compose.yaml:

    docker compose run --rm certs certs --anew /certs
    docker compose up -d --force-recreate redis nightdesk`
}

// goodFor is how long the certificates are.
const goodFor = 5 * 365 * 24 * time.Hour

// goodFrom is the day that they begin with, however late it is: a clock that was ahead
// when they were made, and is set right, must not find that they are not good yet.
var goodFrom = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Run makes them, unless they are there.
func (c *certsCmd) Run(std *streams) error { return c.run(std, time.Now()) }

func (c *certsCmd) run(std *streams, now time.Time) error {
	ends, err := certsIn(c.Dir)
	switch {
	case c.Anew || errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("read the certificates: %w (mend: look at %s, or make them --anew)", err, c.Dir)
	case now.Before(ends):
		fmt.Fprintf(std.out, "they are there and good until %s\n", ends.Format(time.DateOnly))
		return c.rights()
	default: // nobody believes them any more, so there is nothing to keep
		fmt.Fprintf(std.out, "those that are there ended on %s\n", ends.Format(time.DateOnly))
	}
	if now.Before(goodFrom) {
		return fmt.Errorf("make certificates: this machine's clock says %s, and they would end too early (mend: set it right)", now.Format(time.DateOnly))
	}
	all, err := makeCerts(now)
	if err != nil {
		return fmt.Errorf("make certificates: %w", err)
	}
	// Without the last one, what is cut off in the middle is begun again.
	if err := os.Remove(filepath.Join(c.Dir, lastCert)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write certificates: %w", err)
	}
	for _, f := range all {
		if err := writeWhole(filepath.Join(c.Dir, f.name), f.data, f.mode); err != nil {
			return c.unwritable(err)
		}
	}
	fmt.Fprintln(std.out, "made; start Redis and nightdesk again if they run")
	return nil
}

// rights writes the rights of this version into the users that are there, for the next
// start of Redis; who may sign in stays as it is.
func (c *certsCmd) rights() error {
	path := filepath.Join(c.Dir, usersFile)
	old, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the users of Redis: %w (mend: let this user read %s, or make new ones with --anew)", err, path)
	}
	sum := regexp.MustCompile(`(?m)^user nightdesk .*#([0-9a-f]{64}) `).FindSubmatch(old)
	if sum == nil {
		return fmt.Errorf("%s names no user nightdesk with a password (mend: make new ones with --anew)", path)
	}
	next := usersACL(string(sum[1]))
	if string(next) == string(old) {
		return nil
	}
	return c.unwritable(writeWhole(path, next, theirs))
}

// unwritable adds the mend to what kept a file from being written.
func (c *certsCmd) unwritable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w (mend: let this user write to the folders redis and desk in %s)", err, c.Dir)
}

// certFile is one file of them. The last one is written when all others are there.
type certFile struct {
	name string
	data []byte
	mode fs.FileMode
}

// lastCert tells that all files were written.
const lastCert = "desk/redis-url"

// usersFile are the users of Redis.
const usersFile = "redis/users.acl"

// Who may read a file: Redis runs as another user than we do, in our group.
const (
	mine   = 0o600
	theirs = 0o640
	anyone = 0o644
)

// makeCerts makes all of them.
func makeCerts(now time.Time) ([]certFile, error) {
	ca, err := newAuthority(now)
	if err != nil {
		return nil, err
	}
	local := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	both := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	redisCert, redisKey, err1 := ca.make("redis", local, both...)
	clientCert, clientKey, err2 := ca.make("nightdesk as a user of redis", nil, x509.ExtKeyUsageClientAuth)
	deskCert, deskKey, err3 := ca.make("nightdesk", local, x509.ExtKeyUsageServerAuth)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	password := rand.Text()
	sum := sha256.Sum256([]byte(password))
	return []certFile{
		{"redis/ca.crt", ca.pem, anyone}, {"redis/redis.crt", redisCert, anyone}, {"redis/redis.key", redisKey, theirs}, {usersFile, usersACL(hex.EncodeToString(sum[:])), theirs},
		{"desk/ca.crt", ca.pem, anyone}, {"desk/redis.crt", clientCert, anyone}, {"desk/redis.key", clientKey, mine},
		{"desk/desk.crt", deskCert, anyone}, {"desk/desk.key", deskKey, mine},
		{lastCert, []byte("rediss://nightdesk:" + password + "@redis:6379/0\n"), mine},
	}, nil
}

// usersACL are those users, by the hash of the password (SHA-256, as ACL wants it). What
// looks after its health may only ping.
func usersACL(sum string) []byte {
	return []byte("user default reset\n" +
		"user health reset on nopass +ping\n" +
		"user nightdesk reset on #" + sum + " " + store.Rights + "\n")
}

// authority makes certificates; it lives as long as the command.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
	now  time.Time
}

func newAuthority(now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	a := &authority{key: key, now: now}
	if a.cert, err = a.draft("nightdesk on this machine"); err != nil {
		return nil, err
	}
	a.cert.IsCA, a.cert.MaxPathLenZero, a.cert.KeyUsage = true, true, x509.KeyUsageCertSign
	raw, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, key.Public(), key)
	if err != nil {
		return nil, err
	}
	a.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	a.cert, err = x509.ParseCertificate(raw)
	return a, err
}

// draft is a certificate that nobody has signed.
func (a *authority) draft(name string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	return &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: goodFrom, NotAfter: a.now.Add(goodFor),
		BasicConstraintsValid: true}, nil
}

// make is a certificate for name, and for this machine's own names if it has addresses.
func (a *authority) make(name string, at []net.IP, uses ...x509.ExtKeyUsage) (cert, key []byte, err error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	c, err := a.draft(name)
	if err != nil {
		return nil, nil, err
	}
	c.KeyUsage, c.ExtKeyUsage, c.IPAddresses = x509.KeyUsageDigitalSignature, uses, at
	if at != nil {
		c.DNSNames = []string{name, "localhost"}
	}
	raw, err := x509.CreateCertificate(rand.Reader, c, a.cert, k.Public(), a.key)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// certsIn is until when those in a folder are good; fs.ErrNotExist if they are not all
// there. Those that were not made together are an error.
func certsIn(dir string) (time.Time, error) {
	address, err := os.ReadFile(filepath.Join(dir, lastCert))
	if err != nil {
		return time.Time{}, err
	}
	var trust []*x509.CertPool
	for _, name := range []string{"redis/ca.crt", "desk/ca.crt"} {
		ca, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return time.Time{}, err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(ca)
		trust = append(trust, pool)
	}
	ends := time.Time{}
	for _, name := range []string{"redis/redis", "desk/redis", "desk/desk"} {
		pair, err := tls.LoadX509KeyPair(filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key"))
		if err != nil {
			return time.Time{}, err
		}
		for _, pool := range trust { // shortly before its end: that it is over is said elsewhere
			o := x509.VerifyOptions{Roots: pool, CurrentTime: pair.Leaf.NotAfter.Add(-time.Minute), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
			if _, err := pair.Leaf.Verify(o); err != nil {
				return time.Time{}, fmt.Errorf("%s.crt: %w", name, err)
			}
		}
		if ends.IsZero() || pair.Leaf.NotAfter.Before(ends) {
			ends = pair.Leaf.NotAfter
		}
	}
	users, err := os.ReadFile(filepath.Join(dir, usersFile))
	if err != nil {
		return time.Time{}, err
	}
	u, err := url.Parse(strings.TrimSpace(string(address)))
	if err != nil || u.User == nil {
		return time.Time{}, fmt.Errorf("%s holds no address with a password", lastCert)
	}
	password, _ := u.User.Password()
	if sum := sha256.Sum256([]byte(password)); !strings.Contains(string(users), "#"+hex.EncodeToString(sum[:])) {
		return time.Time{}, fmt.Errorf("%s does not know the password in %s", usersFile, lastCert)
	}
	return ends, nil
}
