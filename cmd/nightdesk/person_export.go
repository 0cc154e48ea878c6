package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
	"nightdesk/config"
)

// exported is the JSON form of a record.
type exported struct {
	Notice     string            `json:"notice"`
	Person     bot.PersonID      `json:"person"`
	Number     string            `json:"number,omitempty"`
	Language   bot.Lang          `json:"language,omitempty"`
	Shared     bool              `json:"shared_phone"`
	OptedOut   time.Time         `json:"opted_out,omitzero"`
	Answers    map[string]string `json:"answers,omitempty"`
	Visits     []exportedVisit   `json:"visits,omitempty"`
	Waiting    []string          `json:"waitlists,omitempty"`
	Consents   []exportedConsent `json:"consents,omitempty"`
	Messages   []exportedMessage `json:"messages,omitempty"`
	Sent       []exportedMessage `json:"sent_by_us,omitempty"`
	Cases      []exportedCase    `json:"cases,omitempty"`
	Deleted    time.Time         `json:"earlier_record_deleted,omitzero"`
	Unreadable int               `json:"unreadable,omitempty"`
}

type exportedVisit struct {
	Kind   string          `json:"kind"`
	Start  time.Time       `json:"start"`
	End    time.Time       `json:"end"`
	Status bot.VisitStatus `json:"status"`
}

type exportedConsent struct {
	At      time.Time `json:"at"`
	Purpose string    `json:"purpose"`
	Given   bool      `json:"given"`
	How     string    `json:"how,omitempty"`
	Wording string    `json:"script_version,omitempty"`
	Step    string    `json:"step,omitempty"`
	Lang    bot.Lang  `json:"language,omitempty"`
	Actor   string    `json:"staff,omitempty"`
}

type exportedMessage struct {
	At    time.Time     `json:"at"`
	By    string        `json:"by"`
	Text  string        `json:"text"`
	State bot.SendState `json:"state,omitempty"`
}

type exportedCase struct {
	Code    string         `json:"code"`
	Level   bot.Level      `json:"level"`
	Status  bot.CaseStatus `json:"status"`
	Reasons []string       `json:"reasons"`
	Labels  []string       `json:"danger,omitempty"`
	Opened  time.Time      `json:"opened"`
	Owner   string         `json:"owner,omitempty"`
	Closed  time.Time      `json:"closed,omitzero"`
	Outcome bot.Ending     `json:"outcome,omitempty"`
}

// consentsOf are the ledger, or what the session holds of before there was one.
func consentsOf(r store.Record) []exportedConsent {
	var all []exportedConsent
	for _, x := range r.Consents {
		all = append(all, exportedConsent{At: x.At, Purpose: x.Purpose, Given: x.Given, How: x.How, Wording: x.Wording, Step: x.Step, Lang: x.Lang, Actor: x.Actor})
	}
	if len(all) > 0 {
		return all
	}
	for _, x := range r.Session.Consents {
		all = append(all, exportedConsent{At: x.Given, Purpose: x.Purpose, Given: true, Wording: x.Wording, Lang: x.Lang})
		if !x.Withdrawn.IsZero() {
			all = append(all, exportedConsent{At: x.Withdrawn, Purpose: x.Purpose, Wording: x.Wording, Lang: x.Lang})
		}
	}
	return all
}

// visitsOf are those of the ledger, and what the session holds that it does not: from
// before there was one, or older than it keeps.
func visitsOf(r store.Record) []bot.Visit {
	all := slices.Clone(r.Visits)
	for _, v := range r.Session.Visits {
		if !slices.ContainsFunc(all, func(have bot.Visit) bool { return have.ID == v.ID }) {
			all = append(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b bot.Visit) int { return a.Start.Compare(b.Start) })
	return all
}

func exportOf(r store.Record) exported {
	s := r.Session
	e := exported{Notice: redisclosure, Person: r.Person, Number: s.Phone.E164(), Language: s.Lang, Shared: s.Discreet, OptedOut: r.OptedOut,
		Answers: s.Kept, Consents: consentsOf(r), Unreadable: r.Unreadable, Waiting: r.Waiting}
	for _, v := range visitsOf(r) {
		e.Visits = append(e.Visits, exportedVisit{v.Kind, v.Start, v.End, v.Status})
	}
	for _, x := range r.Said {
		e.Messages = append(e.Messages, exportedMessage{At: x.At, By: x.By, Text: x.Text.Text()})
	}
	for _, x := range r.Sends {
		e.Sent = append(e.Sent, exportedMessage{At: x.Due, By: "us", Text: x.Body.Text(), State: x.State})
	}
	for _, k := range r.Cases {
		e.Cases = append(e.Cases, exportedCase{k.Code, k.Level, k.Status, k.Reasons, k.Labels, k.Opened, k.Owner, k.Closed, k.Outcome})
	}
	if r.Deleted != nil {
		e.Deleted = r.Deleted.At
	}
	return e
}

func exportJSON(w io.Writer, r store.Record) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(exportOf(r))
}

func exportText(w io.Writer, clinic config.Clinic, r store.Record) {
	e := exportOf(r)
	at := func(t time.Time) string { return t.In(clinic.Zone).Format("2006-01-02 3:04 PM") }
	fmt.Fprintf(w, "Record kept by %s. Times are %s.\n\n%s\n", clinic.Name, clinic.Zone, redisclosure)
	if r.Empty() {
		fmt.Fprintln(w, "\nNothing is stored of this person.")
	}
	if r.Version > 0 {
		fmt.Fprintf(w, "\nPERSON\nnumber          %s\nlanguage        %s\nshared phone    %s\n", e.Number, e.Language, yesNo(e.Shared))
	}
	if !e.OptedOut.IsZero() {
		fmt.Fprintf(w, "no texts since  %s\n", at(e.OptedOut))
	}
	if !e.Deleted.IsZero() {
		fmt.Fprintf(w, "An earlier record was deleted on %s.\n", at(e.Deleted))
	}
	if e.Unreadable > 0 {
		fmt.Fprintf(w, "%d parts of the record can't be opened.\n", e.Unreadable)
	}
	section(w, "ANSWERS", slices.Sorted(maps.Keys(e.Answers)), func(name string) string { return name + ": " + e.Answers[name] })
	section(w, "VISITS", e.Visits, func(v exportedVisit) string { return fmt.Sprintf("%s  %s  %s", at(v.Start), v.Kind, v.Status) })
	section(w, "WAITLISTS", e.Waiting, func(list string) string { return list })
	section(w, "CONSENTS", e.Consents, func(x exportedConsent) string {
		did := "taken back"
		if x.Given {
			did = "given"
		}
		return at(x.At) + "  " + strings.Join(strings.Fields(fmt.Sprintln(x.Purpose, did, x.How, x.Step, x.Wording, x.Actor)), "  ")
	})
	section(w, "CASES", e.Cases, func(k exportedCase) string {
		return fmt.Sprintf("%s  %s  level %d  %s  %s  %s", at(k.Opened), k.Code, k.Level, k.Status, k.Owner, strings.Join(k.Reasons, "; "))
	})
	said := func(m exportedMessage) string {
		return fmt.Sprintf("%s  %-5s %s", at(m.At), m.By, strings.TrimSpace(string(m.State)+"  "+strings.ReplaceAll(m.Text, "\n", "\n        ")))
	}
	section(w, "WHAT WAS SAID", e.Messages, said)
	section(w, "TEXTS THAT WE SENT BY OURSELVES", e.Sent, said)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func section[T any](w io.Writer, title string, rows []T, line func(T) string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", title)
	for _, x := range rows {
		fmt.Fprintln(w, line(x))
	}
}
