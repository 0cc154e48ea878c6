package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"hash"

	"nightdesk/bot"
)

// Names of all that a clinic has in Redis. Each begins with "{clinic}:", so
// that everything of one clinic stands in one Cluster slot.
//
//	s:<person>    string        session: version in 20 digits, sealed value
//	in:<input>    string        applied input: MAC of its digest, sealed reply
//	seen:<yyyymm> set           8-byte hashes of input ids, for replays after in:;
//	                            a quarter of the year each, by its first month
//	c:<case>      hash v, d     case
//	open          zset          cases not closed, by when they were opened
//	openv         hash          cases not closed -> version:MAC of what each says
//	closed        zset          cases that are closed, by when
//	n:<day>       hash          what a day of the clinic counted, by fixed words
//	cal:<day>     hash          seats of a UTC day: resource:cell -> visit|until, or
//	                            of a shared cell its share and holders (commit.lua)
//	cal:series    hash          seats of groups: group:0 -> share and holders
//	v:<visit>     hash v, d, p  visit: version, sealed, whose it is
//	vis           zset          visits, by their start
//	wl            set           waitlists that somebody is on
//	wl:<list>     zset          people who wait, by rank, then since when
//	o:<send>      hash          outbound message and where it stands
//	due           zset          messages to send, by time; due:alert and
//	                            due:crisis beside it are emptied first
//	dead          zset          messages given up, by time
//	car:<carrier> string        carrier's message id -> send id
//	wake          zset          timers, by time
//	waking        hash          timers claimed -> the time they were set to
//	optout        hash          person -> since when
//	th:<person>   list          what was said, sealed, one entry a turn
//	cl:<person>   list          consent ledger, sealed, only ever added to
//	con           hash          consents that stand: person:purpose -> since when
//	un:<person>   zset          unprompted texts that went out: message -> when
//	red           zset          messages to blank at the carrier, by time
//	redn          hash          carrier's message id -> tries|due since
//	au            stream        audit: who did what, without content
//	ac            stream        the audit's chain: a seal under each entry's id
//	aa            string        where the chain begins, after what has expired
//	gone:<person> hash t, d     tombstone of a record that was deleted, sealed
//	canary        string        MAC under the index key, then a sealed word
//	cu            string        where catch-up reads on from
//	lease:<name>  string        which replica does it
//	spent:<day>   hash          process -> automatic segments it sent that day
//	scr:<version> string        sealed sources of a published script, or its talks
//	acc:<account> hash v, d, w  who may use the console: version, sealed, last write
//	accs          zset          accounts, by when they were made
//	ses:<signin>  hash v, d, s  signed-in session: version, sealed, when it was used
//	sac:<account> zset          its sessions, by when they end
//	cha:<name>    string        what a sign-in that is under way must answer, sealed
//	nts:<account> list          what the owner of an account is told, sealed
//	fails         hash          account -> failed sign-ins since the last good one
//	gc:<limit>    string        when a budget of sign-ins is whole again (ms)
//	rota          hash v, d, i  what staff changed of the rota: version, sealed, its id
//	rel           hash v, d, i  all releases of the scripts: version, sealed, its last change
//	dra:<account> hash v, d, i  what somebody has changed of the scripts and not published
//	dras          zset          accounts with such a draft, by its last change
//	probe         string        written by Ready
//	sec           hash          MAC of a secret of the settings -> since when it is used
type names struct{ prefix string }

