package store

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"strings"
	"time"
)

// Versions of a keyset's text form. In those of a standby the newest data key is on
// standby: a build that does not know of standby refuses it and does not seal under
// it. In those that are dated each data key is followed by when it was made, in
// seconds since 1970 and 0 for unknown; a keyset that knows of none is written
// without.
const (
	keysetFormat       = 1
	standbyFormat      = 2
	datedFormat        = 3
	datedStandbyFormat = 4
)

const (
	keyLen     = 32 // AES-256 and HMAC-SHA256
	keysetSum  = 4  // bytes of the checksum that catches a bad paste
	dataKeyLen = 4 + keyLen
	madeLen    = 4
)

// ErrKeyset is returned for a text that is not a keyset.
var ErrKeyset = errors.New("not a keyset")

// Keyset is a clinic's secret: the index key, under which phone numbers become
// person ids, and the data keys that seal what is stored. New values are sealed
// under the primary data key; older ones stay readable while their key is here.
//
// A key is changed without stopping anything, in steps that each leave every
// replica able to read what any other writes:
//
//  1. Rotate adds a key on standby: it opens, and seals nothing. Give that keyset
//     to every replica, one after the other.
//  2. Promote makes the standby key the primary one. Give that keyset to every
//     replica; those that have not got it yet can read what the others now seal.
//  3. Store.Reseal seals what is stored under older keys anew, while turns go on.
//  4. Retire drops a key under which nothing is stored any more.
//
// The index key never changes: with another one every person is a stranger.
// Losing the keyset loses everything that was sealed, so it is kept apart from
// the database and its backups; a backup needs the keyset of its day. It remembers when
// each data key was made (MadeAt), so that one is not used for longer than KeyFor. The zero
// Keyset is empty and opens nothing.
type Keyset struct {
	index   []byte
	data    []dataKey // oldest first
	standby bool      // the last one is on standby, and the one before it seals
}

// dataKey is one sealing key and the name it is stored under.
type dataKey struct {
	id   KeyID
	key  []byte
	made uint32 // seconds since 1970; 0 = nobody wrote it down
}

// KeyFor is how long a data key seals before it should be changed (the operator's
// period of NIST SP 800-57 part 1, 5.3.6, is 2 years at most; this is half of it).
const KeyFor = 365 * 24 * time.Hour

// NewKeyset makes a keyset of fresh random keys.
func NewKeyset(rand io.Reader) (Keyset, error) {
	k := Keyset{index: make([]byte, keyLen)}
	if _, err := io.ReadFull(rand, k.index); err != nil {
		return Keyset{}, fmt.Errorf("make a keyset: %w", err)
	}
	return k.add(rand)
}

// Rotate returns the keyset with one more data key, on standby: it can open and
// does not seal until Promote. There is one standby key at most.
func (k Keyset) Rotate(rand io.Reader) (Keyset, error) {
	if len(k.index) != keyLen {
		return Keyset{}, fmt.Errorf("rotate: %w: it is empty", ErrKeyset)
	}
	if k.standby {
		return Keyset{}, errors.New("rotate: a key is on standby already; promote it once every replica has this keyset")
	}
	if len(k.data) == 255 {
		return Keyset{}, errors.New("rotate: a keyset holds 255 data keys at most; retire old ones")
	}
	next, err := k.add(rand)
	next.standby = true
	return next, err
}

// add returns the keyset with one more data key at its end.
func (k Keyset) add(rand io.Reader) (Keyset, error) {
	raw := make([]byte, dataKeyLen)
	for {
		if _, err := io.ReadFull(rand, raw); err != nil {
			return Keyset{}, fmt.Errorf("make a key: %w", err)
		}
		id := KeyID(binary.BigEndian.Uint32(raw))
		if !slices.ContainsFunc(k.data, func(d dataKey) bool { return d.id == id }) {
			next := dataKey{id: id, key: raw[4:]}
			return Keyset{index: k.index, data: append(slices.Clone(k.data), next)}, nil
		}
	}
}

// MadeAt returns the keyset with when its newest key was made, which is for whoever has
// just made it to say.
func (k Keyset) MadeAt(now time.Time) Keyset {
	data := slices.Clone(k.data)
	if at := now.Unix(); len(data) > 0 && at > 0 && at <= math.MaxUint32 {
		data[len(data)-1].made = uint32(at)
	}
	return Keyset{index: k.index, data: data, standby: k.standby}
}

// Made is when a key was made; the zero time for one of which nobody wrote it down.
func (k Keyset) Made(id KeyID) time.Time {
	for _, d := range k.data {
		if d.id == id && d.made != 0 {
			return time.Unix(int64(d.made), 0).UTC()
		}
	}
	return time.Time{}
}

// Primary is the key that seals; 0 in an empty keyset.
func (k Keyset) Primary() KeyID {
	if k.Empty() {
		return 0
	}
	return k.primary().id
}

// Overdue reports whether the key that seals is older than KeyFor. Of one whose day is
// not known, it is not known.
func (k Keyset) Overdue(now time.Time) bool {
	made := k.Made(k.Primary())
	return !made.IsZero() && now.Sub(made) >= KeyFor
}

// Promote returns the keyset with its standby key as the primary one. A replica
// that does not have that key yet cannot read what is sealed from then on.
func (k Keyset) Promote() (Keyset, error) {
	if !k.standby {
		return Keyset{}, errors.New("promote: no key is on standby; rotate adds one")
	}
	return Keyset{index: k.index, data: slices.Clone(k.data)}, nil
}

