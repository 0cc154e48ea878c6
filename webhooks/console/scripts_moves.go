package console

import (
	"context"

	"nightdesk/bot"
	"nightdesk/flows/release"
)

// ScriptMoves tells, before somebody publishes, what will become of people in the
// middle of a conversation. Scripts may have it as well.
type ScriptMoves interface {
	// Moves looks at the conversations that wait now, a bounded number of them, and
	// at what would become of them if these files were live under a mode. Numbers of few
	// people are not for showing: see report.Count.
	Moves(ctx context.Context, files bot.ScriptFiles, mode bot.MoveMode) (release.Fates, error)
}
