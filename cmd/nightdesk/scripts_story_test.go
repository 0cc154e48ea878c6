package main

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const byAna, byBen = "ana/script_admin", "ben/script_admin"

// posts sends a form of a page with what it hides and what is filled in.
func (s *story) posts(t *testing.T, as, page, action string, filled url.Values) seen {
	t.Helper()
	f := s.goes(as, http.MethodGet, page, nil).fields(t, action)
	for name, values := range filled {
		f[name] = values
	}
	return s.goes(as, http.MethodPost, action, f)
}

// mustSee fails unless an answer has a status and, as text, some words.
func (s *story) mustSee(t *testing.T, what string, got seen, status int, words ...string) {
	t.Helper()
	text := html.UnescapeString(tags.ReplaceAllString(got.Body, ""))
	if got.Status != status {
		t.Errorf("%s: %d, want %d: %s", what, got.Status, status, clipped(text))
		return
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s: %q is not in %s", what, w, clipped(text))
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

func clipped(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return text[:min(len(text), 1500)]
}

// Two administrators change scripts at once: what they did to different places comes
// together by itself, and where both changed the same lines whoever is second chooses
// between two wordings. Nobody's text is lost, and one click more publishes nothing more.
func TestTwoAdministratorsEditAtOnce(t *testing.T) {
	s := withTalks(t)
	inCall := func(from, to string) func(string) string {
		return func(src string) string {
			if !strings.Contains(src, from) {
				t.Fatalf("%q is not in %s", from, src)
			}
			return strings.Replace(src, from, to, 1)
		}
	}
	const changes, update, publish = "/console/scripts/changes", "/console/scripts/changes/update", "/console/scripts/publish"
	s.rewritesAs(t, "ana", "call.flow", inCall("OK, thank you.", "Fine, thank you."))
	s.rewritesAs(t, "ben", "call.flow", inCall("OK, thank you.", "Good, thank you."))
	s.rewritesAs(t, "ben", "home.flow", inCall("3 leave a message 0", "3 leave us a message 0"))

	form := s.goes(byAna, http.MethodGet, publish, nil).fields(t, publish)
	form.Set("note", "")
	form.Set("mode", "finish")
	s.mustSee(t, "a publishing without a note", s.goes(byAna, http.MethodPost, publish, form), http.StatusUnprocessableEntity, "Say in a few words")
	form = s.goes(byAna, http.MethodGet, publish, nil).fields(t, publish)
	form.Set("note", "Fine words")
	form.Set("mode", "finish")
	before, _ := s.liveFiles()
	answers := make(chan seen, 2)
	for range 2 {
		go func() { answers <- s.goes(byAna, http.MethodPost, publish, form) }()
	}
	to := fmt.Sprintf("/console/scripts/history/%d", before.Number+1)
	for range 2 {
		if got := <-answers; got.Status != http.StatusSeeOther || got.Head.Get("Location") != to {
			t.Errorf("a click led to %d %s, want %s", got.Status, got.Head.Get("Location"), to)
		}
	}
	if now, _ := s.liveFiles(); now.Number != before.Number+1 {
		t.Fatalf("two clicks made release %d of %d", now.Number, before.Number)
	}
	s.mustSee(t, "what is left of the draft", s.goes(byAna, http.MethodGet, changes, nil), http.StatusOK, "You have changed nothing")

	s.mustSee(t, "publishing a draft of before", s.goes(byBen, http.MethodGet, publish, nil), http.StatusOK, "not up to date")
	both := s.posts(t, byBen, changes, update, nil)
	s.mustSee(t, "both wordings", both, http.StatusOK, "You both changed this place", "Fine, thank you.", "Good, thank you.")
	choice := both.fields(t, update)
	s.mustSee(t, "a choice that is not made", s.goes(byBen, http.MethodPost, update, choice), http.StatusUnprocessableEntity, "Choose at each place")
	choice.Set("c0", "mine")
	if got := s.goes(byBen, http.MethodPost, update, choice); got.Status != http.StatusSeeOther {
		t.Fatalf("the choice is answered %d", got.Status)
	}
	if got := s.posts(t, byBen, publish, publish, url.Values{"note": {"Good words"}, "mode": {"finish"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("publishing after the choice: %d %s", got.Status, clipped(tags.ReplaceAllString(got.Body, "")))
	}
	_, live := s.liveFiles()
	if !strings.Contains(live.Flows["call.flow"], "Good, thank you.") || !strings.Contains(live.Flows["home.flow"], "3 leave us a message 0") || strings.Contains(live.Flows["call.flow"], ">>>") {
		t.Errorf("live is\n%s\n%s", live.Flows["call.flow"], live.Flows["home.flow"])
	}
	s.mustSee(t, "what was given up", s.goes(byBen, http.MethodGet, to+"/call.flow", nil), http.StatusOK, "Fine, thank you.")
}
