package store

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"nightdesk/bot"
)

// Options says where the store is and whose it is.
type Options struct {
	// URL is one of
	//
	//	redis://[user:password@]host:port/db        rediss:// for TLS
	//	unix:///path/to/socket
	//	redis+sentinel://host:port,host:port/db?master=name
	//	redis+cluster://host:port,host:port
	//
	// rediss+sentinel and rediss+cluster use TLS. Sentinels that want a password
	// of their own get it by ?sentinel_username= and ?sentinel_password=.
	URL string
	// TLS says whose certificates are believed, and shows one of ours, where the URL is
	// of TLS; nil = those of the system, and none.
	TLS *tls.Config
	// Clinic is the short id that begins every key: letters, digits, "-", "_".
	Clinic string
	Keys   Keyset
	// Client is used instead of URL if set; Close leaves it open.
	Client redis.UniversalClient
	// Retention is how long what was said is kept after the last commit, and the
	// session with it unless something still waits in it; zero means 90 days.
	Retention time.Duration
	// KeepAudit is how long audit entries are kept; zero means 6 years.
	KeepAudit time.Duration
	// KeepConsent is how long a consent ledger is kept after its last entry; zero
	// means 6 years.
	KeepConsent time.Duration
	// KeepCrisis is how long cases are kept after they are closed, and threads after
	// the last danger in them; zero means 6 years.
	KeepCrisis time.Duration
	// Redact queues messages for blanking at the carrier: see ClaimRedactions.
	Redact bool
}

// How long records are kept if nothing else is said (domain rule 3.3.5).
const (
	defaultRetention = 90 * 24 * time.Hour
	defaultAudit     = 6 * 365 * 24 * time.Hour
	defaultConsent   = 6 * 365 * 24 * time.Hour
	defaultCrisis    = 6 * 365 * 24 * time.Hour
)

var clinicID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// Store is one clinic's state in Redis. Its methods may be called at once from
// many goroutines.
type Store struct {
	rdb       redis.UniversalClient
	cluster   *redis.ClusterClient // rdb, if it is one
	own       bool                 // rdb is ours to close
	replicas  bool                 // Sentinel or Cluster: wait for a replica
	clinic    string
	names     names
	index     []byte
	sealer    *sealer
	auditor   *auditor
	retention time.Duration
	keepAudit time.Duration
	// keepConsent is how long a ledger is kept after its last entry.
	keepConsent time.Duration
	keepCrisis  time.Duration
	redact      bool
	me          string // names this store in leases

	macs         sync.Pool // of hash.Hash under index; making one costs more than using it
	together     together
	recent       recent
	opened       opened
	rotaSeen     seenRota
	seenTold     atomic.Int64 // the quarter whose seen set is known to expire, see commit.lua
	reloaded     atomic.Int64 // when the Cluster's state was last asked for, ns
	unreplicated atomic.Int64
}

// quiet keeps the library from writing to standard error on its own: what goes
// wrong comes back as an error, and its lines follow no log format of ours.
var quiet = sync.OnceFunc(func() { redis.SetLogger(silent{}) })

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// Open makes a store. Its errors are mistakes in the options: a server that
// cannot be reached is not one, because a process that starts while Redis is
// down must still answer people in danger. Ready tells.
func Open(_ context.Context, o Options) (*Store, error) {
	quiet()
	if !clinicID.MatchString(o.Clinic) {
		return nil, fmt.Errorf("open store: clinic id %q: 1 to 32 letters, digits, - or _", o.Clinic)
	}
	sealer, err := newSealer(o.Clinic, o.Keys)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	auditor, err := newAuditor(o.Clinic, o.Keys)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{
		rdb: o.Client, clinic: o.Clinic, names: names{"{" + o.Clinic + "}:"}, index: o.Keys.index,
		sealer: sealer, auditor: auditor, retention: o.Retention, keepAudit: o.KeepAudit,
		keepConsent: o.KeepConsent, keepCrisis: o.KeepCrisis, redact: o.Redact, me: rand.Text(),
	}
	if s.retention <= 0 {
		s.retention = defaultRetention
	}
	if s.keepAudit <= 0 {
		s.keepAudit = defaultAudit
	}
	if s.keepCrisis <= 0 {
		s.keepCrisis = defaultCrisis
	}
	if s.keepConsent <= 0 {
		s.keepConsent = defaultConsent
	}
	if s.rdb == nil {
		if s.rdb, s.replicas, err = dial(o.URL, o.TLS, s.connected); err != nil {
			return nil, fmt.Errorf("open store: %w", err)
		}
		s.own = true
	}
	s.cluster, _ = s.rdb.(*redis.ClusterClient)
	return s, nil
}

