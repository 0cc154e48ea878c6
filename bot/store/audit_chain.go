package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"nightdesk/bot"
)

// auditor makes and checks the audit's chain. Its keys come from the index key,
// because the log is never sealed anew: an entry once written stays as it is.
type auditor struct {
	clinic string
	key    []byte
	detail cipher.AEAD
}

func newAuditor(clinic string, keys Keyset) (*auditor, error) {
	if len(keys.index) != keyLen {
		return nil, fmt.Errorf("%w: it is empty", ErrKeyset)
	}
	key, err := hkdf.Key(sha256.New, keys.index, nil, "nightdesk audit\x00"+clinic, keyLen)
	if err != nil {
		return nil, err
	}
	detail, err := newAEAD(keys.index, "nightdesk audit detail\x00"+clinic)
	return &auditor{clinic: clinic, key: key, detail: detail}, err
}

func (a *auditor) sealDetail(id, text string) []byte {
	return a.detail.Seal(nil, nil, []byte(text), appendParts(nil, a.clinic, string(kindAct), id))
}

func (a *auditor) openDetail(id, box string) (string, error) {
	plain, err := a.detail.Open(nil, nil, []byte(box), appendParts(nil, a.clinic, string(kindAct), id))
	if err != nil {
		return "", fmt.Errorf("audit detail: %w", bot.ErrUnreadable)
	}
	return string(plain), nil
}

// mac is over parts of any content: each stands behind its length.
func (a *auditor) mac(parts ...string) string {
	h := hmac.New(sha256.New, a.key)
	h.Write(appendParts(make([]byte, 0, 256), parts...))
	return string(h.Sum(nil)[:macLen])
}

func appendParts(b []byte, parts ...string) []byte {
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

// content is the MAC of what an entry says, wherever it stands.
func (a *auditor) content(fields map[string]string) string {
	parts := make([]string, 0, 1+2*len(fields))
	parts = append(parts, "content")
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, name, fields[name])
	}
	return a.mac(parts...)
}

// place is a point of the chain: the entry with this number has this id, and all
// up to it comes to this link. The zero number is before the first entry.
type place struct {
	n    int64
	id   string
	link string
}

func (a *auditor) genesis() place { return place{id: "0-0", link: a.mac("genesis", a.clinic)} }

// after is the place of an entry after p.
func (a *auditor) after(p place, id, content string) place {
	n := p.n + 1
	return place{n: n, id: id, link: a.mac("link", p.link, strconv.FormatInt(n, 10), id, content)}
}

// anchor is a place as it is stored, signed, for where the chain begins.
func (a *auditor) anchor(p place) string {
	return fmt.Sprintf("%d %s %x %x", p.n, p.id, p.link, a.mac("anchor", strconv.FormatInt(p.n, 10), p.id, p.link))
}

var errAnchor = errors.New("the record of where the audit log begins was altered")

// begin reads where the chain begins.
func (a *auditor) begin(stored string) (place, error) {
	if stored == "" {
		return a.genesis(), nil
	}
	var p place
	var link, mac []byte
	if _, err := fmt.Sscanf(stored, "%d %s %x %x", &p.n, &p.id, &link, &mac); err != nil {
		return place{}, errAnchor
	}
	if p.link = string(link); a.anchor(p) != stored {
		return place{}, errAnchor
	}
	return p, nil
}

// Checkpoint is a signed place of the audit's chain. Kept outside of Redis, it
// shows later that nothing up to it was taken away or written anew.
type Checkpoint struct {
	At     time.Time `json:"t"`
	Clinic string    `json:"clinic"`
	N      int64     `json:"n"` // how many entries come up to it, since the first of all
	ID     string    `json:"id"`
	Link   string    `json:"link"`
	MAC    string    `json:"mac"`
}

// String is the checkpoint as one line of JSON.
func (c Checkpoint) String() string {
	b, _ := json.Marshal(c)
	return string(b)
}

// ParseCheckpoint reads such a line. VerifyAudit tells whether it is genuine.
func ParseCheckpoint(line string) (Checkpoint, error) {
	var c Checkpoint
	if err := json.Unmarshal([]byte(line), &c); err != nil || c.ID == "" {
		return c, errors.New("not a checkpoint")
	}
	return c, nil
}

func (a *auditor) checkpoint(p place, at time.Time) Checkpoint {
	c := Checkpoint{At: at.UTC().Truncate(time.Second), Clinic: a.clinic, N: p.n, ID: p.id, Link: hex.EncodeToString([]byte(p.link))}
	c.MAC = a.sign(c)
	return c
}

func (a *auditor) sign(c Checkpoint) string {
	return hex.EncodeToString([]byte(a.mac("checkpoint", c.At.Format(time.RFC3339), c.Clinic, strconv.FormatInt(c.N, 10), c.ID, c.Link)))
}
