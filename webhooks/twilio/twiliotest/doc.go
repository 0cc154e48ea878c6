// Package twiliotest is a stand-in for Twilio: a server on 127.0.0.1 that has
// telephones, posts their texts signed to a webhook, does what the TwiML says,
// takes messages and calls by REST (telephones pick up, press keys, are busy), reports on them by status callback, keeps opt-outs,
// and misbehaves on request in every way that Twilio and the network do.
//
// It promises that what it does follows from its calls and its seed alone, that
// nothing in it waits for a clock (what is held is let go by the test; a call
// that gets no answer ends when the caller gives up), and that all traffic can
// be seen. It is safe for concurrent use.
//
// It may not know our signature code, nor anything else of ours: it signs with
// its own, so that the two can disagree.
//
//	tw, err := twiliotest.Start(twiliotest.Options{Numbers: []string{"+19075550100"}})
//	tw.Connect(twiliotest.Webhooks{SMS: public + "/webhooks/twilio/sms", Target: server.URL})
//	tw.Text("+19075550123", "hi")
//	tw.Phone("+19075550123").Inbox() // the answer
package twiliotest
