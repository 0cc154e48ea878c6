package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
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
	maps.Copy(form, url.Values{"note": {"A message for us"}, "mode": {"safe"}, "when": {"now"}, "watch": {"1"}})
	got := s.goes(byAna, http.MethodPost, publishPath, form)
	s.mustSee(t, "publishing", got, http.StatusSeeOther)
	at := got.Head.Get("Location")
	if !strings.HasPrefix(at, publishPath+"?") || strings.Contains(at, "message") {
		t.Fatalf("it leads to %s", at)
	}
	s.mustSee(t, "another draft's page", s.goes(byAna, http.MethodGet, strings.Replace(at, "version=", "version=7", 1), nil), http.StatusSeeOther)
	s.mustSee(t, "somebody else", s.goes(byBen, http.MethodGet, at, nil), http.StatusSeeOther)
	seenPlaying := false
	for until := time.Now().Add(2 * time.Minute); ; {
		got = s.goes(byAna, http.MethodGet, at, nil)
		if !strings.Contains(got.Body, "data-playing") {
			break
		}
		if !strings.Contains(got.Body, `http-equiv="refresh"`) {
			t.Fatal("without scripts of the browser's the page stands still")
		}
		if seenPlaying = true; time.Now().After(until) {
			t.Fatal("they are not played")
		}
	}
	if !seenPlaying {
		t.Error("nothing shows that they are played")
	}
	s.mustSee(t, "when they passed", got, http.StatusOK, "need not be played again")
	if now, _ := s.liveFiles(); now != before {
		t.Fatalf("looking at the page published %+v", now)
	}
	s.mustSee(t, "the changes", s.goes(byAna, http.MethodGet, atScripts+"/changes", nil), http.StatusOK, "All test talks were played with these scripts")
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
