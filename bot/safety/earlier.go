package safety

import (
	"slices"
	"strings"

	"nightdesk/bot/text"
)

// daysAgo are plain words for a day before this one. An overdose counts as one of
// now for about two hours (domain.md 5.1).
var daysAgo = said(everyOne("last", "night|week|weekend|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday") +
	everyOne("days|weeks|months", "ago|back") +
	everyOne("hace", "dias|semanas|una semana|un mes|meses|unos dias|unas semanas") +
	everyOne("la", "semana pasada|otra noche") + everyOne("the other", "day|night") + `
	yesterday
	ayer
	anoche
	antier
	el mes pasado
	el fin de semana`)

// notOver are words with which an overdose of yesterday may be one of now.
var notOver = wordSet("again still just today tonight rn help hurry quick asap please pls 911 emergency otra sigue sigo todavia aun hoy ayuda auxilio urgente emergencia rapido")

// settle turns a bare report of an overdose on a day before this one into a
// question. It never silences one, and any sign of now keeps it as it was.
func (f *Finding) settle(s string) {
	if f.Label != OverdoseNow || f.Strength != Act || f.Next != None ||
		slices.ContainsFunc(f.Signals, func(name string) bool { return !strings.HasPrefix(name, "od_") }) {
		return
	}
	words := text.Words(s)
	if slices.ContainsFunc(words, func(w string) bool { return notOver[w] }) {
		return
	}
	all := " " + strings.Join(words, " ") + " "
	if slices.ContainsFunc(daysAgo, func(p string) bool { return strings.Contains(all, p) }) {
		f.Strength = Ask
		f.tag(TagHistory)
	}
}