func (n names) session(p bot.PersonID) string { return n.prefix + "s:" + string(p) }
func (n names) input(id bot.InputID) string   { return n.prefix + "in:" + string(id) }
func (n names) seen() string                  { return n.prefix + "seen:" }
func (n names) caseOf(id bot.CaseID) string   { return n.prefix + "c:" + string(id) }
func (n names) open() string                  { return n.prefix + "open" }
func (n names) openTags() string              { return n.prefix + "openv" }
func (n names) closed() string                { return n.prefix + "closed" }
func (n names) counts(day string) string      { return n.prefix + "n:" + day }
func (n names) day(day string) string         { return n.prefix + "cal:" + day }
func (n names) visit(id bot.VisitID) string   { return n.prefix + "v:" + string(id) }
func (n names) visits() string                { return n.prefix + "vis" }
func (n names) waitlists() string             { return n.prefix + "wl" }
func (n names) waitlist(list string) string   { return n.prefix + "wl:" + list }
func (n names) send(id bot.SendID) string     { return n.prefix + "o:" + string(id) }
func (n names) due() string                   { return n.prefix + "due" }
func (n names) dead() string                  { return n.prefix + "dead" }
func (n names) carrier(id string) string      { return n.prefix + "car:" + id }
func (n names) wake() string                  { return n.prefix + "wake" }
func (n names) waking() string                { return n.prefix + "waking" }
func (n names) optOut() string                { return n.prefix + "optout" }
func (n names) thread(p bot.PersonID) string  { return n.prefix + "th:" + string(p) }
func (n names) ledger(p bot.PersonID) string  { return n.prefix + "cl:" + string(p) }
func (n names) standing() string              { return n.prefix + "con" }
func (n names) unasked(p bot.PersonID) string { return n.prefix + "un:" + string(p) }
func (n names) redact() string                { return n.prefix + "red" }
func (n names) redactTries() string           { return n.prefix + "redn" }
func (n names) audit() string                 { return n.prefix + "au" }
func (n names) chain() string                 { return n.prefix + "ac" }
func (n names) anchor() string                { return n.prefix + "aa" }
func (n names) gone(p bot.PersonID) string    { return n.prefix + "gone:" + string(p) }
func (n names) canary() string                { return n.prefix + "canary" }
func (n names) catchUp() string               { return n.prefix + "cu" }
func (n names) lease(name string) string      { return n.prefix + "lease:" + name }
func (n names) spent(day string) string       { return n.prefix + "spent:" + day }
func (n names) script(version string) string  { return n.prefix + "scr:" + version }
func (n names) account(id string) string      { return n.prefix + "acc:" + id }
func (n names) accounts() string              { return n.prefix + "accs" }
func (n names) signIn(id string) string       { return n.prefix + "ses:" + id }
func (n names) signInsOf(id string) string    { return n.prefix + "sac:" + id }
func (n names) challenge(name string) string  { return n.prefix + "cha:" + name }
func (n names) notices(id string) string      { return n.prefix + "nts:" + id }
func (n names) fails() string                 { return n.prefix + "fails" }
func (n names) limit(mac string) string       { return n.prefix + "gc:" + mac }
func (n names) rota() string                  { return n.prefix + "rota" }
func (n names) releases() string              { return n.prefix + "rel" }
func (n names) draft(account string) string   { return n.prefix + "dra:" + account }
func (n names) drafts() string                { return n.prefix + "dras" }
func (n names) probe() string                 { return n.prefix + "probe" }
func (n names) secrets() string               { return n.prefix + "sec" }

// Person returns the id under which the store knows a phone number: the first
// 26 base32 letters of its HMAC-SHA256 under the clinic's index key. All US
// numbers can be hashed in hours, so an unkeyed hash would hide nothing.
func (s *Store) Person(p bot.Phone) bot.PersonID {
	sum := s.mac("person", p.E164())
	return bot.PersonID(base32.StdEncoding.EncodeToString(sum)[:26])
}

// mac is the keyed hash of a value for one purpose in this clinic.
func (s *Store) mac(purpose, value string) []byte {
	h, _ := s.macs.Get().(hash.Hash)
	if h == nil {
		h = hmac.New(sha256.New, s.index)
	}
	defer s.macs.Put(h)
	h.Reset()
	h.Write([]byte(s.clinic + "|" + purpose + "|" + value))
	return h.Sum(nil)
}
