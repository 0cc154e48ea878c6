package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// A crisis alert goes from a text to its judgement, and into the reports, over the
// whole program.
func TestAnAlertIsReviewedAndReported(t *testing.T) {
	s := staffed(t)
	const words = "honestly i want to die tonight zebulon"
	s.says(sam, words)
	k := s.theCase().Case
	const chief = "chief/medical_director"
	if got := s.goes(chief, "GET", "/console/review", nil); got.Status != http.StatusOK || strings.Contains(got.Body, k.Code) {
		t.Fatalf("%d: an alert that is open waits to be judged", got.Status)
	}
	end := func(do bot.CaseDo, id string) {
		t.Helper()
		if _, err := s.program.inbox.Staff(t.Context(), bot.CaseOrder{ID: bot.InputID(id), By: bot.Staff{ID: "ana", Name: "Ana", Role: "nurse"}, Do: do, Case: k.ID, Outcome: bot.EndedReached}); err != nil {
			t.Fatal(err)
		}
	}
	end(bot.CaseTake, "o1")
	end(bot.CaseClose, "o2")
	if got := s.goes(chief, "GET", "/console/review", nil); !strings.Contains(got.Body, k.Code) {
		t.Fatal("a closed alert does not wait to be judged")
	} else if strings.Contains(got.Body, "zebulon") {
		t.Error("the list shows what was written")
	}
	path := "/console/review/" + k.Code
	page := s.goes(chief, "GET", path+"?id="+string(k.ID), nil)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "<mark>") || !strings.Contains(page.Body, "tonight") {
		t.Fatalf("%d: the text is not shown in its place: %s", page.Status, page.Body)
	}
	if notes := s.reads("chief"); !slices.Contains(notes, "alert_text_read") {
		t.Errorf("that it was read is not in the audit log: %q", notes)
	}
	form := page.fields(t, path)
	if got := s.goes(chief, "POST", path, form); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("judged without a judgement: %d", got.Status)
	}
	form.Set("danger", "no")
	for range 2 {
		if got := s.goes(chief, "POST", path, form); got.Status != http.StatusSeeOther {
			t.Fatalf("judge: %d %s", got.Status, got.Body)
		}
	}
	if w, _, err := s.store.Case(t.Context(), k.ID); err != nil || w.Review.By != "chief" || w.Review.Danger || w.Status != bot.CaseClosed {
		t.Errorf("%+v %v", w.Review, err)
	}
	if got := s.goes(chief, "GET", "/console/review", nil); strings.Contains(got.Body, k.Code) {
		t.Error("a judged alert still waits")
	}
	if got := s.goes("ana/counselor", "GET", path, nil); got.Status != http.StatusForbidden {
		t.Errorf("a counselor got %d", got.Status)
	}

	for _, address := range []string{"/console/reports", "/console/reports/figures.csv"} {
		got := s.goes("sue/script_admin", "GET", address, nil)
		if got.Status != http.StatusOK {
			t.Fatalf("%s: %d", address, got.Status)
		}
		for _, private := range []string{"zebulon", strings.TrimPrefix(sam, "+1907"), string(k.Person), k.Code, string(k.ID)} {
			if strings.Contains(got.Body, private) {
				t.Errorf("%s shows %q", address, private)
			}
		}
	}
	csv := s.goes("sue/script_admin", "GET", "/console/reports/figures.csv", nil).Body
	for _, want := range []string{"texts,,in,1\n", "crisis alerts,suicide_risk,alerts,<5\n", "cases,,opened,<5\n"} {
		if !strings.Contains(csv, want) {
			t.Errorf("the figures lack %q:\n%s", want, csv)
		}
	}
	for bad, want := range map[string]int{"?from=yesterday": 422, "?from=2026-02-01&to=2026-01-01": 422, "?from=2019-01-01": 422} {
		if got := s.goes(chief, "GET", "/console/reports"+bad, nil); got.Status != want {
			t.Errorf("%s: %d", bad, got.Status)
		}
	}
}

// Which answers a question got goes from texts to the page and the file, without the
// few, and without the next to them that would tell how few they are.
func TestAnswersGivenAreReported(t *testing.T) {
	s := staffed(t)
	for i, answer := range []string{"1", "go on", "1", "1", "1", "1", "2", "2", "2", "2", "2", "a call", "9"} {
		number := fmt.Sprintf("+19075552%03d", i)
		s.says(number, "hi")
		s.says(number, answer)
	}
	page := s.goes("sue/script_admin", "GET", "/console/scripts/figures", nil).Body
	for _, want := range []string{">Release 1, ", "Answers given", "<b>language</b>", "/console/reports/figures.csv?from="} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	reports := s.goes("sue/script_admin", "GET", "/console/reports", nil).Body
	_, week, _ := strings.Cut(reports, `<a href="/console/reports?`)
	week, _, _ = strings.Cut(week, `"`)
	if got := s.goes("sue/script_admin", "GET", "/console/reports?"+strings.ReplaceAll(week, "&amp;", "&"), nil).Body; !strings.Contains(got, `aria-current="true">7 days<`) {
		t.Errorf("the last 7 days are not what %q leads to", week)
	}
	csv := s.goes("sue/script_admin", "GET", "/console/reports/figures.csv", nil).Body
	for _, want := range []string{"\"intake/greet, release 1\",shown,15\n", "answers given,\"intake/greet, release 1\",call,too few\n", "release 1\",go,too few\n", "release 1\",language,too few\n"} {
		if !strings.Contains(csv, want) {
			t.Errorf("the file lacks %q:\n%s", want, csv)
		}
	}
	for i := range 3 { // with whom nobody is few any more
		number := fmt.Sprintf("+19075553%03d", i)
		s.says(number, "hi")
		s.says(number, "1")
	}
	if csv := s.goes("sue/script_admin", "GET", "/console/reports/figures.csv", nil).Body; !strings.Contains(csv, "release 1\",go,10\n") || !strings.Contains(csv, "release 1\",call,too few\n") {
		t.Errorf("the most are not told, or the next are:\n%s", csv)
	}
}

