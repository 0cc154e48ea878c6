package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// What can be wrong with an audit entry.
const (
	AuditAltered   = "altered"
	AuditMissing   = "missing"
	AuditReordered = "reordered"
	AuditAdded     = "added"
	AuditCutOff    = "cut off at the end"
	AuditUnsealed  = "its seal is missing"
	AuditSeal      = "its seal was altered"
	AuditRewritten = "written anew since the checkpoint"
	AuditBegin     = "the record of where the log begins was altered"
	AuditForged    = "the checkpoint is not genuine"
)

// AuditFault is the first thing that is wrong with the audit log.
type AuditFault struct {
	ID string // of the entry; "" if only its number is known
	N  int64  // its number, from 1
	// What is one of the Audit constants; After is the id of the last entry that is
	// sound, "0-0" for none.
	What, After string
}

// RecordFault is a record that is not as the audit log says it was stored last.
type RecordFault struct {
	Kind    string // "session" or "case"
	Key     string // person or case id
	Audited int64  // version that was stored last
	Found   int64
	What    string // "rolled back", "altered" or, of a case, "taken away"
}

// AuditReport is what VerifyAudit found.
type AuditReport struct {
	Entries     int   // in the chain and sound
	Unsealed    int   // written since it was last sealed: not covered yet
	Expired     int64 // were before those, and have outlived their retention
	Checkpoints int   // that the chain agrees with
	First       *AuditFault
	Records     int // sessions and cases that are as they were stored last
	Bad         []RecordFault
}

