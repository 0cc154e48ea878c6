package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot"
)

// What an audit entry says that an act touched, one letter each.
const (
	TouchedSession = "s"
	TouchedThread  = "t"
	TouchedCase    = "k"
	TouchedSend    = "o"
	TouchedConsent = "c"
	TouchedVisit   = "v"
	TouchedWait    = "w"
)

// touched is what a turn writes.
func touched(c bot.Commit) string {
	var b strings.Builder
	for letter, yes := range map[string]bool{TouchedSession: c.Session != nil, TouchedThread: len(c.Said) > 0 || c.Purge,
		TouchedCase: len(c.Cases) > 0, TouchedSend: len(c.Sends) > 0, TouchedConsent: len(c.Consents) > 0,
		TouchedVisit: len(c.Visits) > 0, TouchedWait: len(c.Waits) > 0} {
		if yes {
			b.WriteString(letter)
		}
	}
	return sortedLetters(b.String())
}

func sortedLetters(s string) string {
	b := []byte(s)
	slices.Sort(b)
	return string(b)
}

// Act is something that a person did with records apart from a turn: read,
// exported, deleted them. It is one entry of the audit log.
type Act struct {
	Actor   string       // staff id
	Note    string       // a short fixed word for what was done
	Person  bot.PersonID // whose record; "" for none in particular
	Touched string       // letters of the Touched constants
	// Detail is what else must be known of it (purpose, recipient, legal basis).
	// It may hold words of staff's own and is stored sealed.
	Detail string
}

// Audit writes one entry. Who shows or gives away a record writes it first: what
// could not be audited is not shown.
func (s *Store) Audit(ctx context.Context, a Act) error {
	values := s.entry(a)
	return s.retry(ctx, "write the audit log", func(ctx context.Context, c conn) error {
		return c.XAdd(ctx, &redis.XAddArgs{Stream: s.names.audit(), Values: values}).Err()
	})
}

// entry is an act as the fields of an audit entry.
func (s *Store) entry(a Act) []any {
	id := "act|" + rand.Text()
	values := []any{"i", id, "p", string(a.Person), "a", a.Actor, "n", a.Note, "v", "", "w", sortedLetters(a.Touched), "h", "", "k", ""}
	if a.Detail != "" {
		values = append(values, "d", s.auditor.sealDetail(id, a.Detail))
	}
	return values
}

// AuditEntry is one entry of the audit log, as it is read.
type AuditEntry struct {
	ID      string // of the stream: milliseconds since 1970 by the server's clock, "-", a number
	At      time.Time
	Input   string // what was applied, or "act|..." for an Act
	Person  bot.PersonID
	Actor   string // "person", "clock", a staff id
	Note    string
	Touched string // letters of the Touched constants
	Cases   []bot.CaseID
	Detail  string
}

// AuditBetween calls fn with every audit entry from one time until another, both
// included, oldest first, until it returns an error, which comes back.
func (s *Store) AuditBetween(ctx context.Context, from, to time.Time, fn func(AuditEntry) error) error {
	next := s.auditPages(ctx, s.names.audit(), strconv.FormatInt(from.UnixMilli(), 10), strconv.FormatInt(to.UnixMilli(), 10))
	for {
		m, ok, err := next()
		if err != nil || !ok {
			return err
		}
		if err := fn(s.auditEntry(m)); err != nil {
			return err
		}
	}
}

func (s *Store) auditEntry(m redis.XMessage) AuditEntry {
	f := fieldsOf(m)
	e := AuditEntry{ID: m.ID, Input: f["i"], Person: bot.PersonID(f["p"]), Actor: f["a"], Note: f["n"], Touched: f["w"]}
	ms, _, _ := strings.Cut(m.ID, "-")
	e.At = millis(ms)
	if _, says := f["w"]; !says && f["v"] != "" {
		e.Touched = TouchedSession + TouchedThread // written before entries said what
	}
	for _, k := range caseRecords(f["k"]) {
		e.Cases = append(e.Cases, bot.CaseID(k.key))
	}
	if f["d"] != "" {
		e.Detail, _ = s.auditor.openDetail(f["i"], f["d"])
	}
	return e
}

// record is the MAC by which the audit knows what a record said at a version. It
// is of the words and not of their sealed form, so it outlives a change of keys.
func (s *Store) record(k kind, key string, version int64, plain []byte) string {
	h := hmac.New(sha256.New, s.auditor.key)
	h.Write(appendParts(nil, "record", string(k), key, strconv.FormatInt(version, 10)))
	h.Write(plain)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:macLen])
}

// recorded is what an audit entry says of one record.
type recorded struct {
	key     string
	version int64
	mac     string
	at      int64 // when it was stored (ms)
}

// caseRecords reads the cases of an audit entry: "id:version:MAC" on a line each.
func caseRecords(text string) []recorded {
	var all []recorded
	for line := range strings.SplitSeq(text, "\n") {
		i := strings.LastIndexByte(line, ':')
		if i < 0 {
			continue
		}
		j := strings.LastIndexByte(line[:i], ':')
		if j < 0 {
			continue
		}
		version, err := strconv.ParseInt(line[j+1:i], 10, 64)
		if err == nil {
			all = append(all, recorded{key: line[:j], version: version, mac: line[i+1:]})
		}
	}
	return all
}

func fieldsOf(m redis.XMessage) map[string]string {
	f := make(map[string]string, len(m.Values))
	for name, v := range m.Values {
		f[name] = text(v)
	}
	return f
}

// auditPage is how many entries are read at once.
const auditPage = 500

// auditPages reads a stream from one id to another, a page at a time.
func (s *Store) auditPages(ctx context.Context, stream, from, to string) func() (redis.XMessage, bool, error) {
	var page []redis.XMessage
	done := false
	return func() (redis.XMessage, bool, error) {
		if len(page) == 0 && !done {
			err := s.retry(ctx, "read the audit log", func(ctx context.Context, c conn) (err error) {
				page, err = c.XRangeN(ctx, stream, from, to, auditPage).Result()
				return err
			})
			if err != nil {
				return redis.XMessage{}, false, err
			}
			if done = len(page) < auditPage; len(page) > 0 {
				from = nextID(page[len(page)-1].ID)
			}
		}
		if len(page) == 0 {
			return redis.XMessage{}, false, nil
		}
		m := page[0]
		page = page[1:]
		return m, true, nil
	}
}

// nextID is the least id after one.
func nextID(id string) string {
	ms, seq, _ := strings.Cut(id, "-")
	n, _ := strconv.ParseUint(seq, 10, 64)
	return ms + "-" + strconv.FormatUint(n+1, 10)
}

// beforeID reports whether id a comes before b in a stream.
func beforeID(a, b string) bool {
	am, as, _ := strings.Cut(a, "-")
	bm, bs, _ := strings.Cut(b, "-")
	x, _ := strconv.ParseUint(am, 10, 64)
	y, _ := strconv.ParseUint(bm, 10, 64)
	if x != y {
		return x < y
	}
	x, _ = strconv.ParseUint(as, 10, 64)
	y, _ = strconv.ParseUint(bs, 10, 64)
	return x < y
}
