package main

import (
	"sync"
	"time"
)

// movableClock is the wall clock, moved forward bit by bit.
type movableClock struct {
	wall  func() time.Time
	mu    sync.Mutex
	by    time.Duration // how far it has been moved
	ahead time.Duration // how far it still has to go
}

const (
	// clockStep is the most that time moves at once, so that what falls due in
	// between happens in its order and at its time of day.
	clockStep = 5 * time.Minute
	// clockPause lets the page show that time passes: a day takes two seconds.
	clockPause = 5 * time.Millisecond
	// clockMost is the furthest that a page may ask for.
	clockMost = 31 * 24 * time.Hour
)

// Now is the demo's time.
func (c *movableClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall().Add(c.by)
}

// Target is where the clock will stand when it has been moved.
func (c *movableClock) Target() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall().Add(c.by + c.ahead)
}

// Forward asks for d more; time never goes back. It reports false, and asks for
// nothing, if that is backwards or too far.
func (c *movableClock) Forward(d time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d <= 0 || d > clockMost-c.ahead {
		return false
	}
	c.ahead += d
	return true
}

// Step moves one step of the way, and reports false if there is none to go.
func (c *movableClock) Step() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	step := min(c.ahead, clockStep)
	c.by += step
	c.ahead -= step
	return step > 0
}

// Moving reports whether there is way to go.
func (c *movableClock) Moving() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead > 0
}
