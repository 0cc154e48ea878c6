package console

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
)

// galleryScripts are a made-up clinic's scripts with two people's drafts.
type galleryScripts struct {
	draft bot.Draft
	now   time.Time
}

const galleryIntake = `flow intake
title  Someone new asks for care

# The first words that anybody gets.
step greet
  ask en  Hi, this is {clinic short name}, an automated line. Not for emergencies: call 911. Crisis: call or text 988. Reply 1 to go on, 2 for a call. STOP to end.
      es  Hola, es {clinic short name}, linea automatica. Emergencia: llame al 911. Crisis: 988. Responda 1 seguir, 2 llamada. STOP: no mas textos.
  answer choice
    1 go    en: go on, next      es: seguir, sigamos
    2 call  en: a call, by phone  es: una llamada, por teléfono
  keep as greet
  if call then flow call
  then who

step who
  ask en  Who would the visit be for? 1 me 2 someone else
      es  ¿Para quién es la cita? 1 para mi 2 otra persona
  answer choice skip as skipped
    1 me     en: me, myself, for me      es: para mi, yo
    2 other  en: someone else, my son    es: otra persona, mi hijo
  keep as who
  if other then family
  then visit

step family
  handoff "asks for somebody else" level 3
  then end

step visit
  offer intake_assessment, soonest first, 3 at a time
  none   then call
  booked then done

step call
  say en  No time is open now. Our team will call you.
      es  Ahora no hay horas. El equipo le llama.
  handoff "no time is open" level 2
  then end

step done
  say en  To see or change your visit, text: my visit.
      es  Para ver o cambiar su cita, escriba: mi cita.
  then end
`

const galleryCall = `flow call
title  Someone wants a call instead of texts

step begin
  say en  Our team will call you. The number on the screen may be hidden.
      es  El equipo le llama. El numero puede salir oculto.
  handoff "asks for a call" level 3
  then end
`

// galleryBroken is the intake with mistakes, as somebody might make them.
const galleryBroken = `flow intake
title  Someone new asks for care

step greet
  ask en  Hi, this is {clinic short name}, an automated line. Not for emergencies: call 911. Crisis: call or text 988. Who is it for? 1 me 2 someone else. STOP to end.
      es  Hola, es {clinic short name}, linea automática. Emergencia: llame al 911. Crisis: 988. ¿Para quien es? 1 para mi 2 otra persona. STOP: no mas textos.
  answer choice
    1 me     en: me, myself, for me      es: para mi, yo
    2 other  en: someone else, my son    es: otra persona, mi hijo
  keep who
  if other then famly
  then done

step family
  handoff "asks for somebody else" level 3
  then end

step done
  say en  To see or change your visit, text: my visit.
  then end
`

var galleryFlows = map[string]string{
	"intake.flow": galleryIntake, "call.flow": galleryCall,
	"questions.flow": "questions\n\ntopic hours\n  asked en  when are you open\n        es  a que hora abren\n  say en  We are open {hours}.\n      es  Abrimos {hours}.\n  discreet en  We are open {hours}.\n           es  Abrimos {hours}.\n  missing en  Our staff will tell you.\n          es  El equipo le dice.\n",
	"settings.flow":  "settings\n\nstart flow intake\nhome  flow call\nunclear say again 1 times, then handoff \"could not understand an answer\" level 2\nsilent  after 2 hours nudge, after 24 hours pause\n",
	"phrases.flow":   "phrases\n\nnudge\n  en  Still there? Reply when you are ready.\n  es  Sigue ahi? Responda cuando pueda.\n",
	"danger.flow":    "danger\n",
}

func (g galleryScripts) live() bot.Release {
	return bot.Release{Number: 4, Version: "a1", By: "ana", At: g.now.Add(-50 * time.Hour), From: g.now.Add(-50 * time.Hour), Note: "Shorter greeting, and the ferry question is gone", Mode: bot.MoveFinish}
}

// Releases are made up.
func (g galleryScripts) Releases(context.Context) (bot.Releases, error) {
	planned := g.live()
	planned.Number, planned.Note, planned.By, planned.From, planned.Until = 5, "Closed on Dec 25", "ben", g.now.Add(15*24*time.Hour), g.now.Add(18*24*time.Hour)
	return bot.Releases{List: []bot.Release{g.live(), planned}, Proposals: []bot.Proposal{{ID: "p1", Why: "crisis", Release: bot.Release{By: "ben", Note: "Warmer words for somebody in danger", At: g.now.Add(-3 * time.Hour)}}}}, nil
}

