// Package webhooks is the one http.Handler of nightdesk: it mounts what others
// answer, and does for all of them what each would otherwise do for itself.
//
// It promises that a panic ends one request and prints no header, that an error
// becomes one status from one table and an empty body, that no proxy header is
// believed but from the proxies in Options.Proxies, and that no webhook answers
// 200 with anything but TwiML: not an unknown path, not a wrong method, not a
// failure.
//
// Whoever sends requests that our account has not signed is refused before their
// body is read, once there were many from one address (the /64 of an IPv6
// customer is one). A signed request takes from no budget, and neither an address
// that ever brought one nor a proxy is refused unread. What is remembered of
// addresses is bounded, and the log has one line a minute about it.
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
