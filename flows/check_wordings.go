package flows

import "nightdesk/bot"

func checkWordings(script *bot.Script, known Known) []Problem { return nil }
func Check(script *bot.Script, known Known) []Problem         { return nil }
