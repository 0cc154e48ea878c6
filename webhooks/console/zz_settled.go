package console

import (
	"nightdesk/bot"
	"nightdesk/flows/release"
)

func settled(d bot.Draft, number int, live bot.ScriptFiles, conflicts []release.Conflict, mine map[int]bool) bot.Draft {
	return d
}
