package main

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const byAna, byBen = "ana/script_admin", "ben/script_admin"

// posts sends a form of a page with what it hides and what is filled in.
func (s *story) posts(t *testing.T, as, page, action string, filled url.Values) seen {
	t.Helper()
	f := s.goes(as, http.MethodGet, page, nil).fields(t, action)
	maps.Copy(f, filled)
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

// Two administrators change scripts at once, each in a browser of their own: what they did
// to different places comes together by itself, and where both changed the same lines
// whoever is second sees the other's wording and chooses. Nobody's text is lost, and one
// click more publishes nothing more.
func TestTwoAdministratorsEditAtOnce(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	const changes, update, publish = "/console/scripts/changes", "/console/scripts/changes/update", "/console/scripts/publish"
	ana := openEditor(t, s, "call.flow")
	ben := ana.besides(s, byBen, "/console/scripts/edit/call.flow")
	ben.calm()
	// Both type into the same line, and neither is in the other's way.
	for b, word := range map[*browser]string{ana: "Fine, ", ben: "Good, "} {
		b.cursor("say en  OK, thank you.")
		b.rubs(len("OK, thank you."))
		b.keys(word + "thank you.")
	}
	for _, b := range []*browser{ana, ben} {
		b.waitFor("#kept", "Saved in your draft")
		b.calm()
	}
	s.rewritesAs(t, "ben", "home.flow", replacing(t, "3 leave a message 0", "3 leave us a message 0"))
	ben.goesTo(s, "/console/scripts")
	ben.waitFor(".sc-row:has(a[href$='/call.flow'])", "Ana Example edits it too")

	form := s.goes(byAna, http.MethodGet, publish, nil).fields(t, publish)
	form.Set("note", "")
	form.Set("mode", "finish")
	s.mustSee(t, "a publishing without a note", s.goes(byAna, http.MethodPost, publish, form), http.StatusUnprocessableEntity, "Say in a few words")
	ana.goesTo(s, publish)
	ana.fills("#note", "Fine words")
	before, _ := s.liveFiles()
	ana.orders("[data-publish] button.primary", fmt.Sprintf("Release %d is live", before.Number+1)) // clicks twice
	if now, _ := s.liveFiles(); now.Number != before.Number+1 {
		t.Fatalf("two clicks made release %d of %d", now.Number, before.Number)
	}
	ana.goesTo(s, changes)
	ana.waitFor("main", "You have changed nothing")

	ben.goesTo(s, publish)
	ben.waitFor("main", "not up to date")
	ben.goesTo(s, changes)
	ben.waitFor("main", "Ana Example published release")
	ben.follow(`form[action$="/update"] button`)
	ben.waitFor("#both", "You both changed this place")
	for _, words := range []string{"Fine, thank you.", "Good, thank you."} {
		ben.waitFor(".rel-conflict", words)
	}
	choice := s.posts(t, byBen, changes, update, nil).fields(t, update)
	s.mustSee(t, "a choice that is not made", s.goes(byBen, http.MethodPost, update, choice), http.StatusUnprocessableEntity, "Choose at each place")
	ben.tap(`input[name="c0"][value="mine"]`)
	ben.follow(`form[action$="/update"] button`)
	ben.waitFor("#flashes", "up to date")
	form = s.goes(byBen, http.MethodGet, publish, nil).fields(t, publish)
	drop := s.goes(byBen, http.MethodGet, changes, nil).fields(t, changes+"/drop")
	drop.Del("file")
	form["note"], form["mode"] = []string{"Good words"}, []string{"finish"}
	if got := s.goes(byBen, http.MethodPost, publish, form); got.Status != http.StatusSeeOther {
		t.Fatalf("publishing after the choice: %d %s", got.Status, clipped(tags.ReplaceAllString(got.Body, "")))
	}
	s.oldPagesTouchNoNewDraft(t, publish, form, changes+"/drop", drop)
	_, live := s.liveFiles()
	if !strings.Contains(live.Flows["call.flow"], "Good, thank you.") || !strings.Contains(live.Flows["home.flow"], "3 leave us a message 0") || strings.Contains(live.Flows["call.flow"], ">>>") {
		t.Errorf("live is\n%s\n%s", live.Flows["call.flow"], live.Flows["home.flow"])
	}
	s.mustSee(t, "what was given up", s.goes(byBen, http.MethodGet, fmt.Sprintf("/console/scripts/history/%d/call.flow", before.Number+1), nil), http.StatusOK, "Fine, thank you.")
}

// oldPagesTouchNoNewDraft sends the forms of pages that are open since before ben's last
// publishing, when he has begun anew.
func (s *story) oldPagesTouchNoNewDraft(t *testing.T, publish string, form url.Values, drop string, dropForm url.Values) {
	t.Helper()
	s.forward(time.Minute)
	s.rewritesAs(t, "ben", "call.flow", func(src string) string { return src + "# remark\n" })
	begun := s.draftOf("ben")
	s.mustSee(t, "the same order once more", s.goes(byBen, http.MethodPost, publish, form), http.StatusSeeOther)
	s.mustSee(t, "dropping what was there before", s.goes(byBen, http.MethodPost, drop, dropForm), http.StatusSeeOther)
	if now := s.draftOf("ben"); !maps.Equal(now.Changed, begun.Changed) {
		t.Errorf("the new draft is %v", slices.Collect(maps.Keys(now.Changed)))
	}
}

// byScriptOnly are asked by the page's own scripts while somebody types.
var byScriptOnly = []string{"/check", "/complete", "/save", "/measure"}

// Without JavaScript every form about scripts works, and says what is wrong with what it
// is sent. None of them may be forgotten here.
func TestEveryFormOfScriptsWorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	s := withTalks(t, "thanks.talk")
	live, _ := s.liveFiles()
	const at = "/console/scripts"
	again := fmt.Sprintf("%s/history/%d/again", at, live.Number-1)
	talk := "at      Mon 2 Mar 2026 10:00\nthem    hi\n"
	sheet := strings.Repeat("x", 300<<10)
	got := s.posts(t, byAna, at+"/history", again, url.Values{"note": {"Back to what was delivered"}})
	if now, _ := s.liveFiles(); got.Status != http.StatusSeeOther || now.Repeats != live.Number-1 {
		t.Errorf("undoing is answered %d, and live is %+v", got.Status, now)
	}
	sent := []string{"/edit/call.flow"} // by every other story
	for _, x := range []struct {
		path   string
		form   url.Values
		status int
		say    string
	}{
		{"/new", url.Values{"title": {""}, "template": {"tell"}}, 422, "Write in a few words"},
		{"/new", url.Values{"title": {"Somebody lost a letter"}, "template": {"ask"}}, 303, ""},
		{"/notice", url.Values{"words-en": {"We are closed."}, "words-es": {"Cerrado."}}, 422, "Choose who is to read it"},
		{"/notice", url.Values{"where": {"home.flow"}, "words-en": {"We are closed on Friday."}, "words-es": {"El viernes esta cerrado."}}, 303, ""},
		{"/file", url.Values{"file": {"no.flow"}, "do": {"remove"}}, 404, ""},
		{"/file", url.Values{"file": {"somebody_lost_a_letter.flow"}, "do": {"remove"}}, 303, ""},
		{"/wording/call.flow", url.Values{"key": {"step/call/done/say0"}, "words-en": {"x"}, "words-es": {"x"}}, 422, "changed in another window"},
		{"/wording/danger.flow", url.Values{"reply": {"no_such"}}, 404, ""},
		{"/wording/danger.flow", url.Values{"reply": {"suicide_risk"}}, 303, ""},
		{"/question/call.flow", url.Values{"after": {"done"}, "ask-en": {"When?"}}, 422, ""},
		{"/question/no.flow", url.Values{"after": {"done"}}, 404, ""},
		{"/phone", url.Values{"talk": {"no talk at all"}, "do": {"say"}, "say": {"hi"}}, 200, "can't be read"},
		{"/phone", url.Values{"talk": {talk}, "do": {"no such thing"}}, 200, "does not know that"},
		{"/phone", url.Values{"talk": {talk}, "do": {"say"}, "say": {"1"}}, 200, "OK to text here?"},
		{"/phone", url.Values{"talk": {talk}, "do": {"wait:ever"}}, 200, "no length of time"},
		{"/phone/save", url.Values{"talk": {talk}, "name": {"???"}, "about": {"x"}}, 200, "Give it a name"},
		{"/phone/save", url.Values{"talk": {talk}, "name": {"says hi"}, "about": {"Somebody says hi."}}, 303, ""},
		{"/tests/talk", url.Values{"name": {"no.talk"}, "text": {"x"}}, 404, ""},
		{"/tests/talk", url.Values{"name": {"says_hi.talk"}, "text": {"no talk"}}, 422, ""},
		{"/tests/talk", url.Values{"name": {"says_hi.talk"}, "do": {"remove"}}, 303, ""},
		{"/tests/run", nil, 303, ""},
		{"/tests/update", url.Values{"name": {"no.talk"}}, 303, ""},
		{"/tests/answer", url.Values{"name": {"no.talk"}, "question": {"intake/who"}}, 422, "not in your draft any more"},
		{"/translate", url.Values{"key": {"no"}, "lang": {"es"}, "text": {"x"}}, 422, "changed this text in the meantime"},
		{"/sheet", url.Values{"sheet": {""}}, 422, "nothing in it"},
		{"/sheet", url.Values{"sheet": {sheet}}, 200, ""},
		{"/questions", url.Values{"asked": {"where are you"}}, 200, ""},
		{"/questions/topic", url.Values{"name": {"!!"}, "mark": {"new"}}, 422, ""},
		{"/questions/remove", url.Values{"name": {"no_such"}}, 303, ""},
		{"/changes/drop", url.Values{"file": {"home.flow"}, "version": {"1"}}, 303, ""},
		{"/changes/update", url.Values{"version": {"1"}}, 303, ""},
		{"/publish", url.Values{"note": {"x"}}, 422, "out of date"},
		{"/review/none/agree", nil, 303, ""},
		{"/review/none/decline", url.Values{"answer": {""}}, 404, ""},
		{"/review/none/back", nil, 404, ""},
		{"/history/999/draft", nil, 404, ""},
		{"/history/999/withdraw", nil, 404, ""},
		{fmt.Sprintf("/history/%d/withdraw", live.Number), nil, 303, ""},
		{strings.TrimPrefix(again, at), url.Values{"note": {"back"}}, 422, "out of date"},
	} {
		sent = append(sent, x.path)
		got := s.goes(byAna, http.MethodPost, at+x.path, x.form)
		for end := time.Now().Add(patience); strings.Contains(got.Body, " data-working>") && time.Now().Before(end); {
			got = s.goes(byAna, http.MethodPost, at+x.path, x.form) // "Go on", while the tests are played
		}
		if x.say == "" {
			s.mustSee(t, x.path, got, x.status)
		} else {
			s.mustSee(t, x.path, got, x.status, x.say)
		}
	}
	reworded := s.goes(byAna, http.MethodGet, at+"/wording/danger.flow", nil)
	s.mustSee(t, "replies to danger", reworded, http.StatusOK, "overdose now")
	if !strings.Contains(reworded.Body, "text=danger%2fsuicide_risk") || strings.Contains(reworded.Body, `value="suicide_risk"`) {
		t.Errorf("a reply that was taken over can't be changed: %s", clipped(reworded.Body))
	}
	for _, rt := range s.program.console.Routes() {
		shape := regexp.MustCompile("^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(rt.Path, "[^/]+") + "$")
		if rt.Method != http.MethodPost || !strings.HasPrefix(rt.Path, at+"/") || slices.Contains(byScriptOnly, strings.TrimPrefix(rt.Path, at)) {
			continue
		}
		if !slices.ContainsFunc(sent, func(path string) bool { return shape.MatchString(at + path) }) {
			t.Errorf("nothing was sent to %s", rt.Path)
		}
	}
}
