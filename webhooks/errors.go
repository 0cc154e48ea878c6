package webhooks

import (
	"errors"
	"log/slog"
	"net/http"

	"nightdesk/bot"
	"nightdesk/webhooks/twilio"
)

// statuses is the one table from errors to HTTP. What it does not name was not
// stored: 503, so that the caller comes again.
var statuses = []struct {
	err    error
	status int
	level  slog.Level
}{
	// These three are never logged one by one: a flood must not fill the disk.
	{twilio.ErrSignature, http.StatusForbidden, slog.LevelDebug},
	{twilio.ErrTooLarge, http.StatusRequestEntityTooLarge, slog.LevelDebug},
	{twilio.ErrMediaType, http.StatusUnsupportedMediaType, slog.LevelDebug},
	{twilio.ErrForm, http.StatusBadRequest, slog.LevelWarn},
	{bot.ErrMismatch, http.StatusBadRequest, slog.LevelError},
	{bot.ErrUnavailable, http.StatusServiceUnavailable, slog.LevelError},
}

// statusOf returns the status for err and how loudly to say it.
func statusOf(err error) (int, slog.Level) {
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status, s.level
		}
	}
	return http.StatusServiceUnavailable, slog.LevelError
}
