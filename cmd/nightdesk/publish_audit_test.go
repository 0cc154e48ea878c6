package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// Whatever is done with releases leaves one entry in the audit log, with who did it and
// the number, and the page of the log says it in words.
func TestEveryActOnScriptsIsAudited(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	p := s.publisher()
	p.review = true // each needs a second person, unless it goes back or has one
	began := time.Now().Add(-time.Minute)
	had := s.scriptActs(began)
	next := func(actor, what, detail string) {
		t.Helper()
		all := s.scriptActs(began)
		fresh := all[len(had):]
		had = all
		if len(fresh) != 1 || fresh[0].Actor != actor || fresh[0].Note != what || !strings.Contains(fresh[0].Detail, detail) {
			t.Errorf("it left %+v, want one %s by %s with %q", fresh, what, actor, detail)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	asked, err := p.Publish(t.Context(), s.reworded("rosa", oldWho, newWho))
	must(err)
	next("rosa", actProposed, asked.Proposal.ID)
	_, err = p.Agree(t.Context(), asked.Proposal.ID, "omar")
	must(err)
	next("omar", actAgreed, "release 2,")

	asked, err = p.Publish(t.Context(), s.reworded("rosa", oldName, newName))
	must(err)
	next("rosa", actProposed, asked.Proposal.ID)
	must(p.Decline(t.Context(), asked.Proposal.ID, "omar", "not so"))
	next("omar", actDeclined, "not so")

	p.review = false
	_, err = p.Publish(t.Context(), s.reworded(bot.FromCommand+" Rosa Paz", oldName, newName))
	must(err)
	next(bot.FromCommand+" Rosa Paz", actPublished, "release 3,")
	soon := s.reworded("rosa", newWho, "Closed tomorrow. "+newWho)
	soon.From = s.Now().Add(time.Hour)
	_, err = p.Publish(t.Context(), soon)
	must(err)
	next("rosa", actScheduled, "release 4,")
	must(p.Withdraw(t.Context(), 4, "omar"))
	next("omar", actWithdrawn, "release 4")
	_, err = p.Publish(t.Context(), bot.PublishOrder{By: "omar", Note: "back", Repeats: 1, Based: 3})
	must(err)
	next("omar", actBack, "release 5,")

	_, files := s.liveFiles()
	files = files.Clone()
	files.Flows["intake.flow"] = strings.Replace(files.Flows["intake.flow"], oldWho, "Whom is it for?", 1)
	_, err = p.importOnce(t.Context(), bot.FromFolder, files)
	must(err)
	next(bot.FromFolder, actTaken, "release 6,")

	page := s.goes("ana/auditor", http.MethodGet, "/console/audit", nil)
	for _, words := range []string{"Published scripts", "Planned scripts for later", "Took scripts over from outside", "Proposed scripts to a second person", "Agreed to a colleague",
		"Declined proposed scripts", "Withdrew a release of scripts", "Went back to an older release of scripts", "folder on the server", "Rosa Paz (on the server)"} {
		if !strings.Contains(page.Body, words) {
			t.Errorf("the audit page (%d) does not say %q", page.Status, words)
		}
	}
	page = s.goes("ana/auditor", http.MethodGet, "/console/audit?who="+bot.FromCommand+"+Rosa+Paz", nil)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "release 3,") || strings.Contains(page.Body, "release 5,") {
		t.Errorf("of one actor on the server the page (%d) shows something else", page.Status)
	}
}

// scriptActs are the entries about scripts since a time, oldest first.
func (s *story) scriptActs(since time.Time) (all []store.AuditEntry) {
	s.t.Helper()
	known := []string{actPublished, actScheduled, actProposed, actAgreed, actDeclined, actWithdrawn, actBack, actTaken}
	err := s.store.AuditBetween(s.t.Context(), since, time.Now().Add(time.Minute), func(e store.AuditEntry) error {
		if slices.Contains(known, e.Note) {
			all = append(all, e)
		} else if strings.HasPrefix(e.Note, "scripts_") {
			return fmt.Errorf("an act that is not known: %s", e.Note)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}
