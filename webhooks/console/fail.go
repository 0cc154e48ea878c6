package console

import (
	"errors"
	"net/http"
	"strings"

	"nightdesk/bot"
)

// What a handler may return besides failures of ours.
var (
	errNotFound  = errors.New("not found")
	errForbidden = errors.New("forbidden")
	errSignedOut = errors.New("signed out")
	errMethod    = errors.New("wrong method")
	errTooLarge  = errors.New("too large")
	errMediaType = errors.New("not a form")
	errNoTurn    = errors.New("too much is asked for at once")
)

// badInput is what somebody wrote that can't be taken. Say is a sentence or two: what
// is wrong and how to mend it. It holds nothing private.
type badInput struct{ Say string }

// Error is the sentence.
func (b *badInput) Error() string { return b.Say }

// bad makes one.
func bad(say string) error { return &badInput{Say: say} }

// errorData is what an error page says.
type errorData struct {
	Status      int
	Heading     string
	Say         string
	Back        bool // the way on is one step back
	SignInAgain bool
}

// pagesOf is the one table from errors to pages.
var pagesOf = []struct {
	err error
	errorData
}{
	{errNotFound, errorData{Status: http.StatusNotFound, Heading: "There is nothing here", Say: "The page may have moved, or what it was about is gone. The menu leads on."}},
	{errForbidden, errorData{Status: http.StatusForbidden, Heading: "This is not open to you", Say: "Your roles do not include it. An administrator can change that."}},
	{errSignedOut, errorData{Status: http.StatusUnauthorized, Heading: "You are signed out", Say: "Sign in to go on.", SignInAgain: true}},
	{errMethod, errorData{Status: http.StatusMethodNotAllowed, Heading: "That can't be done here", Say: "Open the page again from the menu."}},
	{errTooLarge, errorData{Status: http.StatusRequestEntityTooLarge, Heading: "That is too long", Say: "Go back and send less.", Back: true}},
	{errMediaType, errorData{Status: http.StatusUnsupportedMediaType, Heading: "That can't be read", Say: "Only the forms of this console are taken.", Back: true}},
	{errNoTurn, errorData{Status: http.StatusTooManyRequests, Heading: "Many scripts are worked on just now", Say: "Nothing was changed. Go back and try again in a moment.", Back: true}},
	{bot.ErrUnavailable, errorData{Status: http.StatusServiceUnavailable, Heading: "The records can't be reached", Say: "Nothing was changed. People in danger are still answered, and staff alerted by text. Try again in a moment."}},
	{bot.ErrUnreadable, errorData{Status: http.StatusInternalServerError, Heading: "This record can't be read", Say: "It is kept as it is. Whoever runs the server finds more with \"nightdesk doctor\"."}},
}

// errorPage is the page for an error.
func errorPage(err error) errorData {
	var b *badInput
	if errors.As(err, &b) {
		return errorData{Status: http.StatusUnprocessableEntity, Heading: "Not quite", Say: b.Say, Back: true}
	}
	for _, p := range pagesOf {
		if errors.Is(err, p.err) {
			return p.errorData
		}
	}
	return errorData{Status: http.StatusInternalServerError, Heading: "Something went wrong here", Say: "It was noted. Nothing was changed by halves: look again at what you did, then try once more."}
}

// fail answers a request that could not be. A failure of ours is logged by its route
// and never with what was asked for.
func (c *Console) fail(v *visit, route string, err error) {
	d := errorPage(err)
	if d.Status >= http.StatusInternalServerError {
		c.o.Log.Error("console page failed", "route", route, "status", d.Status, "err", quiet(err))
	}
	if errors.Is(err, errForbidden) { // by whom and where, and nothing that they sent
		c.o.Log.Warn("console page refused", "route", route, "account", v.account.ID)
	}
	if d.SignInAgain && v.r.Method == http.MethodGet && !v.live() {
		http.Redirect(v.w, v.r, Path+"/signin", http.StatusSeeOther)
		return
	}
	if v.live() {
		v.w.WriteHeader(d.Status)
		return
	}
	if err := v.renderStatus(d.Status, "error", d); err != nil {
		c.o.Log.Error("console error page failed", "err", quiet(err))
		http.Error(v.w, d.Heading, d.Status)
	}
}

// quiet is an error without what a template was given: the place and the kind stay.
func quiet(err error) string {
	s := err.Error()
	if strings.Contains(s, "template: ") {
		if i := strings.Index(s, ">: "); i >= 0 {
			return s[:i+1]
		}
	}
	return s
}
