package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"nightdesk/bot/account"
)

// What is refused leaves a line with the route and who it was, and nothing of what was
// sent; strangers cannot fill the log (ASVS 5.0 V16.3.3).
func TestWhatIsRefusedIsLogged(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	b.enrolPassword("sam", o.add("sam", account.Admin))
	b.want(b.post("/console/accounts", "account", "Rumpelstiltskin!", "name", "Rumpelstiltskin", "role", "auditor"), http.StatusUnprocessableEntity)
	b.want(b.post("/console/accounts/sam/roles", "version", "1", "role", "Rumpelstiltskin"), http.StatusUnprocessableEntity)
	b.want(b.do(http.MethodPost, "/console/accounts", "text/plain", "Rumpelstiltskin"), http.StatusUnsupportedMediaType)
	stranger := o.browser()
	waited := 0
	for range 30 {
		if stranger.signIn("rumpelstiltskin", "Rumpelstiltskin", "123456").status == http.StatusTooManyRequests {
			waited++
		}
	}
	log := o.log.String()
	for want, n := range map[string]int{
		`msg="console request refused" route=/console/accounts status=422 account=sam`: 1,
		`route=/console/accounts/{id}/roles status=422 account=sam`:                    1,
		`route=/console/accounts status=415 account=sam`:                               1,
		`route=/console/signin status=429 account="" since_the_last_line=0`:            1,
		`status=429`: 1,
	} {
		if got := strings.Count(log, want); got != n {
			t.Errorf("the log says %q %d times, want %d", want, got, n)
		}
	}
	o.pass(time.Minute)
	stranger.signIn("rumpelstiltskin", "Rumpelstiltskin", "123456")
	if waited < 20 || !strings.Contains(o.log.String(), `status=429 account="" since_the_last_line=`) {
		t.Errorf("%d had to wait; what was not said is not counted", waited)
	}
	if strings.Contains(strings.ToLower(o.log.String()), "rumpel") {
		t.Error("the log says what was sent")
	}
}
