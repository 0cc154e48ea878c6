package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

// Who publishes what was not played sees how far the playing is, with nothing lost that
// was typed. The page that shows it publishes nothing by itself, and is for this very
// draft alone; when all have passed, sending the form on publishes once.
func TestPublishingShowsHowFarTheTalksAre(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	before, files := s.liveFiles()
	s.rewritesAs(t, "ana", "home.flow", replacing(t, "3 leave a message 0", "3 leave us a message 0"))
	page := s.goes(byAna, http.MethodGet, publishPath, nil)
	s.mustSee(t, "before they were played", page, http.StatusOK, "takes up to a minute", "1 change in 1 script")
	form := page.fields(t, publishPath)
	wrong := maps.Clone(form)
	maps.Copy(wrong, url.Values{"note": {"A notice"}, "mode": {"restart"}, "when": {"later"}, "ends": {"1"}, "watch": {"1"}})
	page = s.goes(byAna, http.MethodPost, publishPath, wrong)
	s.mustSee(t, "without its times", page, http.StatusUnprocessableEntity, "Error: Publish", "Nothing was published yet")
	for _, part := range []string{`tabindex="-1" autofocus`, `href="#from"`, `href="#until"`, ">A notice</textarea>", `value="restart" checked`, `value="later" checked`, `name="ends" value="1" checked`} {
		if !strings.Contains(page.Body, part) {
			t.Errorf("without its times: %s is not there", part)
		}
	}
	form = page.fields(t, publishPath)
	maps.Copy(form, url.Values{"note": {"A message for us"}, "mode": {"safe"}, "when": {"now"}, "watch": {"1"}})
	got := s.goes(byAna, http.MethodPost, publishPath, form)
	s.mustSee(t, "publishing", got, http.StatusSeeOther)
	at := got.Head.Get("Location")
	if !strings.HasPrefix(at, publishPath+"?") || strings.Contains(at, "message") {
		t.Fatalf("it leads to %s", at)
	}
	s.mustSee(t, "another draft's page", s.goes(byAna, http.MethodGet, strings.Replace(at, "version=", "version=7", 1), nil), http.StatusSeeOther)
	s.mustSee(t, "somebody else", s.goes(byBen, http.MethodGet, at, nil), http.StatusSeeOther)
	got = s.watches(t, byAna, at)
	s.mustSee(t, "when they passed", got, http.StatusOK, "All test talks have passed")
	if now, _ := s.liveFiles(); now != before {
		t.Fatalf("looking at the page published %+v", now)
	}
	s.mustSee(t, "the changes", s.goes(byAna, http.MethodGet, atScripts+"/changes", nil), http.StatusOK, "All test talks passed", "You can publish these yourself")
	if note := got.typed("note"); note != "A message for us" || !strings.Contains(got.Body, "data-goes-on") || !strings.Contains(got.Body, `value="safe" checked`) {
		t.Errorf("the form holds the note %q, and is\n%s", note, clipped(got.Body))
	}
	form = got.fields(t, publishPath)
	maps.Copy(form, url.Values{"note": {"A message for us"}, "mode": {"safe"}, "when": {"now"}, "watch": {"1"}})
	for _, x := range []struct{ method, at string }{{http.MethodPost, publishPath}, {http.MethodPost, publishPath}, {http.MethodGet, at}} {
		got = s.goes(byAna, x.method, x.at, form)
		if to := fmt.Sprintf("%s/history/%d", atScripts, before.Number+1); got.Status != http.StatusSeeOther || got.Head.Get("Location") != to {
			t.Errorf("%s %s: %d to %s, want %s", x.method, x.at, got.Status, got.Head.Get("Location"), to)
		}
	}
	if now, _ := s.liveFiles(); now.Number != before.Number+1 {
		t.Errorf("live is %+v", now)
	}

	// The release before can be worked on from here, in a draft that holds nothing else.
	from := fmt.Sprintf("%s/history/%d/draft", atScripts, before.Number)
	for range 2 {
		s.mustSee(t, "working on from a release", s.goes(byAna, http.MethodPost, from, nil), http.StatusSeeOther)
		if d := s.draftOf("ana"); d.Based != before.Number+1 || len(d.Changed) != 1 || d.Changed["home.flow"] != files.Flows["home.flow"] || len(d.Gone) > 0 {
			t.Errorf("the draft is %+v", d)
		}
	}
}

// watches looks at a page that shows how far the talks are until all are played.
func (s *story) watches(t *testing.T, as, at string) (got seen) {
	t.Helper()
	played := false
	for until := time.Now().Add(4 * time.Minute); ; {
		got = s.goes(as, http.MethodGet, at, nil)
		if !strings.Contains(got.Body, "data-playing") {
			break
		}
		if !strings.Contains(got.Body, `http-equiv="refresh"`) {
			t.Fatal("without scripts of the browser's the page stands still")
		}
		if played = true; time.Now().After(until) {
			t.Fatal("they are not played")
		}
	}
	if !played {
		t.Error("nothing shows that they are played")
	}
	return got
}

// Who agrees sees the same, with what is put into a planned release too, which no request
// waits for. The address alone agrees to nothing, though its author sent it: the form goes
// on by itself only in the browser in which somebody agreed.
func TestAgreeingShowsHowFarTheTalksAre(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	before, files := s.liveFiles()
	later := files.Clone()
	later.Flows["home.flow"] = replacing(t, "3 leave a message 0", "3 leave us a message 0")(later.Flows["home.flow"])
	s.publishes(bot.PublishOrder{By: "ben", Note: "Next year", Files: later, Based: before.Number, From: s.Now().Add(24 * time.Hour)})
	f := files.Clone()
	f.Flows["phrases.flow"] = replacing(t, "an automated line. Call us:", "a machine. Call us:")(f.Flows["phrases.flow"])
	page := atScripts + "/review/" + s.publishes(bot.PublishOrder{By: "ana", Note: "A machine", Files: f, Based: before.Number}).Proposal.ID
	s.mustSee(t, "the proposal", s.goes(byCy, http.MethodGet, page, nil), http.StatusOK, "because it is what people get who ask for help")

	got := s.goes(byCy, http.MethodPost, page+"/agree", url.Values{"watch": {"1"}})
	if at := got.Head.Get("Location"); got.Status != http.StatusSeeOther || at != page+"?agree=1" {
		t.Fatalf("agreeing: %d to %s", got.Status, at)
	}
	cookie, _, _ := strings.Cut(got.Head.Get("Set-Cookie"), ";")
	if got = s.watches(t, byCy, page+"?agree=1"); strings.Contains(got.Body, "data-goes-on") {
		t.Error("an address agrees in somebody's name")
	}
	s.mustSee(t, "when they passed", got, http.StatusOK, "All test talks passed")
	if strings.Contains(s.goesWith(cookie, byCy, http.MethodGet, page, nil).Body, "data-goes-on") {
		t.Error("it goes on for who only looks at it")
	}
	if got = s.goesWith(cookie, byCy, http.MethodGet, page+"?agree=1", nil); !strings.Contains(got.Body, "data-goes-on") {
		t.Error("it does not go on in the browser in which they agreed")
	}
	for range 2 {
		got = s.goes(byCy, http.MethodPost, page+"/agree", url.Values{"watch": {"1"}})
		if to := fmt.Sprintf("%s/history/%d", atScripts, before.Number+2); got.Status != http.StatusSeeOther || got.Head.Get("Location") != to {
			t.Errorf("agreeing when they passed: %d to %s, want %s", got.Status, got.Head.Get("Location"), to)
		}
	}
}