// Live is made up.
func (g galleryScripts) Live(context.Context) (bot.Release, error) { return g.live(), nil }

// Files are made up.
func (galleryScripts) Files(context.Context, bot.Release) (bot.ScriptFiles, error) {
	return bot.ScriptFiles{Flows: maps.Clone(galleryFlows), Talks: map[string]string{}}, nil
}

// Draft is the made-up one.
func (g galleryScripts) Draft(context.Context, string) (bot.Draft, error) { return g.draft, nil }

// Drafts are the made-up one and a colleague's.
func (g galleryScripts) Drafts(context.Context) ([]bot.Draft, error) {
	return []bot.Draft{g.draft, {Owner: "ben", Based: 4, Changed: map[string]string{"call.flow": galleryCall + "#\n"}, At: g.now}}, nil
}

// SaveDraft stores nothing: nobody presses a button of the gallery.
func (galleryScripts) SaveDraft(context.Context, bot.Draft) (bot.Draft, error) {
	return bot.Draft{}, bot.ErrOvertaken
}

// DropDraft stores nothing.
func (galleryScripts) DropDraft(context.Context, string, int64) error { return bot.ErrOvertaken }

// Known is what the made-up clinic has.
func (galleryScripts) Known() flows.Known {
	return flows.Known{Facts: []string{"clinic short name", "hours"}, Values: bot.Facts{"clinic short name": {"en": "ATS", "es": "ATS"}}, VisitKinds: []string{"intake_assessment", "counseling_session"}}
}

// NewerBuiltIn: there are, so that the page shows how it says so.
func (galleryScripts) NewerBuiltIn(bot.Releases) bool { return true }

// Check is the real one, but for what only a whole clinic has.
func (g galleryScripts) Check(files bot.ScriptFiles) (*bot.Script, []flows.Problem) {
	script, problems := flows.ParseAndCheck(files.Flows, g.Known())
	return script, slices.DeleteFunc(problems, func(p flows.Problem) bool {
		return slices.Contains([]string{"missing-phrase", "danger-text"}, p.Rule)
	})
}

// Plays are the draft, and a planned release.
func (galleryScripts) Plays(_ context.Context, o bot.PublishOrder) ([]Played, error) {
	return []Played{{Files: o.Files}, {Files: o.Files, Into: 5}}, nil
}

// PlaysAgreed are none.
func (galleryScripts) PlaysAgreed(context.Context, string) ([]Played, error) { return nil, nil }

// Approval is asked for what the draft changes for people in danger.
func (g galleryScripts) Approval(_ context.Context, o bot.PublishOrder) (string, error) {
	if _, danger := g.draft.Changed["danger.flow"]; danger {
		return "crisis", nil
	}
	return "", nil
}

// Publish, Agree, Decline and Withdraw do nothing.
func (galleryScripts) Publish(context.Context, bot.PublishOrder) (Published, error) {
	return Published{}, bot.ErrRefused
}
func (galleryScripts) Agree(context.Context, string, string) (Published, error) {
	return Published{}, bot.ErrRefused
}
func (galleryScripts) Decline(context.Context, string, string, string) error { return bot.ErrRefused }
func (galleryScripts) Withdraw(context.Context, int, string) error           { return bot.ErrRefused }

// onScripts has a page made by a console whose scripts are those, with a draft.
func onScripts(changed map[string]string, do func(*visit) any) func(*Console, identity) any {
	return func(c *Console, who identity) any {
		g := galleryScripts{now: c.o.Now()}
		if changed != nil {
			g.draft = bot.Draft{Owner: who.account.ID, Based: 4, Changed: changed, At: c.o.Now().Add(-4 * time.Minute), Version: 3}
		}
		c.o.Scripts = g
		return do(&visit{c: c, r: &http.Request{Method: http.MethodGet, Header: http.Header{}}, now: c.o.Now(), identity: who})
	}
}

// drawn is data of the gallery, which can't fail.
func drawn[T any](data T, err error) T {
	if err != nil {
		panic(err)
	}
	return data
}