// connected forgets what is only true of the server that was there before.
func (s *Store) connected(context.Context, *redis.Conn) error {
	s.seenTold.Store(0)
	return nil
}

// Close gives up the connections.
func (s *Store) Close() error {
	if !s.own {
		return nil
	}
	return s.rdb.Close()
}

// Unreplicated counts commits that no replica had confirmed within 200 ms; it
// stays 0 where there are no replicas. Losing the master just then loses them.
func (s *Store) Unreplicated() int64 { return s.unreplicated.Load() }

// Times of the connection. The store's own retry loop is the only one: the
// library's retries would execute scripts again behind our back, and its
// defaults take a minute to find a Cluster's new master.
const (
	dialTimeout = 500 * time.Millisecond
	readTimeout = time.Second
	poolSize    = 64
	// RESP3 would only add a look for push messages to every answer.
	protocol    = 2
	stateReload = 2 * time.Second
)

// greet is called on each new connection.
type greet func(context.Context, *redis.Conn) error

// dial makes a client for the URL, and says whether it should have replicas.
func dial(raw string, trust *tls.Config, hello greet) (redis.UniversalClient, bool, error) {
	scheme, _, ok := strings.Cut(raw, "://")
	if !ok {
		return nil, false, errors.New("redis address: no scheme; for example redis://127.0.0.1:6379/0")
	}
	switch scheme {
	case "redis", "rediss", "unix":
		c, err := dialOne(raw, trust, hello)
		return c, false, err
	case "redis+sentinel", "rediss+sentinel":
		c, err := dialSentinel(raw, trust, hello)
		return c, true, err
	case "redis+cluster", "rediss+cluster":
		c, err := dialCluster(raw, trust, hello)
		return c, true, err
	}
	return nil, false, fmt.Errorf("redis address: unknown scheme %q; use redis, rediss, unix, redis+sentinel or redis+cluster", scheme)
}

func dialOne(raw string, trust *tls.Config, hello greet) (redis.UniversalClient, error) {
	o, err := redis.ParseURL(raw)
	if err != nil {
		return nil, errors.New("redis address: cannot be read; for example redis://127.0.0.1:6379/0 or unix:///run/redis/redis.sock")
	}
	if o.TLSConfig != nil {
		if o.TLSConfig.InsecureSkipVerify {
			return nil, errors.New("redis address: skip_verify would believe any server; name the authority that its certificate comes from instead")
		}
		o.TLSConfig = believing(trust, o.TLSConfig.ServerName)
	}
	o.DisableIdentity = true // it asks for a right of its own, and tells only what we know
	o.MaxRetries, o.DialerRetries, o.DialTimeout = -1, 1, dialTimeout
	o.ReadTimeout, o.WriteTimeout, o.ContextTimeoutEnabled = readTimeout, readTimeout, true
	o.PoolSize, o.PipelinePoolSize, o.Protocol, o.OnConnect = poolSize, -1, protocol, hello
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewClient(o), nil
}