// Retire returns the keyset without some of its old keys. What they sealed can
// never be read again: Store.KeyUse tells how much that is.
func (k Keyset) Retire(ids ...KeyID) (Keyset, error) {
	data := slices.Clone(k.data)
	for _, id := range ids {
		i := slices.IndexFunc(data, func(d dataKey) bool { return d.id == id })
		if i < 0 || k.Role(id) != RoleOld {
			return Keyset{}, fmt.Errorf("retire: %s is not an old key of this keyset", id)
		}
		data = slices.Delete(data, i, i+1)
	}
	return Keyset{index: k.index, data: data, standby: k.standby}, nil
}

// KeyID is the name of a data key. It is stored in clear with each value and tells
// nothing of the key.
type KeyID uint32

// String is the id as eight hexadecimal digits.
func (id KeyID) String() string { return fmt.Sprintf("%08x", uint32(id)) }

// KeyRole is what a data key is for.
type KeyRole string

const (
	RoleOld     KeyRole = "old"     // opens what it sealed
	RolePrimary KeyRole = "primary" // seals
	RoleStandby KeyRole = "standby" // opens, and will seal
	RoleMissing KeyRole = "MISSING" // not in the keyset: what it sealed stays shut
)

// primary is the key that seals.
func (k Keyset) primary() dataKey {
	if k.standby {
		return k.data[len(k.data)-2]
	}
	return k.data[len(k.data)-1]
}

// Role tells what a key is for in this keyset.
func (k Keyset) Role(id KeyID) KeyRole {
	switch {
	case !slices.ContainsFunc(k.data, func(d dataKey) bool { return d.id == id }):
		return RoleMissing
	case k.primary().id == id:
		return RolePrimary
	case k.standby && k.data[len(k.data)-1].id == id:
		return RoleStandby
	}
	return RoleOld
}

// IDs are the keyset's data keys, oldest first.
func (k Keyset) IDs() []KeyID {
	ids := make([]KeyID, len(k.data))
	for i, d := range k.data {
		ids[i] = d.id
	}
	return ids
}

// Empty reports whether k is the zero Keyset.
func (k Keyset) Empty() bool { return len(k.data) == 0 }

// Encode returns the keyset as text, secret and all, for NIGHTDESK_KEYSET.
func (k Keyset) Encode() string {
	dated := slices.ContainsFunc(k.data, func(d dataKey) bool { return d.made != 0 })
	raw := []byte{keysetFormat}
	switch {
	case dated && k.standby:
		raw[0] = datedStandbyFormat
	case dated:
		raw[0] = datedFormat
	case k.standby:
		raw[0] = standbyFormat
	}
	raw = append(raw, k.index...)
	for _, d := range k.data {
		raw = binary.BigEndian.AppendUint32(raw, uint32(d.id))
		raw = append(raw, d.key...)
		if dated {
			raw = binary.BigEndian.AppendUint32(raw, d.made)
		}
	}
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(append(raw, sum[:keysetSum]...))
}

// ParseKeyset reads what Encode wrote. Its errors show nothing of the text.
func ParseKeyset(text string) (Keyset, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return Keyset{}, fmt.Errorf("%w: it is not base64url; `nightdesk keyset new` prints one", ErrKeyset)
	}
	if len(raw) < 1+keyLen+dataKeyLen+keysetSum {
		return Keyset{}, fmt.Errorf("%w: it is too short; was all of it pasted?", ErrKeyset)
	}
	body, sum := raw[:len(raw)-keysetSum], raw[len(raw)-keysetSum:]
	if want := sha256.Sum256(body); string(want[:keysetSum]) != string(sum) {
		return Keyset{}, fmt.Errorf("%w: its checksum is wrong; was all of it pasted?", ErrKeyset)
	}
	format, each := body[0], dataKeyLen
	switch format {
	case keysetFormat, standbyFormat:
	case datedFormat, datedStandbyFormat:
		each += madeLen
	default:
		return Keyset{}, fmt.Errorf("%w: format %d is unknown; was it made by a newer nightdesk?", ErrKeyset, format)
	}
	keys := body[1+keyLen:]
	if len(keys)%each != 0 {
		return Keyset{}, fmt.Errorf("%w: it holds part of a key", ErrKeyset)
	}
	k := Keyset{index: body[1 : 1+keyLen], standby: format == standbyFormat || format == datedStandbyFormat}
	for d := range slices.Chunk(keys, each) {
		next := dataKey{id: KeyID(binary.BigEndian.Uint32(d)), key: d[4:dataKeyLen:dataKeyLen]}
		if each > dataKeyLen {
			next.made = binary.BigEndian.Uint32(d[dataKeyLen:])
		}
		k.data = append(k.data, next)
	}
	if k.standby && len(k.data) < 2 {
		return Keyset{}, fmt.Errorf("%w: its only key is on standby", ErrKeyset)
	}
	return k, nil
}

// Derive returns 32 bytes for another purpose than the store's own (the MAC on
// a callback address, say), different for each clinic and purpose. It comes
// from the index key and so survives rotation.
func (k Keyset) Derive(clinic, purpose string) ([]byte, error) {
	if len(k.index) != keyLen {
		return nil, fmt.Errorf("derive %s: %w: it is empty", purpose, ErrKeyset)
	}
	return hkdf.Key(sha256.New, k.index, nil, "nightdesk derive\x00"+clinic+"\x00"+purpose, keyLen)
}

// String says how many keys there are and shows none.
func (k Keyset) String() string { return fmt.Sprintf("[keyset of %d]", len(k.data)) }

// GoString is String, so that %#v shows no key either.
func (k Keyset) GoString() string { return k.String() }

// Format keeps the keys out of every verb.
func (k Keyset) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, k.String()) }

// LogValue keeps the keys out of logs.
func (k Keyset) LogValue() slog.Value { return slog.StringValue(k.String()) }
