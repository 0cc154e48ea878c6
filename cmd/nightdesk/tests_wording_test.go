package main

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A question that is new and a greeting that has other words, at once: after the answer
// only the wording is left, which one button confirms; the tests are
// played again by themselves, and then a way leads on to publishing.
func TestANewQuestionAndAnotherGreeting(t *testing.T) {
	t.Parallel()
	s := withTalks(t, "intake_new.talk", "intake_spanish.talk")
	greets := strings.NewReplacer("ask en  Hi, this is {clinic short name}", "ask en  Good day, this is {clinic short name}", "es  Hola, es {clinic short name}", "es  Buen dia, es {clinic short name}")
	s.rewritesAs(t, "ana", "intake.flow", func(src string) string { return greets.Replace(askAfterConsent(src)) })
	const at = "/console/scripts/tests"
	form := url.Values{"question": {"intake/visits"}, "name": {"intake_new.talk", "intake_spanish.talk"}, "choice": {"1"}}
	preview := maps.Clone(form)
	preview["do"] = []string{"preview"}
	shown := s.done(t, at+"/answer", preview)
	s.mustSee(t, "one test first", shown, http.StatusOK, "Only wording that you changed is still to be confirmed")
	done := s.done(t, at+"/answer", form)
	s.mustSee(t, "the answer", done, http.StatusOK, "In all of them other words that you changed are still to be confirmed")
	if frightening := "another way further on"; strings.Contains(shown.Body+done.Body, frightening) || strings.Contains(done.Body, "To be looked at") {
		t.Error("a rewording is said to be something to look at")
	}

	names := url.Values{"name": {"intake_new.talk", "intake_spanish.talk"}}
	s.program.trials.played("ana")
	left := s.goes(byAna, http.MethodGet, at, nil)
	s.mustSee(t, "what is left", left, http.StatusOK, "1 thing to decide", "You changed a text", "update 2 tests")
	form = left.fields(t, at+"/update")
	form["name"] = names["name"]
	end := s.done(t, at+"/update", form)
	s.mustSee(t, "confirming it", end, http.StatusOK, "2 tests in your draft now expect what really comes")
	s.program.trials.played("ana")
	end = s.goes(byAna, http.MethodGet, at, nil)
	s.mustSee(t, "the end", end, http.StatusOK, "All tests go as expected", "See changes and publish")
	if !strings.Contains(end.Body, `href="/console/scripts/changes"`) {
		t.Error("nothing leads on to publishing")
	}

	s.rewritesAs(t, "ana", "intake.flow", func(src string) string { return strings.Replace(src, "then phone\n", "then fone\n", 1) })
	before := s.goes(byAna, http.MethodGet, at, nil)
	s.mustSee(t, "scripts with an error", before, http.StatusOK, "Mend them first")
	update := s.goes(byAna, http.MethodPost, at+"/update", names)
	s.mustSee(t, "an update with an error", update, http.StatusUnprocessableEntity, "Mend them first")
	s.goes(byAna, http.MethodPost, at+"/run", nil)
	s.program.trials.played("ana")
	after := s.goes(byAna, http.MethodGet, at, nil)
	s.mustSee(t, "a run with an error", after, http.StatusOK, "Not played", "Mend them first")
	for _, page := range []seen{before, update, after} {
		if !strings.Contains(page.Body, `href="/console/scripts/edit/intake.flow?at=`) {
			t.Error("nothing leads to the line with the error")
		}
	}
}
