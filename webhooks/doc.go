// Package webhooks is the one http.Handler of nightdesk: it mounts what others
// answer, and does for all of them what each would otherwise do for itself.
//
// It promises that a panic ends one request and prints no header, that an error
// becomes one status from one table and an empty body, that no proxy header is
// believed, and that no webhook answers 200 with anything but TwiML: not an
// unknown path, not a wrong method, not a failure.
//
// It may not know Redis, or anything that a handler decides.
//
//	h := webhooks.New(webhooks.Options{
//		Twilio: hook.Routes(),
//		Ready:  store.Ping,
//		Mounts: []webhooks.Mount{{Path: "/demo", Handler: page}},
//	})
//	http.ListenAndServe(":8080", h)
package webhooks
