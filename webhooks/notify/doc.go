// Package notify carries alerts to the channels that a clinic already looks at:
// Slack, Teams, e-mail, ntfy, PagerDuty and others through a library, and any server
// of the clinic's own through a signed webhook.
//
// It promises that a channel is handed the alert's text (case code, level, minutes
// waiting, what to reply) and nothing else; that an attempt ends with its context;
// that the address of a channel, which is a secret, stands in no error and no log;
// and that every failure comes back as a [bot.SendError]. A channel can't be asked
// whether it has a message: one whose fate is unknown goes again, because the same
// alert twice is better than none.
//
// It may not know cases, people, who is on call, retries (the outbox owns them) or
// where settings come from.
//
//	c, err := notify.New(notify.Options{Name: "nurses", URL: "https://hooks.example.org/alerts", Key: key})
//	_, err = c.Send(ctx, bot.Send{ID: "a1", Channel: "nurses", Body: "Alert A7K3, ...", Alert: &facts})
//
// # The signed webhook
//
// A channel whose address begins with https:// (http:// on the same machine) gets a
// POST of one JSON object:
//
//	{"code":"A7K3","level":1,"minutes":3,"reply":"Text A7K3 to the clinic's line to take it"}
//
// level is 1 (now), 2 (same day) or 3 (next business day). The daily test of the path
// has the code TEST and level 0. The headers are
//
//	Content-Type: application/json
//	Nightdesk-Id: 0c6d...        the same for each attempt at one alert: do nothing the second time
//	Nightdesk-Timestamp: 1795761600   when this attempt began, in seconds since 1970
//	Nightdesk-Signature: v1=<hex>
//
// where <hex> is the HMAC-SHA256, under the channel's key, of the timestamp, a full
// stop, the id, a full stop and the body's bytes as they came. Compare in constant
// time, refuse a timestamp more than five minutes away, and answer any 2xx within
// three seconds. Redirects are not followed. Other answers are failures: 408, 425,
// 429 and 5xx are tried again, the rest are final and make the alert climb at once.
package notify
