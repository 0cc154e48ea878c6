package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"nightdesk/bot"
)

// kind is what a sealed value is. Each has a key of its own, and stands in the
// associated data, so that a value moved to a record of another kind, key or
// version does not open there.
type kind string

const (
	kindSession kind = "session"
	kindReply   kind = "reply"
	kindCase    kind = "case"
	kindSend    kind = "send"
	kindThread  kind = "thread"
	kindHistory kind = "history"
	kindScript  kind = "script"
	kindConsent kind = "consent"
	kindCanary  kind = "canary"
	kindGone    kind = "gone"
	kindVisit   kind = "visit"
	kindAccount kind = "account"
	kindSignIn  kind = "signin"
	kindAsked   kind = "challenge"
	kindNotice  kind = "notice"
	kindRota    kind = "rota"
	kindRelease kind = "releases"
	kindDraft   kind = "draft"
	kindAct     kind = "act" // under the audit's own key: see audit.go
)

var kinds = []kind{kindSession, kindReply, kindCase, kindSend, kindThread, kindHistory, kindScript, kindConsent, kindCanary, kindGone, kindVisit,
	kindAccount, kindSignIn, kindAsked, kindNotice, kindRota, kindRelease, kindDraft}

// A sealed value is a header (format byte, key id), then the random nonce, the
// AES-256-GCM ciphertext and its tag.
const (
	sealFormat = 1
	sealHeader = 1 + 4
)

// sealer seals and opens the values of one clinic.
type sealer struct {
	clinic  string
	keys    Keyset
	primary KeyID
	aeads   map[sealKey]cipher.AEAD
}

type sealKey struct {
	id   KeyID
	kind kind
}

// newSealer derives a key for each kind from each data key (HKDF-SHA256).
func newSealer(clinic string, keys Keyset) (*sealer, error) {
	if len(keys.data) == 0 {
		return nil, fmt.Errorf("%w: it is empty; `nightdesk keyset new` prints one", ErrKeyset)
	}
	s := &sealer{clinic: clinic, aeads: map[sealKey]cipher.AEAD{}, keys: keys, primary: keys.primary().id}
	for _, d := range keys.data {
		for _, k := range kinds {
			aead, err := newAEAD(d.key, "nightdesk seal\x00"+clinic+"\x00"+string(k))
			if err != nil {
				return nil, fmt.Errorf("derive a key: %w", err)
			}
			s.aeads[sealKey{d.id, k}] = aead
		}
	}
	return s, nil
}

func newAEAD(secret []byte, info string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, info, keyLen)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal encrypts plain as the value of this record and no other, and adds it to
// what is before it in the record (nil for nothing).
func (s *sealer) seal(before []byte, k kind, key string, version int64, plain []byte) []byte {
	aead := s.aeads[sealKey{s.primary, k}]
	n := len(before)
	box := append(slices.Grow(before, sealHeader+len(plain)+aead.Overhead()), sealFormat)
	box = binary.BigEndian.AppendUint32(box, uint32(s.primary))
	return aead.Seal(box, nil, plain, s.bind(box[n:], k, key, version))
}

// open returns what was sealed for exactly this record, or an error wrapping
// bot.ErrUnreadable.
func (s *sealer) open(k kind, key string, version int64, box []byte) ([]byte, error) {
	if len(box) < sealHeader || box[0] != sealFormat {
		return nil, fmt.Errorf("%s: unknown seal: %w", k, bot.ErrUnreadable)
	}
	id := KeyID(binary.BigEndian.Uint32(box[1:]))
	aead, ok := s.aeads[sealKey{id, k}]
	if !ok {
		return nil, fmt.Errorf("%s: sealed under key %s, which the keyset lacks: %w", k, id, bot.ErrUnreadable)
	}
	plain, err := aead.Open(nil, nil, box[sealHeader:], s.bind(box[:sealHeader], k, key, version))
	if err != nil {
		return nil, fmt.Errorf("%s: altered, or moved from another record: %w", k, bot.ErrUnreadable)
	}
	return plain, nil
}

// bind is the associated data: where the value belongs. Parts are separated by
// NUL, which no clinic id or kind holds and the version after key does not.
func (s *sealer) bind(header []byte, k kind, key string, version int64) []byte {
	b := make([]byte, 0, 96)
	b = append(b, header...)
	b = append(append(b, s.clinic...), 0)
	b = append(append(b, k...), 0)
	b = append(append(b, key...), 0)
	return binary.BigEndian.AppendUint64(b, uint64(version))
}
