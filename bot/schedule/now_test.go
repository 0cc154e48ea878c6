package schedule_test

import (
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/bot/text"
)

func TestNowText(t *testing.T) {
	dosing := workdays(schedule.Span{From: 5*h + 30, To: 11 * h})
	dosing[time.Saturday] = []schedule.Span{{From: 6 * h, To: 9 * h}}
	all := every(schedule.Span{From: 0, To: schedule.Midnight})
	night := every(schedule.Span{From: 0, To: 2*h + 30}, schedule.Span{From: 22 * h, To: schedule.Midnight})
	evening := workdays(schedule.Span{From: 16 * h, To: schedule.Midnight})
	fromMidnight := schedule.Week{time.Wednesday: {{From: 0, To: 6 * h}}}
	c := &schedule.Calendar{Zone: anchorage, Closures: []schedule.Closure{
		{From: "2026-11-26", To: "2026-11-27", Why: bot.Text{"en": "Thanksgiving", "es": "el Dia de Gracias"}},
		{From: "2026-12-25", To: "2026-12-25", Why: bot.Text{"en": "Christmas Day"}},
		{From: "2027-03-29", To: "2027-03-29", Why: bot.Text{"en": "Seward's Day", "es": " "}},
		{From: "2027-06-01", To: "2027-06-30", Why: bot.Text{"en": "repairs"}},
		{From: "2027-07-01", To: "2027-07-20"},
	}}
	for _, tc := range []struct {
		name, now, en, es string
		week              schedule.Week
	}{
		{"open", "2026-03-03 08:00", "open now until 11 AM", "abierto ahora hasta 11 AM", dosing},
		{"just opened", "2026-03-03 05:30", "open now until 11 AM", "abierto ahora hasta 11 AM", dosing},
		{"just closed", "2026-03-03 11:00", "closed now, opens tomorrow, Wed Mar 4, 5:30 AM", "cerrado ahora, abre mañana, mié 4 mar, 5:30 AM", dosing},
		{"before it opens", "2026-03-03 03:10", "closed now, opens today 5:30 AM", "cerrado ahora, abre hoy 5:30 AM", dosing},
		{"after midnight", "2026-03-03 00:00", "closed now, opens today 5:30 AM", "cerrado ahora, abre hoy 5:30 AM", dosing},
		{"before midnight", "2026-03-02 23:59", "closed now, opens tomorrow, Tue Mar 3, 5:30 AM", "cerrado ahora, abre mañana, mar 3 mar, 5:30 AM", dosing},
		{"over Sunday", "2026-03-07 10:00", "closed now, opens Mon Mar 9, 5:30 AM", "cerrado ahora, abre lun 9 mar, 5:30 AM", dosing},
		{"Thanksgiving", "2026-11-26 09:00", "closed for Thanksgiving, opens Sat Nov 28, 6 AM", "cerrado por el Dia de Gracias, abre sab 28 nov, 6 AM", dosing},
		{"its second day", "2026-11-27 23:00", "closed for Thanksgiving, opens tomorrow, Sat Nov 28, 6 AM", "cerrado por el Dia de Gracias, abre mañana, sab 28 nov, 6 AM", dosing},
		{"the evening before", "2026-11-25 18:00", "closed now, opens Sat Nov 28, 6 AM", "cerrado ahora, abre sab 28 nov, 6 AM", dosing},
		{"a why in one language", "2026-12-25 09:00", "closed for Christmas Day, opens tomorrow, Sat Dec 26, 6 AM", "cerrado ahora, abre mañana, sab 26 dic, 6 AM", dosing},
		{"a why that is blank", "2027-03-29 09:00", "closed for Seward's Day, opens tomorrow, Tue Mar 30, 5:30 AM", "cerrado ahora, abre mañana, mar 30 mar, 5:30 AM", dosing},
		{"New Year", "2026-12-31 12:00", "closed now, opens tomorrow, Fri Jan 1, 5:30 AM", "cerrado ahora, abre mañana, vie 1 ene, 5:30 AM", dosing},
		{"weeks of it, and another behind it", "2027-06-02 12:00", "closed for repairs, opens Wed Jul 21, 5:30 AM", "cerrado ahora, abre mié 21 jul, 5:30 AM", dosing},
		{"always open", "2026-03-03 08:00", "open now", "abierto ahora", all},
		{"always, until a holiday", "2026-11-24 08:00", "open now until Wed Nov 25, midnight", "abierto ahora hasta mié 25 nov, medianoche", all},
		{"always, on the day before it", "2026-11-25 08:00", "open now until midnight", "abierto ahora hasta medianoche", all},
		{"always, on the holiday", "2026-11-27 08:00", "closed for Thanksgiving, opens tomorrow, Sat Nov 28, 12 AM", "cerrado por el Dia de Gracias, abre mañana, sab 28 nov, 12 AM", all},
		{"over midnight", "2026-03-03 23:00", "open now until 2:30 AM", "abierto ahora hasta 2:30 AM", night},
		{"over midnight, after it", "2026-03-04 00:00", "open now until 2:30 AM", "abierto ahora hasta 2:30 AM", night},
		{"in the spring night", "2026-03-08 01:59", "open now until 3 AM", "abierto ahora hasta 3 AM", night},
		{"until midnight", "2026-03-03 23:59", "open now until midnight", "abierto ahora hasta medianoche", evening},
		{"at midnight it is closed", "2026-03-04 00:00", "closed now, opens today 4 PM", "cerrado ahora, abre hoy 4 PM", evening},
		{"opens at midnight", "2026-03-03 12:00", "closed now, opens tomorrow, Wed Mar 4, 12 AM", "cerrado ahora, abre mañana, mié 4 mar, 12 AM", fromMidnight},
		{"opens at midnight days later", "2026-03-01 12:00", "closed now, opens Wed Mar 4, 12 AM", "cerrado ahora, abre mié 4 mar, 12 AM", fromMidnight},
		{"never", "2026-03-03 12:00", "closed, no hours set", "cerrado, sin horario fijado", schedule.Week{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for lang, want := range map[bot.Lang]string{"en": tc.en, "es": tc.es} {
				got := c.NowText(tc.week, local(tc.now), lang)
				if got != want {
					t.Errorf("%s: %q, want %q", lang, got, want)
				}
				if r := text.NotGSM7(got); r != 0 || len(got) > 80 {
					t.Errorf("%q is long or not GSM-7: %q", got, r)
				}
			}
		})
	}
	c.Closures = []schedule.Closure{{From: "2026-03-01", To: "2030-03-01", Why: bot.Text{"en": "a move"}}}
	c.Closures = append(c.Closures, schedule.Closure{From: "2030-03-02", To: "2030-03-30"})
	if got, want := c.NowText(dosing, local("2026-03-03 12:00"), bot.English), "closed for a move, opens Mon Apr 1 2030, 5:30 AM"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
