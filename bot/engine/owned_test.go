package engine_test

import (
	"time"

	"nightdesk/bot"
	"nightdesk/bot/engine"
)

var anna = bot.Staff{ID: "ana", Name: "Ana", Role: "nurse"}

// took is what somebody hears when a nurse takes their case.
func took(s bot.Session, now time.Time) (string, bot.SendClass) {
	turn := engine.Own(world(), s, "c1", anna, now)
	return turn.Reply, turn.Class
}
