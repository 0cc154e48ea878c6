package console

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"time"
	_ "time/tzdata" // the gallery's clinic is in Anchorage wherever it is drawn

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/handoff"
)

// sample is one page with made-up data.
type sample struct {
	name  string // of the file, as "queue-empty"
	page  string // the template
	area  string
	role  account.Role // whose navigation is shown; "" = nobody is signed in
	flash string
	data  any
	// make builds the data through the code that serves the page; nil = data is it.
	make func(*Console, identity) any
}

// samples are all pages in all their states. Each area lists its own in its own file.
func samples() []sample {
	return slices.Concat(
		frameSamples(),

		// Accounts and sign-in.
		accountSamples(),

		// Cases, conversations, people.
		caseSamples(),

		// Calendar.
		calendarSamples(),

		// Rota.
		rotaSamples(),

		// Settings.
		settingsSamples(),

		// Scripts: the phone and the tests.
		phoneSamples(),
		// Scripts.
		scriptSamples(),

		// Scripts: publishing, history, translations, questions.
		releaseSamples(),

		// Figures, review and audit.
		figureSamples(),
		stepFigureSamples(),
	)
}

// GalleryPage is one page of the gallery.
type GalleryPage struct {
	Name string // as "queue-empty"
	Page string // the template it shows
	HTML []byte
}

// GalleryNow is the moment that the gallery shows, in the zone of its clinic.
func GalleryNow() time.Time {
	zone, err := time.LoadLocation("America/Anchorage")
	if err != nil {
		panic(err) // the zones are part of the binary
	}
	return time.Date(2026, time.December, 8, 13, 12, 0, 0, zone)
}

// gallery is a console of made-up data. Its ids are all alike, so that two
// renderings are.
func gallery(role account.Role) (*Console, identity, error) {
	now := GalleryNow()
	c, err := New(Options{Clinic: Clinic{Name: "Anchorage Treatment Solutions", ShortName: "ATS"}, Zone: now.Location(),
		Now: func() time.Time { return now }, Rand: zeros{}, PublicURL: "https://desk.example.org", Secure: true,
		Desk: galleryDesk{}, People: galleryPeople{}, Figures: galleryFigures{}, AuditLog: galleryAudit{}, Auditor: galleryAuditor{}, Staff: func() []bot.Staff { return galleryStaff }, Phrase: galleryMarks,
		Script: func(string) *bot.Script { return galleryScript() },
		Visits: galleryLedger(galleryCalendar(now.Location())), Schedule: galleryCalendar(now.Location()),
		RotaKeeper: galleryRota{}, RotaFile: func() *handoff.Rota { return galleryRotaFile(now.Location()) }, Settings: gallerySettings, Scripts: galleryScripts{now: now}})
	var who identity
	if role != "" {
		who.account = account.Account{ID: "ana", StaffID: "ana", Name: "Ana Flores", Roles: []account.Role{role}}
	}
	return c, who, err
}

// zeros is a source of ids for pages that must come out the same each time.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// sheet takes a page as a browser would.
type sheet struct {
	bytes.Buffer
	head http.Header
}

func (s *sheet) Header() http.Header { return s.head }
func (*sheet) WriteHeader(int)       {}

// Gallery renders every page in every state with made-up data.
func Gallery() ([]GalleryPage, error) {
	var all []GalleryPage
	for _, s := range samples() {
		c, who, err := gallery(s.role)
		if err != nil {
			return nil, err
		}
		w := &sheet{head: http.Header{}}
		v := &visit{w: w, r: &http.Request{Method: http.MethodGet, Header: http.Header{}}, c: c, now: c.o.Now(), identity: who, area: s.area}
		if s.flash != "" {
			v.flash(s.flash)
		}
		data := s.data
		if s.make != nil {
			data = s.make(c, who)
		}
		if err := v.render(s.page, data); err != nil {
			return nil, fmt.Errorf("draw %s: %w", s.name, err)
		}
		all = append(all, GalleryPage{Name: s.name, Page: s.page, HTML: w.Bytes()})
	}
	return all, nil
}

// Assets are the files that pages load, by their address.
func Assets() map[string][]byte {
	all := map[string][]byte{}
	for file, one := range loadAssets().byPath {
		all[assetPath+file] = bytes.Clone(one.body)
	}
	return all
}

func frameSamples() []sample {
	return []sample{
		{name: "error-not-found", page: "error", role: account.Counselor, data: errorPage(errNotFound)},
		{name: "error-forbidden", page: "error", role: account.ScriptAdmin, data: errorPage(errForbidden)},
		{name: "error-input", page: "error", role: account.Counselor, data: errorPage(bad("A text needs 1 to 1600 characters. Go back and write a shorter one."))},
		{name: "error-failed", page: "error", role: account.Counselor, data: errorPage(http.ErrAbortHandler)},
	}
}
