// Package twilio is everything nightdesk knows about Twilio, in both
// directions: the webhooks that Twilio calls (a text, its fallback, a delivery
// status, a voice call) and the client that sends and lists messages.
//
// It promises that nothing unsigned gets further than the signature check, that
// a 200 is always TwiML, that an answer is given only for what the [Desk] says
// is kept (a crisis reply apart, which needs no store), and that every failure
// to send comes back as a [bot.SendError] saying whether the text may have left.
//
// What a text came from is told by [Senders]: a telephone in a country that is
// answered, one abroad, a premium number, a short code, a name. All of them reach
// the Desk, because any may speak of danger; what else is said to them is the
// Desk's to decide. Media are counted and never fetched.
//
// It may not know sessions, flows or retries. Bodies, numbers and message ids
// of Twilio's go into no log line, metric or URL: a status link carries our own
// send id and a MAC.
//
//	hook, err := twilio.New(twilio.Options{
//		PublicURL:  "https://desk.example.org",
//		AccountSID: sid, Tokens: []string{token},
//		Lines: []bot.Phone{"+19075550100"},
//		Desk:  inbox, Fallback: "We got your text. ...",
//	})
//	for _, r := range hook.Routes() { … mount r.Path for r.Method … }
package twilio
