package console

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"nightdesk/bot"
	"nightdesk/bot/account"
	"nightdesk/flows"
	"nightdesk/flows/release"
	"nightdesk/flows/transcript"
)

// galleryHistory is the made-up clinic's scripts with all that was published.
type galleryHistory struct {
	galleryScripts
	undone bool // the last thing that happened is that release 2 was undone
}

// Releases are made up: one was undone, one is live, one is planned.
func (g galleryHistory) Releases(context.Context) (bot.Releases, error) {
	at := func(days int) time.Time { return g.now.Add(time.Duration(days) * 24 * time.Hour) }
	list := []bot.Release{
		{Number: 1, Version: "v1", By: bot.FromBuiltIn, At: at(-60), From: at(-60), Note: "The scripts as delivered", Mode: bot.MoveFinish},
		{Number: 2, Version: "v2", By: "ben", At: at(-9), From: at(-9), Note: "Offer five times", Mode: bot.MoveSafe, Based: 1},
		{Number: 3, Version: "v1", By: "ana", At: at(-8), From: at(-8), Note: "Back to release 1", Mode: bot.MoveFinish, Repeats: 1, Based: 2},
		{Number: 4, Version: "v4", By: "ana", Approved: "ben", At: at(-2), From: at(-2), Note: "Shorter greeting", Mode: bot.MoveFinish, Based: 3},
		{Number: 5, Version: "v5", By: "ben", At: at(-1), From: at(16), Until: at(19), Note: "Closed on Dec 25", Mode: bot.MoveFinish, Based: 4},
	}
	if g.undone {
		list = list[:3]
	}
	return bot.Releases{List: list, Proposals: []bot.Proposal{
		{ID: "console-one", Why: "crisis", Release: bot.Release{By: "ben", Note: "Warmer words for somebody in danger", At: at(0).Add(-3 * time.Hour), Based: 4, Mode: bot.MoveFinish}},
		{ID: "console-two", Why: "clinic", Release: bot.Release{By: "ana", Note: "Ask for the ferry", At: at(-4), Based: 3, Mode: bot.MoveFinish}, Declined: "ben", DeclinedAt: at(-3), Answer: "We have no ferry: ask about the bus."}}}, nil
}

// Live is the release that the list says.
func (g galleryHistory) Live(ctx context.Context) (bot.Release, error) {
	if g.undone {
		all, err := g.Releases(ctx)
		return all.List[2], err
	}
	return g.galleryScripts.Live(ctx)
}

// Files are made up: the English greeting changed, the Spanish did not.
func (g galleryHistory) Files(ctx context.Context, r bot.Release) (bot.ScriptFiles, error) {
	f, err := g.galleryScripts.Files(ctx, r)
	if r.Number < 4 && r.Number > 0 {
		f.Flows["intake.flow"] = strings.Replace(galleryIntake, "Who would the visit be for?", "Please tell us who it is for:", 1)
	}
	if r.Number == 0 {
		f.Flows["danger.flow"] = "danger\nsuicide_risk\n  en  I am glad you told me. Call or text 988 now, or 911.\n  es  Gracias por decirlo. Llame o mande texto al 988 ahora, o al 911.\n"
	}
	return f, err
}