func scriptSamples() []sample {
	list := func(v *visit) any { return drawn(v.scriptsData()) }
	edit := func(file string) func(*visit) any {
		return func(v *visit) any {
			b := drawn(v.bench())
			return v.editData(b, file, b.files.Flows[file])
		}
	}
	broken := map[string]string{"intake.flow": galleryBroken}
	meeting := func(v *visit) any {
		d := edit("intake.flow")(v).(editData)
		d.Theirs = galleryBroken
		d.Problem = "This script was saved in another window in the meantime. Nothing is lost: your text is in the field and the other one is below. Press Check and save to keep yours."
		return d
	}
	const by, area = account.ScriptAdmin, "scripts"
	return []sample{
		{name: "scripts", page: "scripts", area: area, role: by, make: onScripts(broken, list)},
		{name: "scripts-unchanged", page: "scripts", area: area, role: by, make: onScripts(nil, list)},
		{name: "scripts-read", page: "scripts", area: area, role: account.MedicalDirector, make: onScripts(nil, list)},
		{name: "scripts-edit", page: "scripts_edit", area: area, role: by, make: onScripts(nil, edit("intake.flow"))},
		{name: "scripts-edit-problems", page: "scripts_edit", area: area, role: by, make: onScripts(broken, edit("intake.flow"))},
		{name: "scripts-edit-added", page: "scripts_edit", area: area, role: by, make: onScripts(broken, func(v *visit) any {
			d := edit("intake.flow")(v).(editData)
			d.Added = "greet"
			return d
		})},
		{name: "scripts-edit-overtaken", page: "scripts_edit", area: area, role: by, make: onScripts(nil, meeting)},
		{name: "scripts-edit-questions", page: "scripts_edit", area: area, role: by, make: onScripts(nil, edit("questions.flow"))},
		{name: "scripts-edit-read", page: "scripts_edit", area: area, role: account.MedicalDirector, make: onScripts(nil, edit("intake.flow"))},
		{name: "scripts-wording-list", page: "scripts_wording", area: area, role: by, make: onScripts(nil, func(v *visit) any { return drawn(v.wordingData("intake.flow", "")) })},
		{name: "scripts-wording", page: "scripts_wording", area: area, role: by, make: onScripts(nil, func(v *visit) any { return drawn(v.wordingData("intake.flow", "step/intake/greet/ask")) })},
		{name: "scripts-wording-moved", page: "scripts_wording", area: area, role: by, make: onScripts(nil, func(v *visit) any {
			d, err := v.wordingData("intake.flow", "step/intake/who/ask")
			d.Problem, d.OtherIs, d.Other = "This text was changed in another window in the meantime.", "What it says now", slices.Clone(d.Langs)
			d.Langs[0].Text = "Who is it for? 1 me 2 someone else"
			return drawn(d, err)
		})},
		{name: "scripts-question", page: "scripts_question", area: area, role: by, make: onScripts(nil, func(v *visit) any {
			return drawn(v.questionData("intake.flow", flows.NewQuestion{After: likelyPlace("intake.flow", galleryIntake, 0)}))
		})},
		{name: "scripts-wording-danger", page: "scripts_wording", area: area, role: by, make: onScripts(nil, func(v *visit) any {
			d, err := v.wordingData("danger.flow", "")
			d.BuiltIn = []wordingChoice{{Key: "suicide_risk", Where: "Reply to danger: suicide risk", Text: "This is automated. Please call or text 988 now. In danger: 911."}}
			return drawn(d, err)
		})},
		{name: "scripts-question-preview", page: "scripts_question", area: area, role: by, make: onScripts(nil, func(v *visit) any {
			q := flows.NewQuestion{After: "who", Ask: bot.Text{"en": "How did you hear of us?", "es": "¿Cómo supo?"}, Choices: []flows.NewChoice{
				{Words: bot.Text{"en": "a friend", "es": "un amigo"}}, {Words: bot.Text{"en": "a doctor, my friend", "es": "un doctor, un amigo"}}}}
			d, err := v.questionData("intake.flow", q)
			if err == nil {
				d.Look, err = v.looked("intake.flow", q)
			}
			return drawn(d, err)
		})},
		{name: "scripts-question-lacks", page: "scripts_question", area: area, role: by, make: onScripts(nil, func(v *visit) any {
			q := flows.NewQuestion{After: "who", Ask: bot.Text{"en": "How did you hear of us?", "es": "¿Como supo?"}, Choices: []flows.NewChoice{{Words: bot.Text{"en": "a friend", "es": ""}}}}
			d, err := v.questionData("intake.flow", q)
			d.Problem, d.Wrong = "Write answer 1 in Spanish.", v.lackingField("intake.flow", q)
			return drawn(d, err)
		})},
		{name: "scripts-new", page: "scripts_new", area: area, role: by, make: onScripts(nil, func(v *visit) any { return drawn(v.newScriptData()) })},
		{name: "scripts-help", page: "scripts_help", area: area, role: by, make: onScripts(nil, func(*visit) any { return helpData("intake.flow") })},
	}
}
