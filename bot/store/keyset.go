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
	"slices"
	"strings"
)

// keysetFormat is the version of a keyset's text form.
const keysetFormat = 1

const (
	keyLen     = 32 // AES-256 and HMAC-SHA256
	keysetSum  = 4  // bytes of the checksum that catches a bad paste
	dataKeyLen = 4 + keyLen
)

// ErrKeyset is returned for a text that is not a keyset.
var ErrKeyset = errors.New("not a keyset")

// Keyset is a clinic's secret: the index key, under which phone numbers become
// person ids, and the data keys that seal what is stored. New values are sealed
// under the newest data key; older ones stay readable while their key is here.
//
// The index key never changes: with another one every person is a stranger.
// Losing the keyset loses everything that was sealed, so it is kept apart from
// the database and its backups. The zero Keyset is empty and opens nothing.
type Keyset struct {
	index []byte
	data  []dataKey // oldest first; the last one seals
}

// dataKey is one sealing key and the name it is stored under.
type dataKey struct {
	id  uint32
	key []byte
}

// NewKeyset makes a keyset of fresh random keys.
func NewKeyset(rand io.Reader) (Keyset, error) {
	k := Keyset{index: make([]byte, keyLen)}
	if _, err := io.ReadFull(rand, k.index); err != nil {
		return Keyset{}, fmt.Errorf("make a keyset: %w", err)
	}
	return k.Rotate(rand)
}

// Rotate returns the keyset with one more data key, which seals from now on.
// Replicas that do not have it yet cannot read what it seals: give the new
// keyset to all of them at the same time, or stop them first.
func (k Keyset) Rotate(rand io.Reader) (Keyset, error) {
	if len(k.index) != keyLen {
		return Keyset{}, fmt.Errorf("rotate: %w: it is empty", ErrKeyset)
	}
	if len(k.data) == 255 {
		return Keyset{}, errors.New("rotate: a keyset holds 255 data keys at most; retire old ones")
	}
	raw := make([]byte, dataKeyLen)
	for {
		if _, err := io.ReadFull(rand, raw); err != nil {
			return Keyset{}, fmt.Errorf("rotate: %w", err)
		}
		id := binary.BigEndian.Uint32(raw)
		if !slices.ContainsFunc(k.data, func(d dataKey) bool { return d.id == id }) {
			next := dataKey{id: id, key: raw[4:]}
			return Keyset{index: k.index, data: append(slices.Clone(k.data), next)}, nil
		}
	}
}

// Retire returns the keyset with only its newest n data keys (at least one).
// What older ones sealed can never be read again.
func (k Keyset) Retire(n int) Keyset {
	n = min(max(n, 1), len(k.data))
	return Keyset{index: k.index, data: slices.Clone(k.data[len(k.data)-n:])}
}

// Empty reports whether k is the zero Keyset.
func (k Keyset) Empty() bool { return len(k.data) == 0 }

// Encode returns the keyset as text, secret and all, for NIGHTDESK_KEYSET.
func (k Keyset) Encode() string {
	raw := []byte{keysetFormat}
	raw = append(raw, k.index...)
	for _, d := range k.data {
		raw = binary.BigEndian.AppendUint32(raw, d.id)
		raw = append(raw, d.key...)
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
	if body[0] != keysetFormat {
		return Keyset{}, fmt.Errorf("%w: format %d is unknown; was it made by a newer nightdesk?", ErrKeyset, body[0])
	}
	keys := body[1+keyLen:]
	if len(keys)%dataKeyLen != 0 {
		return Keyset{}, fmt.Errorf("%w: it holds part of a key", ErrKeyset)
	}
	k := Keyset{index: body[1 : 1+keyLen]}
	for d := range slices.Chunk(keys, dataKeyLen) {
		k.data = append(k.data, dataKey{id: binary.BigEndian.Uint32(d), key: d[4:]})
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
