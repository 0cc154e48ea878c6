package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/webhooks/console"
)

const (
	byCy      = "cy/medical_director"
	atScripts = "/console/scripts"
)

// draftOf is what somebody has changed.
func (s *story) draftOf(who string) bot.Draft {
	s.t.Helper()
	d, err := s.store.Draft(s.t.Context(), who)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// typed is what stands in a field of a page.
func (p seen) typed(name string) string {
	m := regexp.MustCompile(`(?s)<textarea[^>]* name="` + regexp.QuoteMeta(name) + `"[^>]*>\n?(.*?)</textarea>`).FindStringSubmatch(p.Body)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// replacing changes words of a script, which must be there.
func replacing(t *testing.T, from, to string) func(string) string {
	return func(src string) string {
		if !strings.Contains(src, from) {
			t.Fatalf("%q is not in %s", from, src)
		}
		return strings.Replace(src, from, to, 1)
	}
}

// Talks that go another way keep a draft from being published: its author sees each as a
// conversation, those that keep people safe as such, and everything is as it was.
func TestAFailingTalkIsShownAndNothingGoesLive(t *testing.T) {
	t.Parallel()
	s := withTalks(t, "call_instead.talk")
	before, _ := s.liveFiles()
	s.rewritesAs(t, "ana", "call.flow", replacing(t, "If you miss our call,", "If you miss us,"))
	s.rewritesAs(t, "ana", "phrases.flow", replacing(t, "Nobody is at the desk now; it opens", "We answer right away; the desk opens"))
	draft := s.draftOf("ana")
	got := s.posts(t, byAna, publishPath, publishPath, url.Values{"note": {"Fewer words"}, "mode": {"finish"}})
	s.mustSee(t, "publishing", got, http.StatusUnprocessableEntity, "2 test talks go another way", "What is live has not changed", "Go through the test talks",
		"Call instead", "It should go on", "If you miss our call,", "But with your changes", "If you miss us,",
		"Person at night", "keeps people safe", "A text must not say “right away”", "We answer right away", "Those that keep people safe can’t be changed: mend the script.")
	if now, _ := s.liveFiles(); now != before {
		t.Errorf("live is %+v", now)
	}
	if note := got.typed("note"); note != "Fewer words" {
		t.Errorf("the note that was typed is %q", note)
	}
	if now := s.draftOf("ana"); !maps.Equal(now.Changed, draft.Changed) {
		t.Errorf("the draft is %v", now.Changed)
	}
}

// Nothing that was typed is lost where another window or another person was first: the
// note of a publishing, the words of a form, a question that is gone.
func TestWhatAnotherWindowOvertookIsNotLost(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	const wording, topic = atScripts + "/wording/call.flow", atScripts + "/questions/topic"

	form := s.goes(byAna, http.MethodGet, wording+"?text=step/call/done/say0", nil).fields(t, wording)
	s.rewritesAs(t, "ana", "call.flow", replacing(t, "OK, thank you.", "Fine."))
	form.Set("words-en", "Great, thank you.")
	form.Set("words-es", "Bien, gracias.")
	got := s.goes(byAna, http.MethodPost, wording, form)
	s.mustSee(t, "words over words that are gone", got, http.StatusUnprocessableEntity, "changed in another window", "What it says now", "Fine. You can text here again")
	if got.typed("words-en") != "Great, thank you." {
		t.Errorf("in the field is %q", got.typed("words-en"))
	}
	form.Set("mark", got.fields(t, wording).Get("mark"))
	s.mustSee(t, "put in their place", s.goes(byAna, http.MethodPost, wording, form), http.StatusSeeOther)
	if now := s.draftOf("ana").Changed["call.flow"]; !strings.Contains(now, "say en  Great, thank you.\n") {
		t.Errorf("the draft has\n%s", now)
	}
	s.rewritesAs(t, "ana", "call.flow", replacing(t, "step done\n  say en  Great, thank you.\n      es  Bien, gracias.\n", "step done\n"))
	s.mustSee(t, "words for a text that is gone", s.goes(byAna, http.MethodPost, wording, form), http.StatusUnprocessableEntity, "taken out", "What you typed", "Great, thank you.")

	form = s.goes(byAna, http.MethodGet, publishPath, nil).fields(t, publishPath)
	s.rewritesAs(t, "ana", "call.flow", func(src string) string { return src + "# more\n" })
	form.Set("note", "A note of two minutes")
	s.mustSee(t, "publishing what was changed meanwhile", s.goes(byAna, http.MethodPost, publishPath, form), http.StatusSeeOther)
	if note := s.draftOf("ana").Note; note != "A note of two minutes" {
		t.Errorf("the note is %q", note)
	}

	page := s.goes(byAna, http.MethodGet, topic+"?name=hours", nil)
	form = page.fields(t, topic)
	s.mustSee(t, "removing a question", s.goes(byAna, http.MethodPost, atScripts+"/questions/remove", url.Values{"name": {"hours"}}), http.StatusSeeOther)
	form["asked-en"], form["say-en"], form["asked-es"], form["say-es"] = []string{"are you open today"}, []string{"Every day."}, []string{"abren hoy"}, []string{"Cada dia."}
	got = s.goes(byAna, http.MethodPost, topic, form)
	s.mustSee(t, "saving a question that is gone", got, http.StatusUnprocessableEntity, "removed in another window")
	form.Set("mark", got.fields(t, topic).Get("mark"))
	s.mustSee(t, "saving it again", s.goes(byAna, http.MethodPost, topic, form), http.StatusSeeOther)
	if now := s.draftOf("ana").Changed["questions.flow"]; !strings.Contains(now, "Every day.") {
		t.Error("the question is not there again")
	}
}

// A draft that is full takes nothing more, says so, and keeps what it holds; it can be
// made smaller.
func TestAFullDraftSaysSoAndKeepsWhatItHolds(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	live, _ := s.liveFiles()
	full := bot.Draft{Owner: "ana", Based: live.Number, Changed: map[string]string{"big.talk": strings.Repeat("# nothing but a long remark\n", 8<<20/27-10)}}
	if _, err := s.store.SaveDraft(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	list := s.goes(byAna, http.MethodGet, atScripts, nil)
	s.mustSee(t, "the list", list, http.StatusOK, "1 test talk changed, no problems")
	if strings.Contains(list.Body, "to look at") { // the warnings of these scripts were let stand
		t.Error("what somebody let stand is to be looked at still")
	}
	page := s.goes(byAna, http.MethodGet, atScripts+"/edit/call.flow", nil)
	form := page.fields(t, atScripts+"/edit/call.flow")
	form.Set("text", page.typed("text")+"# more\n")
	s.mustSee(t, "the form", s.goes(byAna, http.MethodPost, atScripts+"/edit/call.flow", form), http.StatusUnprocessableEntity, "too large to keep this as well", "is still there")
	status, answer := s.sends(byAna, atScripts+"/save", map[string]any{"file": "call.flow", "text": form.Get("text"), "mark": form.Get("mark")})
	if status != http.StatusUnprocessableEntity || !strings.Contains(answer, "too large") {
		t.Errorf("while typing: %d %s", status, answer)
	}
	if d := s.draftOf("ana"); !maps.Equal(d.Changed, full.Changed) {
		t.Error("the draft is not as it was")
	}
	version := fmt.Sprint(s.draftOf("ana").Version)
	s.mustSee(t, "taking it out", s.goes(byAna, http.MethodPost, atScripts+"/changes/drop", url.Values{"file": {"big.talk"}, "version": {version}}), http.StatusSeeOther)
	s.mustSee(t, "the form again", s.goes(byAna, http.MethodPost, atScripts+"/edit/call.flow", form), http.StatusSeeOther)
}

// A second person declines with an answer and agrees, once; an older release comes back;
// and what makes no sense is said to.
func TestAnswersAndTheWayBackOnTheirPages(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	const review, history = atScripts + "/review", atScripts + "/history"
	before, files := s.liveFiles()
	propose := func(note, words string) string {
		f := files.Clone()
		f.Flows["phrases.flow"] = replacing(t, "an automated line. Call us:", words+". Call us:")(f.Flows["phrases.flow"])
		out := s.publishes(bot.PublishOrder{By: "ana", Note: note, Files: f, Based: before.Number})
		if out.Proposal.ID == "" {
			t.Fatal("nobody is asked")
		}
		return review + "/" + out.Proposal.ID
	}
	no, yes := propose("A machine", "a machine"), propose("A robot", "a robot")
	s.mustSee(t, "the list", s.goes(byCy, http.MethodGet, review, nil), http.StatusOK, "A machine", "A robot")
	for _, answer := range []string{"", "no", strings.Repeat("n", 501)} {
		got := s.goes(byCy, http.MethodPost, no+"/decline", url.Values{"answer": {answer}})
		s.mustSee(t, "an answer of "+fmt.Sprint(len(answer)), got, http.StatusUnprocessableEntity, "Say why")
		if got.typed("answer") != answer {
			t.Errorf("in the field is %q", got.typed("answer"))
		}
	}
	s.mustSee(t, "declining", s.goes(byCy, http.MethodPost, no+"/decline", url.Values{"answer": {"People fear machines"}}), http.StatusSeeOther)
	s.mustSee(t, "what its author sees", s.goes(byAna, http.MethodGet, no, nil), http.StatusOK, "cy declined", "People fear machines", "Your draft is as it was")
	s.mustSee(t, "agreeing to what was declined", s.goes(byCy, http.MethodPost, no+"/agree", nil), http.StatusUnprocessableEntity, "It was declined")
	s.mustSee(t, "agreeing to one's own", s.goes(byAna, http.MethodPost, yes+"/agree", nil), http.StatusForbidden, "Somebody else must agree")
	s.mustSee(t, "taking back somebody else's", s.goes(byBen, http.MethodPost, yes+"/back", nil), http.StatusForbidden)
	for range 2 { // an impatient hand
		got := s.goes(byCy, http.MethodPost, yes+"/agree", nil)
		if to := fmt.Sprintf("%s/%d", history, before.Number+1); got.Status != http.StatusSeeOther || got.Head.Get("Location") != to {
			t.Errorf("agreeing: %d to %s, want %s", got.Status, got.Head.Get("Location"), to)
		}
	}

	again := fmt.Sprintf("%s/%d/again", history, before.Number)
	form := s.goes(byAna, http.MethodGet, history, nil).fields(t, again)
	for field, bad := range map[string]string{"mode": "some other way", "note": strings.Repeat("n", 501)} {
		wrong := maps.Clone(form)
		wrong.Set("note", "Back")
		wrong.Set(field, bad)
		s.mustSee(t, "a bad "+field, s.goes(byAna, http.MethodPost, again, wrong), http.StatusUnprocessableEntity, "To mend it,")
	}
	form.Set("note", "Back to plain words")
	s.mustSee(t, "the way back", s.goes(byAna, http.MethodPost, again, form), http.StatusSeeOther)
	if now, f := s.liveFiles(); now.Repeats != before.Number || !maps.Equal(f.Flows, files.Flows) || now.Note != "Back to plain words" {
		t.Errorf("live is %+v", now)
	}
	s.mustSee(t, "the same again", s.goes(byAna, http.MethodPost, again, form), http.StatusSeeOther)
	for query, say := range map[string]string{"from=1&to=99": "no such release", "from=1&to=x": "no such release", "from=1&to=1": "the same release twice"} {
		s.mustSee(t, query, s.goes(byAna, http.MethodGet, history+"?"+query, nil), http.StatusUnprocessableEntity, say)
	}
	s.mustSee(t, "comparing two", s.goes(byAna, http.MethodGet, history+"?from=1&to=2", nil), http.StatusSeeOther)
}

// A translation, a sheet that came back, and a question with its answer are written into
// the draft; what can't be taken is said where it was typed.
func TestWordsComeInByTheirForms(t *testing.T) {
	t.Parallel()
	s := withTalks(t)
	const translate, topic, sheets = atScripts + "/translate", atScripts + "/questions/topic", atScripts + "/sheet"

	all := s.goes(byAna, http.MethodGet, translate+"?lang=es&show=all&file=call.flow", nil)
	_, done, ok := strings.Cut(all.Body, `name="key" value="step/call/done/say0"`)
	if !ok {
		t.Fatal("the text is not on the page")
	}
	form := seen{Body: `action="x" type="hidden" name="key" value="step/call/done/say0"` + done}.fields(t, "x")
	form.Set("text", "Gracias")
	form.Set("lang", "xx")
	s.mustSee(t, "into no language", s.goes(byAna, http.MethodPost, translate, form), http.StatusUnprocessableEntity, "no language")
	form.Set("lang", "es")
	form.Set("text", " \n ")
	s.mustSee(t, "no words", s.goes(byAna, http.MethodPost, translate, form), http.StatusUnprocessableEntity, "Not saved")
	form.Set("text", "Gracias a usted.")
	s.mustSee(t, "a translation", s.goes(byAna, http.MethodPost, translate, form), http.StatusSeeOther)
	form.Set("text", "Mil gracias.")
	got := s.goes(byAna, http.MethodPost, translate, form)
	s.mustSee(t, "over another window's", got, http.StatusUnprocessableEntity, "changed this text in the meantime", "It says now: “Gracias a usted.”")
	if !strings.Contains(got.Body, ">Mil gracias.</textarea>") {
		t.Error("what was typed is gone")
	}

	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(s.goes(byAna, http.MethodGet, sheets+"/es", nil).Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var back strings.Builder
	w := csv.NewWriter(&back)
	for _, row := range rows {
		for i, cell := range row {
			switch {
			case cell == "Gracias a usted.":
				row[i] = "Le damos las gracias."
			case strings.HasPrefix(cell, "Muy bien, sin llamada."):
				row[i] = "" // the translator left it out
			case strings.HasPrefix(cell, "¿Dejamos un mensaje de voz?"):
				row[i] = "¿Dejamos un mensaje?" // and here the numbers: it may stand, and is said
			}
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	seenIt := s.goes(byAna, http.MethodPost, sheets, url.Values{"sheet": {back.String()}})
	s.mustSee(t, "what the sheet brings", seenIt, http.StatusOK, "2 translations to write, 1 row refused", "Le damos las gracias.", "The cell is empty", "does not show the numbers of its answers")
	if strings.Contains(s.draftOf("ana").Changed["call.flow"], "Le damos") {
		t.Error("looking at a sheet writes it")
	}
	taken := s.goes(byAna, http.MethodPost, sheets, url.Values{"sheet": {seenIt.typed("sheet")}, "do": {"take"}})
	s.mustSee(t, "taking it", taken, http.StatusOK, "2 translations written", "1 row refused", "The cell is empty")
	if strings.Contains(taken.Body, "into my draft") {
		t.Error("what is written can be written once more")
	}
	if now := s.draftOf("ana").Changed["call.flow"]; !strings.Contains(now, "es  Le damos las gracias.") || !strings.Contains(now, "es  Muy bien, sin llamada.") {
		t.Errorf("the draft has\n%s", now)
	}

	form = s.goes(byAna, http.MethodGet, topic, nil).fields(t, topic)
	for k, v := range map[string]string{"name": "Bus stop 7", "asked-en": "which bus\nbus stop", "say-en": "Bus 7 stops here.", "asked-es": "que autobus", "say-es": "El autobus 7 para aqui."} {
		form.Set(k, v)
	}
	s.mustSee(t, "a question", s.goes(byAna, http.MethodPost, topic, form), http.StatusSeeOther)
	s.mustSee(t, "its page", s.goes(byAna, http.MethodGet, topic+"?name=bus_stop", nil), http.StatusOK, "Bus 7 stops here.")
	s.mustSee(t, "its name again", s.goes(byAna, http.MethodPost, topic, form), http.StatusUnprocessableEntity, "already: choose another")
	form.Set("name", "other")
	form.Set("say-en", "")
	got = s.goes(byAna, http.MethodPost, topic, form)
	s.mustSee(t, "without an answer", got, http.StatusUnprocessableEntity, "Write the answer.")
	if got.typed("asked-en") != "which bus\nbus stop" {
		t.Error("what was typed is gone")
	}
	s.mustSee(t, "trying it", s.goes(byAna, http.MethodPost, atScripts+"/questions", url.Values{"asked": {"which bus"}}), http.StatusOK, "Bus stop", "Bus 7 stops here.")
}

// The phone holds as much as it may, one talk for each person and a few in all, and says
// what to do when it does not.
func TestThePhoneSaysWhenItCanNot(t *testing.T) {
	s := staffed(t)
	const at = atScripts + "/phone"
	x := s.program.trials
	talk := url.Values{"talk": {"at      Mon 2 Mar 2026 10:00\nthem    hi\n"}, "do": {"play"}}
	long := url.Values{"talk": {"at      Mon 2 Mar 2026 10:00\n" + strings.Repeat("them    hi\n", trialLines)}, "do": {"play"}}
	s.mustSee(t, "a long talk", s.goes(byAna, http.MethodPost, at, long), http.StatusOK, "too long for the phone: 300 lines")
	s.mustSee(t, "a year", s.goes(byAna, http.MethodPost, at, url.Values{"talk": talk["talk"], "do": {"date"}, "date": {"2099-01-01"}, "now": {"2026-03-02T10:00:00-09:00"}}), http.StatusOK, "more than a year")

	x.longest = 30 * time.Millisecond // some lines of 299
	slow := url.Values{"talk": {strings.Replace(long.Get("talk"), "them    hi\n", "", 1)}, "do": {"play"}}
	s.mustSee(t, "a slow talk", s.goes(byAna, http.MethodPost, at, slow), http.StatusOK, "takes too long to hold")
	x.longest = trialTime

	for range trialsOnce {
		x.slots <- struct{}{}
	}
	x.wait = time.Millisecond
	s.mustSee(t, "a full phone", s.goes(byAna, http.MethodPost, at, talk), http.StatusOK, "The phone is busy", "Press Play in a moment", "them    hi")
	x.wait = time.Minute

	// Somebody's second window takes the phone from their first, and nobody else's.
	first, second, ben := make(chan seen, 1), make(chan seen, 1), make(chan seen, 1)
	ask := func(as string, to chan<- seen) { to <- s.goes(as, http.MethodPost, at, talk) }
	holds := func(by string, not *ending) *ending {
		for {
			x.mu.Lock()
			h := x.holding[by]
			x.mu.Unlock()
			if h != not {
				return h
			}
			pause(t.Context(), time.Millisecond)
		}
	}
	x.longest = time.Minute
	go ask(byBen, ben)
	holds("ben", nil)
	go ask(byAna, first)
	one := holds("ana", nil)
	go ask(byAna, second)
	s.mustSee(t, "the first window", <-first, http.StatusOK, "in another window just now", "Press Play")

	// Who goes away while waiting leaves nothing behind.
	holds("ana", one)
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.public+at, strings.NewReader(talk.Encode()))
		if err == nil {
			for k, v := range map[string]string{"As": byCy, "Origin": s.public, "Content-Type": "application/x-www-form-urlencoded"} {
				r.Header.Set(k, v)
			}
			var w *http.Response
			if w, err = http.DefaultClient.Do(r); err == nil {
				err = w.Body.Close()
			}
		}
		gone <- err
	}()
	cy := holds("cy", nil)
	leave()
	if err := <-gone; err == nil {
		t.Error("who went away was answered")
	}
	holds("cy", cy)
	for range trialsOnce {
		<-x.slots
	}
	s.mustSee(t, "the second window", <-second, http.StatusOK, "Reply 1 to go on")
	s.mustSee(t, "somebody else", <-ben, http.StatusOK, "Reply 1 to go on")
}

// Talks whose playing one server was asked for are played by another one as well, when
// the page asks there: no page says what is not so.
func TestARunIsAskedForOnAnotherReplica(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	other := newTrials(s.clinic, time.Now, &passed{})
	t.Cleanup(other.Close)
	c, err := s.program.consoleOf(func(o *console.Options) { s.console(o); o.Trial = other })
	if err != nil {
		t.Fatal(err)
	}
	there := func(method, path string, head ...string) seen {
		r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
		for k, v := range map[string]string{"As": byAna, "Origin": s.public, "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"} {
			r.Header.Set(k, v)
		}
		for _, h := range head {
			r.Header.Set(h, "1")
		}
		w := httptest.NewRecorder()
		c.Handler().ServeHTTP(w, r)
		return seen{w.Code, w.Header(), w.Body.String()}
	}
	const tests = atScripts + "/tests"
	s.mustSee(t, "asking here", s.goes(byAna, http.MethodPost, tests+"/run", nil), http.StatusSeeOther)
	if got := s.goes(byAna, http.MethodGet, tests, nil); !strings.Contains(got.Body, "data-run") {
		t.Error("nothing says that they are played")
	}
	if got := there(http.MethodGet, tests); got.Status != http.StatusOK || strings.Contains(got.Body, "All tests go as expected") {
		t.Errorf("the other one says %d %s", got.Status, clipped(tags.ReplaceAllString(got.Body, "")))
	}
	if _, ran := other.Ran("ana", bot.ScriptFiles{}); ran {
		t.Error("looking at the page plays them")
	}
	if got := there(http.MethodPost, tests+"/run", "X-Nightdesk-Live"); got.Status != http.StatusOK || !strings.Contains(got.Body, "data-run") {
		t.Errorf("asked on, the other one says %d %s", got.Status, clipped(tags.ReplaceAllString(got.Body, "")))
	}
}
