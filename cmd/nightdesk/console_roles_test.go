package main

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/bot/handoff"
)

// Whoever may not read conversations finds nothing of a person on any page: not their
// words, name or number, nor the id that would lead to them. Every page is asked for as
// every role, about a person, a case, a visit and a closed alert that there are.
func TestNoPageTellsOfAPersonToThoseWhoMayNotKnow(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	const words = "marmalade"
	for _, text := range []string{"hi", "1", "1", "1", "1", "1", "1", "3", "Sunny", "i want to talk to a person", words + " i want to kill myself"} {
		s.says(sam, text)
	}
	alert := s.theCase().Case
	form := s.goes("ana/front_desk", "GET", bookAt+"?kind=intake_assessment", nil)
	book := form.form(t, bookAt)
	book.Set("at", form.times()[0])
	book.Set("who", alert.Code)
	if got := s.goes("ana/front_desk", "POST", bookAt, book); got.Status != http.StatusSeeOther {
		t.Fatalf("book: %d", got.Status)
	}
	visit := s.ledger()[0]
	staff := bot.Staff{ID: "ana", Name: "Ana"}
	for i, do := range []bot.CaseDo{bot.CaseTake, bot.CaseClose} {
		o := bot.CaseOrder{ID: bot.InputID("roles-" + string(rune('a'+i))), By: staff, Do: do, Case: alert.ID, Outcome: bot.EndedReached}
		if done, err := s.program.inbox.Staff(t.Context(), o); err != nil || do == bot.CaseClose && done.Case.Status != bot.CaseClosed {
			t.Fatal(done.Result, err)
		}
	}
	s.says(sam, words+" i want to talk to a person")
	open := s.theCase().Case

	person := string(open.Person)
	day := visit.Start.In(s.clinic.Zone).Format(time.DateOnly)
	secrets := regexp.MustCompile(`Sunny|` + words + `|kill myself|555\W{0,3}0141|` + regexp.QuoteMeta(person))
	saw := map[string]bool{}
	for _, rt := range s.program.console.Routes() {
		if rt.Method != http.MethodGet || strings.HasSuffix(rt.Path, "/events") {
			continue
		}
		for _, path := range fill(rt.Path, open, alert, visit, day) {
			for _, role := range account.Roles {
				got := s.goes("eve/"+string(role), rt.Method, path, nil)
				body := got.Body
				if rt.Path == "/console/audit" { // which is of pseudonyms
					body = strings.ReplaceAll(body, person, "")
				}
				found := secrets.FindString(body)
				switch may := account.May([]account.Role{role}, account.Converse); {
				case got.Status >= 500:
					t.Errorf("%s answers %d to %s", path, got.Status, role)
				case found != "" && !may:
					t.Errorf("%s tells %s %q", rt.Path, role, found)
				case found != "":
					saw[rt.Path] = true
				}
				if title := regexp.MustCompile(`<title>[^<]*</title>`).FindString(got.Body); secrets.MatchString(title) || secrets.MatchString(got.Head.Get("Location")) {
					t.Errorf("the title or the way on of %s tells who it is", rt.Path)
				}
			}
		}
	}
	for _, must := range []string{"/console/{$}", "/console/case/{code}", "/console/person/{id}", "/console/calendar", "/console/calendar/visit/{id}", "/console/review/{code}"} {
		if !saw[must] {
			t.Errorf("nobody sees anything of a person at %s, so this would find nothing", must)
		}
	}
}

// fill are the addresses of a route about what there is.
func fill(path string, open, alert bot.Case, visit bot.Booking, day string) []string {
	path = strings.TrimSuffix(path, "{$}")
	with := func(old, value string) string { return strings.Replace(path, old, value, 1) }
	var all []string
	switch {
	case strings.Contains(path, "{code}"):
		for _, k := range []bot.Case{open, alert} {
			all = append(all, with("{code}", k.Code), with("{code}", k.Code)+"?id="+string(k.ID))
		}
	case strings.Contains(path, "/visit/"):
		all = []string{with("{id}", string(visit.ID))}
	case strings.Contains(path, "/person/"):
		all = []string{with("{id}", string(open.Person))}
	case strings.Contains(path, "{"):
		all = []string{regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "x")}
	default:
		for _, q := range []string{"", "?show=closed", "?show=mine", "?day=" + day, "?day=" + day + "&view=week", "?kind=intake_assessment&case=" + open.Code} {
			all = append(all, path+q)
		}
	}
	return slices.Compact(all)
}

// A case of nobody's, as of a broken way to staff, is worked in the console like any
// other: every page and every order has an answer.
func TestACaseOfNobodyIsWorkedInTheConsole(t *testing.T) {
	s := staffed(t)
	now := time.Now()
	ch := handoff.Open(s.program.inbox.CurrentRota(), "path-x", "", "", []bot.Raise{{Level: bot.LevelNow, Reason: "alerts by text to ana do not arrive"}}, now)
	if out, err := s.store.Commit(t.Context(), bot.Commit{Input: "path-x", At: now, Actor: "clock", Note: "path", Cases: []bot.CaseWrite{{Case: ch.Case}}}); err != nil || out.Result != bot.Applied {
		t.Fatal(out, err)
	}
	k := s.theCase().Case
	page := "/console/case/" + k.Code
	do := func(act string, want int, more ...string) {
		t.Helper()
		form := s.goes("ana/counselor", "GET", page, nil).fields(t, page+"/take")
		form.Set("order", "console-"+strings.Repeat(string(rune('A'+len(act))), 8)+strings.Repeat(act[:1], 8))
		form.Set("version", "0")
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		if got := s.goes("ana/counselor", "POST", page+"/"+act, form); got.Status != want {
			t.Errorf("%s: %d", act, got.Status)
		}
	}
	for _, path := range []string{"/console/", page, page + "/thread", page + "/acts"} {
		if got := s.goes("ana/counselor", "GET", path, nil); got.Status != http.StatusOK {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	do("reply", http.StatusConflict, "words", "hello")
	do("hold", http.StatusSeeOther)
	do("release", http.StatusSeeOther)
	if got := s.theCase().Case; got.Status != bot.CaseOpen {
		t.Errorf("it is %s", got.Status)
	}
	do("take", http.StatusSeeOther)
	if got := s.theCase().Case; got.Owner != "ana" {
		t.Errorf("%q has it", got.Owner)
	}
}
