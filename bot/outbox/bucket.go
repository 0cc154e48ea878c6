package outbox

import "time"

// bucket counts the segments that a sender may still take at this moment. It
// may go into debt by one message (a text is not sent by halves), but never
// deeper than maxDebt seconds' worth: so long may an alert have to wait.
type bucket struct {
	rate   float64 // segments a second; 0 means no limit
	tokens float64
	at     time.Time
}

// maxDebt bounds how long one text can hold back the others, in seconds.
const maxDebt = 5

// refill brings the bucket to now. It holds at most one second's worth, or one
// segment.
func (b *bucket) refill(now time.Time) {
	size := max(b.rate, 1)
	if b.at.IsZero() {
		b.tokens = size
	} else if passed := now.Sub(b.at); passed > 0 {
		b.tokens = min(size, b.tokens+passed.Seconds()*b.rate)
	}
	b.at = now
}

// allowed is how many messages may be started at now.
func (b *bucket) allowed(now time.Time, want int) int {
	if b.rate <= 0 {
		return want
	}
	b.refill(now)
	if b.tokens <= 0 {
		return 0
	}
	return min(want, max(1, int(b.tokens)))
}

// take counts segments as sent.
func (b *bucket) take(segments int) {
	if b.rate > 0 {
		b.tokens = max(b.tokens-float64(segments), -maxDebt*b.rate)
	}
}