// The audit log says who read whose record, by pseudonym; whoever looks at it is in it.
func TestTheAuditLogIsReadAndAudited(t *testing.T) {
	s := staffed(t)
	const auditor = "olga/auditor"
	s.says(sam, "honestly i want to die tonight zebulon")
	k := s.theCase().Case
	s.goes("ana/counselor", "GET", "/console/case/"+k.Code, nil)
	page := s.goes(auditor, "GET", "/console/audit", nil)
	for _, want := range []string{"Read a conversation", string(k.Person[:8]), "Looked at the audit log", "not checked"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, private := range []string{"zebulon", "5550141", "555-0141"} {
		if strings.Contains(page.Body, private) {
			t.Errorf("the page shows %q", private)
		}
	}
	rows := func(query string) int {
		t.Helper()
		got := s.goes(auditor, "GET", "/console/audit?"+query, nil)
		if got.Status != http.StatusOK {
			t.Fatalf("%s: %d", query, got.Status)
		}
		_, table, _ := strings.Cut(got.Body, "<tbody>")
		return strings.Count(table, "<tr>")
	}
	if n := rows("what=thread_read"); n != 1 {
		t.Errorf("%d conversations were read", n)
	}
	if n := rows("who=ana&person=" + string(k.Person)); n != 1 {
		t.Errorf("ana read %d records of theirs", n)
	}
	if n := rows("person=ABCDEFGH234567ABCDEFGH2345"); n > 1 { // that it was asked for is an entry of that person
		t.Errorf("of nobody there are %d entries", n)
	}
	for _, bad := range []string{"who=%3Cana%3E", "before=x", "person=sam"} {
		if got := s.goes(auditor, "GET", "/console/audit?"+bad, nil); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", bad, got.Status)
		}
	}

	// More than a page of it.
	for range 60 {
		if err := s.store.Audit(t.Context(), store.Act{Actor: "ben", Note: "thread_read", Person: k.Person}); err != nil {
			t.Fatal(err)
		}
	}
	first := s.goes(auditor, "GET", "/console/audit?who=ben", nil).Body
	_, older, ok := strings.Cut(first, `href="/console/audit?before=`)
	if !ok {
		t.Fatal("there is no older page")
	}
	before, _, _ := strings.Cut(older, "&")
	if n, m := strings.Count(first, `code">thread_read<`), rows("who=ben&before="+before); n != 50 || m != 10 {
		t.Errorf("pages of %d and %d", n, m)
	}

	file := s.goes(auditor, "POST", "/console/audit/file", url.Values{"from": {s.Now().In(s.clinic.Zone).Format(time.DateOnly)}, "to": {s.Now().In(s.clinic.Zone).Format(time.DateOnly)}, "who": {"ben"}})
	if file.Status != http.StatusOK || strings.Count(file.Body, "thread_read") != 60 || !strings.Contains(file.Head.Get("Content-Type"), "text/csv") {
		t.Errorf("the file: %d, %d entries", file.Status, strings.Count(file.Body, "thread_read"))
	}
	if got := s.goes(auditor, "POST", "/console/audit/check", url.Values{}); got.Status != http.StatusSeeOther {
		t.Fatalf("check: %d", got.Status)
	}
	if got := s.goes(auditor, "GET", "/console/audit", nil).Body; !strings.Contains(got, ">whole<") {
		t.Error("a sound log is not said to be whole")
	}
	notes := s.reads("olga")
	for _, want := range []string{"audit_read", "audit_exported", "audit_checked"} {
		if !slices.Contains(notes, want) {
			t.Errorf("%s is not in the log", want)
		}
	}
	if got := s.goes("ana/counselor", "GET", "/console/audit", nil); got.Status != http.StatusForbidden {
		t.Errorf("a counselor got %d", got.Status)
	}

	// Somebody writes to the store beside us.
	ids, err := s.redis.Client(t).XRangeN(t.Context(), "{story}:au", "-", "+", 1).Result()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.redis.Client(t).XDel(t.Context(), "{story}:au", ids[0].ID).Err(); err != nil {
		t.Fatal(err)
	}
	s.goes(auditor, "POST", "/console/audit/check", url.Values{})
	if got := s.goes(auditor, "GET", "/console/audit", nil).Body; !strings.Contains(got, "not as written") || !strings.Contains(got, "missing") {
		t.Error("an entry that was taken away is not told of")
	}
}