func dialSentinel(raw string, trust *tls.Config, hello greet) (redis.UniversalClient, error) {
	a, err := parseMany(raw, trust, "26379", "master", "sentinel_username", "sentinel_password")
	if err != nil {
		return nil, err
	}
	if a.query.Get("master") == "" {
		return nil, errors.New("redis address: sentinel needs the master's name: ?master=mymaster")
	}
	return redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName: a.query.Get("master"), SentinelAddrs: a.hosts, DB: a.db,
		SentinelUsername: a.query.Get("sentinel_username"), SentinelPassword: a.query.Get("sentinel_password"),
		Username: a.user, Password: a.password, TLSConfig: a.tls,
		MaxRetries: -1, DialerRetries: 1, DialTimeout: dialTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout,
		ContextTimeoutEnabled: true, PoolSize: poolSize, PipelinePoolSize: -1, Protocol: protocol, DisableIdentity: true, OnConnect: hello,
	}), nil
}

func dialCluster(raw string, trust *tls.Config, hello greet) (redis.UniversalClient, error) {
	a, err := parseMany(raw, trust, "6379")
	if err != nil {
		return nil, err
	}
	if a.db != 0 {
		return nil, errors.New("redis address: a cluster has only database 0")
	}
	return redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: a.hosts, Username: a.user, Password: a.password, TLSConfig: a.tls,
		MaxRetries: -1, MaxRedirects: 2, DialerRetries: 1, DialTimeout: dialTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout,
		ContextTimeoutEnabled: true, PoolSize: poolSize, PipelinePoolSize: -1, Protocol: protocol, DisableIdentity: true, OnConnect: hello, ClusterStateReloadInterval: stateReload,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}), nil
}

// address is a URL of several hosts, taken apart.
type address struct {
	hosts          []string
	user, password string
	db             int
	query          url.Values
	tls            *tls.Config
}

// parseMany reads scheme://user:password@host:port,host:port/db?query. Its
// errors show nothing of the address, which may hold a password.
func parseMany(raw string, trust *tls.Config, port string, known ...string) (address, error) {
	scheme, rest, _ := strings.Cut(raw, "://")
	where, tail := rest, ""
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		where, tail = rest[:i], rest[i:]
	}
	login := ""
	if i := strings.LastIndexByte(where, '@'); i >= 0 {
		login, where = where[:i+1], where[i+1:]
	}
	// The library of URLs knows one host only; a stand-in serves for the rest.
	u, err := url.Parse("redis://" + login + "host" + tail)
	if err != nil {
		return address{}, errors.New("redis address: cannot be read; for example redis+sentinel://h1:26379,h2:26379/0?master=mymaster")
	}
	a := address{query: u.Query(), user: u.User.Username()}
	a.password, _ = u.User.Password()
	for h := range strings.SplitSeq(where, ",") {
		if h = strings.TrimSpace(h); h == "" {
			return address{}, errors.New("redis address: a host is missing between commas")
		}
		if _, _, err := net.SplitHostPort(h); err != nil {
			h = net.JoinHostPort(strings.Trim(h, "[]"), port)
		}
		a.hosts = append(a.hosts, h)
	}
	if path := strings.Trim(u.Path, "/"); path != "" {
		if a.db, err = strconv.Atoi(path); err != nil || a.db < 0 {
			return address{}, errors.New("redis address: the database after / is a number, usually 0")
		}
	}
	for name := range a.query {
		if !slices.Contains(known, name) {
			return address{}, fmt.Errorf("redis address: unknown option %q", name)
		}
	}
	if strings.HasPrefix(scheme, "rediss") {
		a.tls = believing(trust, "") // each server by the name that it is dialled by
	}
	return a, nil
}

// believing is how a connection to name is made over TLS.
func believing(trust *tls.Config, name string) *tls.Config {
	c := &tls.Config{}
	if trust != nil {
		c = trust.Clone()
	}
	c.ServerName, c.MinVersion = name, max(c.MinVersion, tls.VersionTLS12)
	return c
}

// unavailable wraps a failure so that the edges answer "come again".
func unavailable(what string, err error) error {
	return fmt.Errorf("%s: %w (%w)", what, bot.ErrUnavailable, err)
}