func releaseSamples() []sample {
	const by, area = account.ScriptAdmin, "scripts"
	changed := map[string]string{
		"intake.flow": strings.NewReplacer("3 at a time", "5 at a time", "Our team will call you.\n", "Our team will call you soon. Keep your phone near.\n").Replace(galleryIntake),
		"danger.flow": "danger\nsuicide_risk\n  en  I am glad you told me. Call or text 988 now, or 911.\n  es  Gracias por decirlo. Llame o mande texto al 988 ahora, o al 911.\n",
	}
	on := func(changed map[string]string, based int, do func(*visit) any) func(*Console, identity) any {
		return func(c *Console, who identity) any {
			o := c.o
			g := galleryHistory{galleryScripts: galleryScripts{now: o.Now()}}
			if changed != nil {
				g.draft = bot.Draft{Owner: who.account.ID, Based: based, Changed: changed, At: o.Now().Add(-4 * time.Minute), Version: 3, Note: "More times to choose from"}
			}
			o.Scripts = g
			o.Outlook = func(context.Context, bot.PublishOrder) (Outlook, error) {
				return Outlook{People: 9, Moving: 5, Stays: []Stay{{Flow: "intake", Step: "visit", Why: "the offer is another: 5 at a time, was 3", People: -1}}}, nil
			}
			other, err := New(o)
			if err != nil {
				panic(err)
			}
			return do(&visit{c: other, r: &http.Request{Method: http.MethodGet, Header: http.Header{}}, now: o.Now(), identity: who})
		}
	}
	undone := func(name, page string, do func(*visit) any) sample {
		return sample{name: name, page: page, area: area, role: by, make: on(nil, 3, func(v *visit) any {
			g := v.c.o.Scripts.(galleryHistory)
			g.undone = true
			v.c.o.Scripts = g
			return do(v)
		})}
	}
	changes := func(v *visit) any { return drawn(v.changesData(drawn(v.bench()))) }
	conflict := func(v *visit) any {
		d := changes(v).(changesData)
		was, now := release.Words("Hola, es {clinic short name}.", "Buenas, es {clinic short name}.")
		d.Conflicts = []conflictWords{{Title: "Someone new asks for care", Where: "step greet", Was: "Hola.", Mine: now, Theirs: was}}
		d.Problem = "Choose at each place which wording stays. Nothing is changed until then."
		return d
	}
	publish := func(v *visit) any {
		d := drawn(v.publishData(drawn(v.bench())))
		d.Note, d.When, d.Modes, d.Order = "More times to choose from", "now", modeChoices(""), "console-AAAAAAAAAAAAAAAA"
		return d
	}
	refused := func(v *visit) any {
		d := publish(v).(publishData)
		d.Problem, d.Wrong = "It was not published: there is something to mend first. What is live has not changed.", map[string]string{"note": "Say in a few words what changed and why: colleagues read it in a year.", "until": "It ends before it begins: let the end be later."}
		d.Failed = v.failedList([]FailedTalk{{Name: "greeting.talk", Safety: true, First: &transcript.Difference{Talk: []transcript.Line{{Word: "them", Text: "hi"}}, Want: &transcript.Line{Word: "us", Text: "Hi, this is ATS, an automated line."}, Got: &transcript.Event{Kind: "us", Text: "Hello from ATS."}}},
			{Name: "night.talk", Why: "line 3 can't be read"}})
		return d
	}
	playing := func(v *visit) any {
		d := publish(v).(publishData)
		d.Playing = &playData{Done: 128, Of: 243, Going: true, Stop: publishPath, StopSay: "Don’t publish yet"}
		return d
	}
	passed := func(v *visit) any {
		d := publish(v).(publishData)
		d.Passed, d.Second, d.Sent = true, secondWords{Known: true, Names: []string{"Ben Okafor", "Mina Sato"}, NotYet: []string{"Lee Ortiz"}}, sentWords{Path: approvalPath + "/console-one", Whole: true}
		return d
	}
	oneRelease := func(n int) func(*visit) any {
		return func(v *visit) any {
			v.r.SetPathValue("number", fmt.Sprint(n))
			return drawn(v.releaseData(""))
		}
	}
	proposal := func(id string) func(*visit) any {
		return func(v *visit) any {
			v.r.SetPathValue("id", id)
			return drawn(v.proposalData())
		}
	}
	translate := func(show string) func(*visit) any {
		return func(v *visit) any { return drawn(v.translateData(drawn(v.bench()), "es", show, "intake.flow")) }
	}
	sheet := func(v *visit) any {
		d := v.sheetData()
		d.Seen, d.Untouched, d.Sheet = true, 30, "id\tx"
		d.Taken = []flows.SheetChange{{Row: 4, Where: "step who: asks", First: "Who is it for?", Was: "Para quien?", Is: "¿Para quien es?"}}
		d.Refused = []flows.SheetChange{{Row: 7, Where: "step greet: asks", First: "Hi", Was: "Hola", Is: "Buenas", Refused: "the number 988 is missing"}}
		return d
	}
	questions := func(v *visit) any {
		d, script, err := v.questionsData()
		if err != nil {
			panic(err)
		}
		d.Asked, d.Answer = "when do you open", &understood{Name: script.Topics[0].Name, Label: "Hours", Sure: true, Says: []languageText{{"en", "English", "We are open {hours}."}}}
		return d
	}
	topic := func(isNew bool) func(*visit) any {
		return func(v *visit) any {
			script, _ := v.c.o.Scripts.Check(drawn(v.bench()).files)
			t := bot.Topic{}
			if !isNew {
				t = script.Topics[0]
			}
			d := v.topicData(script, t)
			if d.New = isNew; isNew {
				d.Problem, d.Wrong = "Look at the fields that are marked.", map[string]string{"name": "Give it a short name, as “parking”.", "say-en": "Write the answer.", "asked-en": "Write at least one way of asking it."}
			}
			return d
		}
	}
	list := func(name, page string, do func(*visit) any) sample {
		return sample{name: name, page: page, area: area, role: by, make: on(nil, 4, do)}
	}
	draft := func(name, page string, based int, do func(*visit) any) sample {
		return sample{name: name, page: page, area: area, role: by, make: on(changed, based, do)}
	}
	return []sample{
		list("releases-unchanged", "script_changes", changes), draft("releases-changes", "script_changes", 4, changes), draft("releases-behind", "script_changes", 3, changes), draft("releases-conflict", "script_changes", 3, conflict),
		draft("releases-publish", "script_publish", 4, publish), draft("releases-refused", "script_publish", 4, refused), draft("releases-playing", "script_publish", 4, playing), draft("releases-passed", "script_publish", 4, passed),
		list("releases-history", "script_history", func(v *visit) any { return drawn(v.historyData()) }), list("releases-one", "script_release", oneRelease(4)), list("releases-planned", "script_release", oneRelease(5)),
		undone("releases-undone", "script_release", oneRelease(3)), undone("releases-undone-history", "script_history", func(v *visit) any { return drawn(v.historyData()) }),
		undone("releases-undone-changes", "script_changes", changes), undone("releases-undone-scripts", "scripts", func(v *visit) any { return drawn(v.scriptsData()) }),
		list("releases-source", "script_source", func(*visit) any {
			return sourceData{Number: 4, File: "call.flow", Title: "Someone wants a call", Lines: strings.Split(galleryCall, "\n")}
		}),
		list("releases-review", "script_approvals", func(v *visit) any { return drawn(v.approvalsData()) }), list("releases-proposal", "script_proposal", proposal("console-one")), list("releases-declined", "script_proposal", proposal("console-two")),
		list("releases-alone", "script_proposal", func(v *visit) any {
			d := proposal("console-one")(v).(proposalData)
			d.Mine, d.MayAgree, d.MayBack, d.Second = true, false, true, secondWords{Known: true, MayAdd: true}
			return d
		}),
		list("releases-translate", "script_translate", translate("work")), list("releases-translate-all", "script_translate", translate("all")), list("releases-sheet", "script_sheet", func(v *visit) any { return v.sheetData() }), list("releases-sheet-back", "script_sheet", sheet),
		list("releases-questions", "script_questions", questions), list("releases-topic", "script_topic", topic(false)), list("releases-topic-wrong", "script_topic", topic(true)),
	}
}
