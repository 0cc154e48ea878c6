package inbox_test

import (
	"strings"
	"testing"
	"time"

	"nightdesk/bot"
)

const overdose = "CALL 911 NOW"

// Ana has Sam's wish to be called. Sam then says something that may be an
// overdose. What Ana says of the old matter must not end the new one.
func TestDoneForAnEarlierMatterClosesNoDanger(t *testing.T) {
	d := open(t, morning)
	d.says(sam, "hi")
	d.says(sam, "0")
	d.wants(d.says(ana, "1"), "is yours")
	d.heard(ana)
	d.passes(5 * time.Minute)
	d.says(sam, "i took something")
	code := d.only().Code
	d.wants(d.heard(ana), "Alert "+code+", NEW, level 2, waiting 5 min")
	d.wants(d.says(ana, "done"), code+" is NOT closed", "NEW")
	d.wants(d.says(ana, "done"), "NOT closed") // it takes the code
	if c := d.loaded(sam).Session.Crisis; c == nil || c.Asking == "" {
		t.Fatal("the question about danger is forgotten")
	}
	d.wants(d.says(sam, "1"), overdose)
	d.wants(d.heard(ana), "NEW, level 1")
	d.wants(d.says(ana, "done "+code), "NOT closed")
	d.wants(d.says(ana, "done "+code), code+" is closed")
	if cases := d.cases(); len(cases) != 0 {
		t.Errorf("%d cases are still open", len(cases))
	}
}

// A case that is closed while the question waits leaves the question standing.
func TestAQuestionAboutDangerOutlivesItsCase(t *testing.T) {
	for _, silent := range []bool{false, true} {
		d := open(t, morning)
		d.says(sam, "hi")
		d.says(sam, "i took something")
		d.wants(d.says(ana, "1"), "is yours")
		d.wants(d.says(ana, "done"), "is closed")
		d.heard(sam)
		if !silent {
			d.wants(d.says(sam, "1"), overdose)
		} else {
			d.passes(6 * time.Minute)
			d.wants(d.heard(sam), overdose)
		}
		if k := d.only(); k.Level != bot.LevelNow {
			t.Errorf("silent %t: level %d", silent, k.Level)
		}
	}
}

// Nobody can be asked anything on a phone whose texts are commands: they get the
// steps outright, one case, and their colleagues get the alerts.
func TestDangerOnAStaffPhone(t *testing.T) {
	d := open(t, morning)
	d.wants(d.says(ana, "i took something"), overdose)
	code := d.only().Code
	d.wants(d.heard(ben), "Alert "+code+", level 1")
	d.wants(d.says(ana, "1"), "No alert is waiting for you")
	d.wants(d.says(ana, code), "about this phone")
	d.wants(d.says(ana, "done "+code), "about this phone")
	d.wants(d.says(ana, "im so sleepy what now"), "911")
	d.wants(d.says(ana, "hes not breathing"), overdose)
	d.wants(d.says(ana, "he is blue"), overdose)
	if k := d.only(); k.Status != bot.CaseOpen || k.Owner != "" {
		t.Errorf("the case is %s by %q", k.Status, k.Owner)
	}
	d.passes(11 * time.Minute)
	if got := d.heard(ana); got != "" {
		t.Errorf("she was alerted about herself: %q", got)
	}
	d.wants(d.heard(sue), "Alert "+code)
	d.wants(d.says(ben, "1"), code+" is yours")
	d.wants(d.says(ben, "done"), "is closed")
}

// Where there is only one member of staff, there is nobody else to tell.
func TestDangerOnTheOnlyStaffPhone(t *testing.T) {
	d := open(t, morning)
	d.Rota.Staff = d.Rota.Staff[:1]
	d.says(ana, "hes not breathing")
	d.wants(d.heard(ana), "Alert "+d.only().Code)
}

// A text of staff that no webhook brought is answered all the same, and means
// nothing that came later.
func TestAStaffTextFoundLate(t *testing.T) {
	d := open(t, morning)
	late := d.text(ana, "hes not breathing")
	one := d.text(ben, "1")
	late.At, one.At = morning, morning
	d.now = morning.Add(time.Hour)
	d.says(sam, "i want to die")
	if n, err := d.found(late, one); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	d.wants(d.heard(ana), overdose)
	d.wants(d.heard(ben), "No alert is waiting for you")
}

// The reply that a timer sends to somebody in danger is refused, for whatever
// reason: staff are told at once, once.
func TestACrisisTextThatIsRefused(t *testing.T) {
	for _, why := range []*bot.SendError{
		{Code: 21610, NotSent: true, OptedOut: true},
		{Code: 21614, NotSent: true},
	} {
		d := open(t, morning)
		d.refuse = func(s bot.Send) error {
			if s.Class == bot.SendCrisis {
				return why
			}
			return nil
		}
		d.says(sam, "hi")
		d.says(sam, "i took something")
		d.passes(4 * time.Minute)
		d.heard(ana)
		d.passes(90 * time.Second)
		k := d.only()
		if !strings.Contains(strings.Join(k.Labels, " "), "reply_blocked") {
			t.Errorf("%d: staff know only %v", why.Code, k.Labels)
		}
		d.wants(d.heard(ana), "NEW, level 1")
		d.passes(5 * time.Minute)
		if strings.Contains(d.timers(), bot.WakeBlocked) {
			t.Errorf("%d: the timer goes round", why.Code)
		}
	}
}

// A reply on the line has no id of ours; what the carrier says of it counts if
// they are in danger.
func TestACrisisReplyOnTheLineThatDoesNotArrive(t *testing.T) {
	d := open(t, morning)
	lost := func(id string) {
		t.Helper()
		for range 2 { // the carrier may say it twice
			if err := d.Receipt(t.Context(), bot.Receipt{Carrier: id, To: sam, Rank: 4, State: bot.SendUndelivered, Code: 30003}); err != nil {
				t.Fatal(err)
			}
		}
		d.settle()
	}
	d.says(sam, "hi")
	lost("SMa")
	if cases := d.cases(); len(cases) != 0 {
		t.Errorf("an ordinary text opened %d cases", len(cases))
	}
	d.says(sam, "i want to die")
	d.heard(ana)
	lost("SMb")
	d.wants(d.heard(ana), "NEW, level 1")
	d.wants(strings.Join(d.only().Labels, " "), "reply_blocked")
	lost("SMc")
	if got := d.heard(ana); got != "" {
		t.Errorf("told again: %q", got)
	}
}

// The store is gone: the reply comes, the first on call and the supervisor are
// told, and stopping waits for that.
func TestDangerWithoutAStore(t *testing.T) {
	d := open(t, morning)
	_ = d.embed.Close()
	began, told := make(chan struct{}, 9), make(chan struct{})
	d.Alarm = alarmTo(began, told)
	ctx := short(t)
	for _, body := range []string{"hes not breathing", "i took something"} {
		a, err := d.Receive(ctx, d.text(sam, body))
		if err == nil {
			t.Error("nothing was stored, and there is no error")
		}
		d.wants(a.Reply.Text(), overdose) // a question would find nobody to hear its answer
	}
	<-began
	close(told)
	stopped, stop := stoppedContext(t)
	defer stop()
	d.Run(stopped)
	if n := len(began) + 1; n != 2 {
		t.Errorf("%d alarms, want one to whoever is on call and one to the supervisor", n)
	}
}