// VerifyAudit goes through the whole audit log and its chain, and names the first
// entry that is not what was written. Checkpoints that were kept elsewhere show
// what the chain alone cannot: that its end was cut off, or all of it was written
// anew. Sessions and cases are then held against the last entry of each, which
// shows one that was put back to what it was. It changes nothing.
func (s *Store) VerifyAudit(ctx context.Context, checkpoints []Checkpoint) (AuditReport, error) {
	var begin string
	var now time.Time
	err := s.retry(ctx, "read the audit log", func(ctx context.Context, c conn) (err error) {
		if now, err = c.Time(ctx).Result(); err != nil {
			return err
		}
		if begin, err = c.Get(ctx, s.names.anchor()).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil {
		return AuditReport{}, err
	}
	last := map[string]recorded{}
	v := &verifier{a: s.auditor, begin: begin, cutoff: s.auditCutoff(now), checkpoints: checkpoints,
		seals: func(from string) func() (redis.XMessage, bool, error) {
			return s.auditPages(ctx, s.names.chain(), from, "+")
		},
		entries: func(from string) func() (redis.XMessage, bool, error) {
			return s.auditPages(ctx, s.names.audit(), from, "+")
		},
		saw: func(id string, f map[string]string) { noteRecords(last, id, f) },
	}
	if err := v.run(); err != nil {
		return v.r, err
	}
	return v.r, s.checkRecords(ctx, last, now, &v.r)
}

// verifier is one walk along the chain and the log.
type verifier struct {
	a             *auditor
	begin, cutoff string
	checkpoints   []Checkpoint
	// seals and entries read the two streams from an id on.
	seals, entries func(from string) func() (redis.XMessage, bool, error)
	saw            func(id string, fields map[string]string)
	r              AuditReport
}

func (v *verifier) fault(id string, n int64, what, after string) error {
	v.r.First = &AuditFault{ID: id, N: n, What: what, After: after}
	return nil
}

func (v *verifier) run() error {
	at, err := v.a.begin(v.begin)
	if err != nil {
		return v.fault("", 0, AuditBegin, "")
	}
	v.r.Expired = at.n
	for _, c := range v.checkpoints {
		if c.Clinic != v.a.clinic || v.a.sign(c) != c.MAC {
			return v.fault(c.ID, c.N, AuditForged, at.id)
		}
	}
	if bad := v.against(at); bad != nil {
		return nil
	}
	entries, seals := v.entries(nextID(at.id)), v.seals(nextID(at.id))
	entry, more, err := entries()
	for err == nil {
		m, ok, bad := seals()
		if bad != nil {
			return bad
		}
		if !ok {
			break
		}
		l := sealOf(m)
		if more && beforeID(entry.ID, l.id) {
			return v.unsealed(at, entry, l)
		}
		next := v.a.after(at, l.id, l.content)
		if next.n != l.n || next.link != l.link {
			return v.broken(at, l)
		}
		switch {
		case more && entry.ID == l.id:
			fields := fieldsOf(entry)
			if v.a.content(fields) != l.content {
				return v.changed(next, at, v.a.content(fields))
			}
			v.r.Entries++
			v.saw(entry.ID, fields)
			entry, more, err = entries()
		case !beforeID(v.cutoff, l.id): // it has expired, and the chain is trimmed later
			v.r.Expired++
		default:
			return v.gone(next, at, l, more)
		}
		at = next
		if bad := v.against(at); bad != nil {
			return nil
		}
	}
	for ; err == nil && more; entry, more, err = entries() {
		v.r.Unsealed++
		v.saw(entry.ID, fieldsOf(entry))
	}
	if err != nil {
		return err
	}
	return v.cutOff(at)
}

// against holds a place against the checkpoints of it.
func (v *verifier) against(at place) *AuditFault {
	for _, c := range v.checkpoints {
		if c.N != at.n {
			continue
		}
		if c.Link != fmt.Sprintf("%x", at.link) || c.ID != at.id {
			_ = v.fault(at.id, at.n, AuditRewritten, at.id)
			return v.r.First
		}
		v.r.Checkpoints++
	}
	return nil
}

// cutOff looks for checkpoints of what comes after the end.
func (v *verifier) cutOff(at place) error {
	var id string
	beyond := false
	for _, c := range v.checkpoints {
		if c.N > at.n {
			beyond = true
		}
		if c.N == at.n+1 {
			id = c.ID
		}
	}
	if !beyond {
		return nil
	}
	return v.fault(id, at.n+1, AuditCutOff, at.id)
}

// unsealed says what an entry is that stands where the chain has none.
func (v *verifier) unsealed(at place, entry redis.XMessage, l seal) error {
	content := v.a.content(fieldsOf(entry))
	own := v.a.after(at, entry.ID, content)
	if v.a.after(own, l.id, l.content).link == l.link {
		return v.fault(entry.ID, own.n, AuditUnsealed, at.id)
	}
	moved, err := v.sealed(content)
	if err != nil {
		return err
	}
	if moved {
		return v.fault(entry.ID, own.n, AuditReordered, at.id)
	}
	return v.fault(entry.ID, own.n, AuditAdded, at.id)
}

// broken says what a seal is that does not follow the one before it.
func (v *verifier) broken(at place, l seal) error {
	if l.n > at.n+1 {
		return v.fault("", at.n+1, AuditMissing, at.id)
	}
	return v.fault(l.id, at.n+1, AuditSeal, at.id)
}

// changed says what an entry is that does not say what it said.
func (v *verifier) changed(here, at place, content string) error {
	moved, err := v.sealed(content)
	if err != nil {
		return err
	}
	what := AuditAltered
	if moved {
		what = AuditReordered
	}
	return v.fault(here.id, here.n, what, at.id)
}

// gone says what became of an entry whose seal is there.
func (v *verifier) gone(here, at place, l seal, more bool) error {
	next := v.entries(nextID(at.id))
	for {
		m, ok, err := next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if v.a.content(fieldsOf(m)) == l.content {
			return v.fault(here.id, here.n, AuditReordered, at.id)
		}
	}
	what := AuditCutOff
	if more {
		what = AuditMissing
	}
	return v.fault(here.id, here.n, what, at.id)
}

// sealed reports whether the chain has a seal of this content anywhere.
func (v *verifier) sealed(content string) (bool, error) {
	for next := v.seals("-"); ; {
		m, ok, err := next()
		if err != nil || !ok {
			return false, err
		}
		if sealOf(m).content == content {
			return true, nil
		}
	}
}
