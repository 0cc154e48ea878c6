package notify

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
	"github.com/nicholas-fedor/shoutrrr/pkg/util/jsonclient"

	"nightdesk/bot"
)

// services are those of the library that may carry alerts, by the scheme of their
// address (shoutrrr.nickfedor.com). Left out are its logger and its own webhook,
// which is not signed.
var services = []string{"bark", "discord", "googlechat", "gotify", "ifttt", "join", "lark", "matrix", "mattermost", "notifiarr", "ntfy",
	"opsgenie", "pagerduty", "pushbullet", "pushover", "rocketchat", "signal", "slack", "smtp", "teams", "telegram", "wecom", "zulip"}

// newService carries alerts by the library. Each message gets a service of its own:
// the library's keep what one message added to their headers.
func newService(o Options, u *url.URL) (func(context.Context, bot.Send) error, error) {
	address := u.String()
	if u.Scheme != "matrix" { // that one signs in when it is made
		if _, err := (&router.ServiceRouter{}).Locate(address); err != nil {
			// The error may quote the address.
			return nil, errors.New("the address is not what this service needs (hint: shoutrrr.nickfedor.com says how it is written)")
		}
	}
	mail := u.Scheme == "smtp" && !u.Query().Has("subject")
	return func(_ context.Context, s bot.Send) error {
		service, err := (&router.ServiceRouter{}).Locate(address)
		if err != nil {
			return err
		}
		p := types.Params{}
		if mail {
			p["subject"] = subject
		}
		return service.Send(s.Body.Text(), &p)
	}, nil
}

// subject is that of an e-mail: it says what the sender's name may not.
const subject = "Alert"

// statusOf finds the HTTP status in an error; 0 if there is none.
func statusOf(err error) (int, time.Duration) {
	var a answered
	if errors.As(err, &a) {
		return a.status, a.after
	}
	var j jsonclient.Error
	if errors.As(err, &j) {
		return j.StatusCode, 0
	}
	return 0, 0
}
