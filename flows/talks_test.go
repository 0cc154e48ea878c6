package flows_test

import (
	"fmt"
	"iter"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nightdesk/bot"
	"nightdesk/bot/engine"
	"nightdesk/bot/safety"
	"nightdesk/flows"
)

// draw draws a whole number from 0 up to and without n.
type draw func(n int) int

func (d draw) of(all ...string) string { return all[d(len(all))] }
func (d draw) often(percent int) bool  { return d(100) < percent }

// writer writes scripts at random: every verb, every kind of answer, leading on,
// back and across.
type writer struct {
	draw
	flows []string
	steps []string // of the flow that is being written
	at    int
	in    int             // which flow
	led   map[string]bool // where something leads to
	kept  []string        // "name value value ..." of what was kept before
	b     strings.Builder
}

// things are words for answers that have nothing in common.
var things = []string{"apple", "bread", "chair", "dance", "engine", "forest", "guitar", "hammer", "island", "jacket", "kettle", "lemon"}

// randomScripts is a set of scripts, most often one that the checker accepts.
func randomScripts(d draw) map[string]string {
	set := map[string]string{"phrases.flow": goodPhrases, "questions.flow": goodQuestions, "settings.flow": "settings\nstart flow f0\n"}
	w := &writer{draw: d}
	for i := range 1 + d(3) {
		w.flows = append(w.flows, "f"+strconv.Itoa(i))
	}
	if d.often(60) {
		set["settings.flow"] += "home flow " + w.flows[d(len(w.flows))] + "\n"
	}
	if d.often(30) {
		set["settings.flow"] += "unclear say again " + d.of("1", "2", "3") + " times, then handoff \"not understood\" level 2\n"
	}
	if d.often(30) {
		set["settings.flow"] += "silent after 2 hours nudge, after 1 day " + d.of("pause", `handoff "fell silent" level 3`) + "\n"
	}
	for i, name := range w.flows {
		w.flow(i)
		set[name+".flow"] = w.b.String()
		w.b.Reset()
	}
	return set
}

// goodPhrases and goodQuestions are read once.
var goodPhrases, goodQuestions = good()["phrases.flow"], good()["questions.flow"]

func (w *writer) line(format string, a ...any) { fmt.Fprintf(&w.b, format+"\n", a...) }

func (w *writer) flow(i int) {
	w.line("flow %s", w.flows[i])
	w.steps, w.at, w.in = nil, 0, i
	if w.led == nil {
		w.led = map[string]bool{}
	}
	for k := range w.led { // those of another flow's steps
		if !strings.HasPrefix(k, "flow ") {
			delete(w.led, k)
		}
	}
	for n := range 2 + w.draw(6) {
		w.steps = append(w.steps, "s"+strconv.Itoa(n))
	}
	for w.at = range w.steps {
		w.line("step %s", w.steps[w.at])
		if i == 0 && w.at == 0 {
			w.question("Hi. Call 911 or 988. STOP to end. Go on?", "Hola. Llame al 911 o 988. STOP: no mas. Seguimos?")
			continue
		}
		switch w.draw(9) {
		case 0, 1:
			w.say()
			w.ways(false, nil)
		case 2:
			w.say()
			w.line("  handoff \"needs help with %s\" level %d", w.of(things...), 1+w.draw(3))
			w.ways(false, nil)
		case 3:
			w.offer()
		case 4:
			w.set()
			w.ways(false, nil)
		default:
			if w.often(30) {
				w.say()
			}
			w.question("What is it for you?", "Como es para usted?")
		}
	}
	if w.led["bye"] {
		w.line("step bye\n  say en  Thank you.\n      es  Gracias.\n  then end")
	}
}

func (w *writer) say() {
	w.line("  say en  We hear you%s.\n      es  Le oimos%s.", w.of("", ", {name}", ". We are open {hours}"), "")
	if s := w.b.String(); strings.Contains(s[strings.LastIndex(s, "say en"):], "{name}") || strings.Contains(s[strings.LastIndex(s, "say en"):], "{hours}") {
		i := strings.LastIndex(s, "say en")
		said := strings.NewReplacer(", {name}", "", ". We are open {hours}", "").Replace(s[i:])
		w.b.Reset()
		w.b.WriteString(s[:i] + said)
	}
}

func (w *writer) set() {
	switch w.draw(4) {
	case 0:
		w.line("  set discreet %s", w.of("on", "off"))
	case 1:
		w.line("  set language %s", w.of("en", "es", "other"))
	case 2:
		w.line("  set priority pregnant")
	default:
		name, value := "mark"+strconv.Itoa(w.draw(2)), w.of("high", "low")
		w.line("  set %s %s", name, value)
		w.kept = append(w.kept, name+" "+value)
	}
}

func (w *writer) offer() {
	w.line("  offer intake_assessment, soonest first, %d at a time", 1+w.draw(4))
	w.line("  none then %s", w.target())
	w.line("  booked then %s", w.onward())
	w.patience()
}

// question asks for any kind of answer.
func (w *writer) question(en, es string) {
	skip := ""
	if w.often(40) {
		skip = " skip as skipped"
	}
	var values []string
	ask := func(menuEn, menuEs string) { w.line("  ask en  %s%s\n      es  %s%s", en, menuEn, es, menuEs) }
	switch kind := w.draw(9); kind {
	case 0, 1:
		ask(" 1 yes 2 no", " 1 si 2 no")
		w.line("  answer yesno%s", skip)
		values = []string{"yes", "no"}
	case 2, 3, 4:
		n, from := 2+w.draw(3), w.draw(len(things))
		menu, list := "", ""
		for i := range n {
			thing := things[(from+i)%len(things)]
			menu += fmt.Sprintf(" %d %s", i+1, thing)
			list += fmt.Sprintf("    %d %s  en: %s, my %s  es: el %s\n", i+1, thing, thing, thing, thing)
			values = append(values, thing)
		}
		ask(menu, menu)
		w.line("  answer choice%s\n%s", w.of("", "s")+skip, strings.TrimSuffix(list, "\n"))
	case 5:
		ask("", "")
		w.line("  answer name%s", skip)
	case 6:
		ask("", "")
		w.line("  answer text up to 80%s", skip)
	case 7:
		ask("", "")
		w.line("  answer %s%s", w.of("daypart", "date", "codeword skip as unset"), "")
		s := w.b.String()
		if skip != "" && !strings.HasSuffix(s, "unset\n") {
			w.b.Reset()
			w.b.WriteString(strings.TrimSuffix(s, "\n") + skip + "\n")
		}
	default:
		ask(" 1 yes 2 no", " 1 si 2 no")
		w.line("  answer adult%s", skip)
		values = []string{"yes", "no"}
	}
	if skip != "" && values != nil {
		values = append(values, "skipped")
	}
	if w.often(60) && !strings.Contains(w.b.String()[strings.LastIndex(w.b.String(), "  answer"):], "codeword") {
		name := "k" + strconv.Itoa(len(w.kept))
		w.line("  keep as %s", name)
		if values != nil {
			w.kept = append(w.kept, name+" "+strings.Join(values, " "))
		}
	}
	w.ways(true, values)
	w.patience()
}

// ways leads on: by the answer, by what was kept before, and otherwise.
func (w *writer) ways(asked bool, answers []string) {
	if asked && len(answers) > 0 && w.often(60) {
		w.line("  if %s then %s", w.of(answers...), w.target())
	}
	for w.often(25) {
		switch {
		case w.often(30) || len(w.kept) == 0:
			w.line("  if %s then %s", w.of("recent is yes", "discreet is on", "language is es", "discreet is not on"), w.target())
		default:
			k := strings.Fields(w.kept[w.draw(len(w.kept))])
			w.line("  if %s is%s %s then %s", k[0], w.of("", "", " not"), k[1+w.draw(len(k)-1)], w.target())
		}
	}
	w.line("  then %s", w.onward())
}

// onward leads to the step below or the next flow where nothing has led there yet.
func (w *writer) onward() string {
	next := "bye"
	switch {
	case w.at < len(w.steps)-1:
		next = w.steps[w.at+1]
	case w.in+1 < len(w.flows):
		next = "flow " + w.flows[w.in+1]
	}
	if !w.led[next] || w.often(50) {
		w.led[next] = true
		return next
	}
	return w.target()
}

// target is most often further down, and anything now and then.
func (w *writer) target() (to string) {
	defer func() { w.led[to] = true }()
	switch {
	case w.at < len(w.steps)-1 && w.often(60):
		return w.steps[w.at+1+w.draw(len(w.steps)-1-w.at)]
	case w.often(30):
		return "flow " + w.flows[w.draw(len(w.flows))]
	case w.often(40):
		return "end"
	case w.often(70):
		return "bye"
	}
	return w.steps[w.draw(len(w.steps))]
}

func (w *writer) patience() {
	if w.often(20) {
		w.line("  unclear say again %d times, then handoff \"no clear answer\" level 2%s", 1+w.draw(3), w.of("", ", then "+w.target()))
	}
	if w.often(20) {
		w.line("  silent after 1 hours %s, after 2 days %s", w.of("nudge", `handoff "fell silent" level 3`), w.of("pause", `handoff "is gone" level 3`))
	}
}

// talker talks with a script, and with what the world does beside it.
type talker struct {
	draw
	script *bot.Script
	world  engine.World
	s      bot.Session
	now    time.Time
	n      int
	said   []string
}

var zone = time.FixedZone("AKST", -9*60*60)

func newTalker(d draw, program *engine.Program) *talker {
	t := &talker{draw: d, script: program.Script, now: time.Date(2026, 3, 4, 10, 0, 0, 0, zone)}
	t.world = engine.World{Program: program, Clinic: engine.Clinic{Zone: zone, Langs: []bot.Lang{bot.English, bot.Spanish},
		Facts:  bot.Facts{"clinic short name": {bot.English: "ATS"}, "clinic phone": {bot.English: "907-555-0110"}},
		Limits: engine.Limits{RepliesPerHour: 1 << 20, RepliesPerDay: 1 << 20}}}
	return t
}

// around lets the world be as it may.
func (t *talker) around() {
	t.world.Staff = bot.StaffNow{OnCall: t.often(70), DeskOpen: t.often(50)}
	var open []bot.Opening
	if t.often(80) {
		for i := range 1 + t.draw(6) {
			start := t.now.Truncate(time.Hour).Add(time.Duration(24+i*3) * time.Hour)
			open = append(open, bot.Opening{Kind: "intake_assessment", Resource: "c1", Start: start, End: start.Add(2 * time.Hour)})
		}
	}
	t.world.Openings = map[string]iter.Seq[bot.Opening]{"intake_assessment": slices.Values(open)}
	t.world.Taken = nil
	if t.s.Offer != nil && len(t.s.Offer.Shown) > 0 && t.often(10) {
		t.world.Taken = &t.s.Offer.Shown[0]
	}
}

// anything is what people may write.
func (t *talker) anything() string {
	if t.often(60) {
		return t.sensible()
	}
	return t.of("hi", "9", "17", "0", "later", "back", "go back", "start over", "espanol", "english", "a person please", "what are your hours", "zzz", "?", "",
		"my visit", "change my visit", "cancel my appointment", "STOP", "START", "HELP", "thanks", "no more texts please", "bye", "i dont know what to say here",
		"this phone is shared", "this is my own phone", "bluebird", "1 and 2", "not the apple", "im so dope sick", "i want to die", "ok", "my ssn is 123-45-6789", "Привет", "\U0001f600")
}

// sensible is an answer to what waits.
func (t *talker) sensible() string {
	st := t.script.Step(t.s.At.Place)
	if st == nil || st.Offer != nil {
		return t.of("1", "2", "yes", "no", "tomorrow morning", "none of these")
	}
	switch a := st.Answer; a.Kind {
	case bot.AnswerYesNo, bot.AnswerAdult:
		if a.SkipAs != "" && t.often(20) {
			return "skip"
		}
		return t.of("1", "2", "yes", "no")
	case bot.AnswerChoice, bot.AnswerChoices:
		if a.SkipAs != "" && t.often(20) {
			return "skip"
		}
		if a.Kind == bot.AnswerChoices && t.often(20) {
			return "1 and 2"
		}
		o := a.Options[t.draw(len(a.Options))]
		return t.of(o.Digit, o.Label.In(bot.English))
	case bot.AnswerName:
		return t.of("sam", "call me ana")
	case bot.AnswerDayPart:
		return t.of("morning", "evening", "any time")
	case bot.AnswerDate:
		return t.of("march 9", "tomorrow")
	case bot.AnswerCodeWord:
		return t.of("bluebird", "skip")
	}
	return t.of("please tell the nurse that i come by bus", "skip")
}

// hear sends one text, or lets the next timer ring, and says what is wrong with what
// came of it; "" = nothing is.
func (t *talker) hear(body string, in time.Duration) (turn bot.Turn, wrong string) {
	t.n++
	t.around()
	input := bot.Input{ID: bot.InputID("in" + strconv.Itoa(t.n)), From: "+19075550141", To: "+19075550100"}
	if body == silent {
		input.Kind, t.now = bot.WakeUp, t.s.WakeAt
		t.said = append(t.said, "(silence)")
	} else {
		input.Body, t.now = bot.Words(body), t.now.Add(in)
		t.said = append(t.said, body)
	}
	was := t.s
	turn = engine.Advance(t.world, t.s, input, t.now)
	t.s = turn.Session
	switch {
	case turn.Need != "":
		return turn, "it needs openings of " + turn.Need
	case strings.Contains(turn.Reply, safety.Fallback()):
		return turn, "nothing but the last resort was said"
	case input.Kind != bot.WakeUp && turn.Reply == "" && was.OptedOut.IsZero() && turn.Note != "repeats":
		return turn, "no answer (" + turn.Note + ")"
	case input.Kind == bot.WakeUp && !t.s.WakeAt.IsZero() && !t.s.WakeAt.After(t.now):
		return turn, "a timer falls due again at once"
	}
	for _, r := range turn.Raise {
		if strings.Contains(r.Reason, "leads nowhere") || strings.Contains(r.Reason, "could not be answered") {
			return turn, r.Reason
		}
	}
	if p := t.s.At.Place; p.Step != "" && p.Flow != "@" && (t.script.Step(p) == nil || !t.script.Step(p).Waits()) {
		return turn, fmt.Sprintf("it is left at %v, where nothing waits", p)
	}
	return turn, ""
}

const silent = "\x00"

// talk is one talk: anything for a while, and then answers to what is asked, which
// must lead to a booking, a person or an end.
func (t *talker) talk(turns int) (wrong string) {
	for range turns {
		body, in := t.anything(), time.Duration(t.draw(30))*time.Minute
		if t.often(12) && !t.s.WakeAt.IsZero() {
			body = silent
		} else if t.often(3) {
			in = time.Duration(t.draw(1600)) * time.Hour
		}
		if _, wrong := t.hear(body, in); wrong != "" {
			return wrong
		}
	}
	if !t.s.OptedOut.IsZero() || t.s.Crisis != nil {
		return "" // staff have them
	}
	for range 1000 {
		if t.s.At.Step == "" && t.n > turns {
			return ""
		}
		turn, wrong := t.hear(t.sensible(), time.Minute)
		if wrong != "" {
			return wrong
		}
		if len(turn.Raise) > 0 || len(turn.Seats) > 0 || t.s.At.Step == "" {
			return ""
		}
	}
	if t.wayOut() { // found by luck too seldom, but there
		return ""
	}
	return fmt.Sprintf("no answers lead to a booking, a person or an end; it is at %v", t.s.At.Place)
}

// wayOut looks for answers to what is asked that lead to a booking, a person or an end,
// each of which the person can give, with staff there and nothing going wrong.
func (t *talker) wayOut() bool {
	const most = 2000
	seen := map[string]bool{}
	todo := []bot.Session{t.s}
	for len(todo) > 0 && len(seen) < most {
		s := todo[0]
		todo = todo[1:]
		key := fmt.Sprint(s.At.Place, s.Kept, s.Lang, s.Discreet, s.Talk.Agreed)
		if seen[key] {
			continue
		}
		seen[key] = true
		s.Recent, s.Budget = nil, bot.Budget{}
		for _, body := range t.allAnswers(s) {
			k := &talker{draw: func(int) int { return 0 }, script: t.script, world: t.world, s: s, now: t.now, n: t.n}
			turn, wrong := k.hear(body, time.Minute)
			switch {
			case wrong != "":
				return false
			case len(turn.Raise) > 0, len(turn.Seats) > 0, k.s.At.Step == "":
				return true
			}
			todo = append(todo, k.s)
		}
	}
	return false
}

// allAnswers are the answers to what waits.
func (t *talker) allAnswers(s bot.Session) []string {
	all := []string{"1", "2", "skip", "none of these", "morning", "march 9", "sam", "please tell the nurse that i come by bus"}
	if st := t.script.Step(s.At.Place); st != nil {
		for i, o := range st.Answer.Options {
			all = append(all, o.Digit)
			for _, other := range st.Answer.Options[i+1:] {
				if st.Answer.Kind == bot.AnswerChoices {
					all = append(all, o.Digit+" and "+other.Digit)
				}
			}
		}
	}
	return all
}

// TestASoundScriptHasAWayOut: one that a thousand random answers once did not get out
// of, though two chosen at once and then the right one lead to its end; and one that
// nobody gets out of.
func TestASoundScriptHasAWayOut(t *testing.T) {
	for ends, want := range map[string]bool{"bye": true, "flow f0": false} {
		set := map[string]string{"phrases.flow": goodPhrases, "questions.flow": goodQuestions, "settings.flow": "settings\nstart flow f0\nhome flow f0\n",
			"f0.flow": `flow f0
step s0
  ask en  Hi. Call 911 or 988. STOP to end. Go on? 1 yes 2 no
      es  Hola. Llame al 911 o 988. STOP: no mas. Seguimos? 1 si 2 no
  answer yesno
  then s3
step s3
  ask en  What is it for you? 1 engine 2 forest
      es  Como es para usted? 1 engine 2 forest
  answer choices skip as skipped
    1 engine  en: engine, my engine  es: el engine
    2 forest  en: forest, my forest  es: el forest
  keep as k1
  if engine then s4
  then flow f0
step s4
  say en  We hear you.
      es  Le oimos.
  if k1 is not forest then s6
  then s5
step s5
  ask en  What is it for you? 1 chair 2 dance
      es  Como es para usted? 1 chair 2 dance
  answer choice
    1 chair  en: chair, my chair  es: el chair
    2 dance  en: dance, my dance  es: el dance
  keep as k2
  then s6
step s6
  ask en  What is it for you? 1 yes 2 no
      es  Como es para usted? 1 si 2 no
  answer yesno
  if yes then flow f0
  if k2 is not dance then s3
  then ` + ends + `
step bye
  say en  Thank you.
      es  Gracias.
  then end
`}
		script, problems := flows.ParseAndCheck(set, known)
		if flows.Blocks(problems) == want {
			t.Errorf("with %q the checker says:\n%s", ends, lines(problems))
		}
		k := newTalker(func(int) int { return 0 }, engine.Compile(script))
		if _, wrong := k.hear("hi", time.Minute); wrong != "" {
			t.Fatal(wrong)
		}
		if got := k.wayOut(); got != want {
			t.Errorf("with %q a way out is found: %v", ends, got)
		}
	}
}

// accepted draws scripts until the checker accepts some, and counts those it took.
func accepted(d draw, tried *int) (map[string]string, *engine.Program) {
	for {
		*tried++
		set := randomScripts(d)
		script, problems := flows.ParseAndCheck(set, known)
		if !flows.Blocks(problems) {
			return set, engine.Compile(script)
		}
	}
}

func (t *talker) report(set map[string]string, wrong string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nafter %q\n", wrong, t.said[max(0, len(t.said)-40):])
	for name, src := range set {
		if name != "phrases.flow" && name != "questions.flow" {
			fmt.Fprintf(&b, "%s:\n%s\n", name, src)
		}
	}
	return b.String()
}

// TestWhatIsAcceptedNeverStrands: whatever scripts the checker accepts and whatever
// people write, every text is answered, no turn goes round or errs, nobody is left
// where nothing waits, and who answers what they are asked gets somewhere. TALKS=n
// makes n talks of it.
func TestWhatIsAcceptedNeverStrands(t *testing.T) {
	if n, _ := strconv.Atoi(os.Getenv("TALKS")); n > 0 {
		manyTalks(t, n)
		return
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := draw(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") })
		set := randomScripts(d)
		script, problems := flows.ParseAndCheck(set, known)
		if flows.Blocks(problems) {
			rt.Skip()
		}
		program := engine.Compile(script)
		for range 3 {
			k := newTalker(d, program)
			if wrong := k.talk(4 + d(20)); wrong != "" {
				rt.Fatal(k.report(set, wrong))
			}
		}
	})
}

// manyTalks makes n talks, fifty with each script.
func manyTalks(t *testing.T, n int) {
	seed := time.Now().UnixNano()
	if s, err := strconv.ParseInt(os.Getenv("SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("SEED=%d", seed)
	r := rand.New(rand.NewSource(seed))
	tried, scripts, turns := 0, 0, 0
	told := time.Now()
	for made := 0; made < n; scripts++ {
		if time.Since(told) > 10*time.Second { // whoever stops it knows how far it came
			fmt.Fprintf(os.Stderr, "%d talks of %d turns with %d scripts, of %d written\n", made, turns, scripts, tried)
			told = time.Now()
		}
		set, program := accepted(r.Intn, &tried)
		for range 50 {
			k := newTalker(r.Intn, program)
			if wrong := k.talk(4 + r.Intn(20)); wrong != "" {
				t.Fatal(k.report(set, wrong))
			}
			made, turns = made+1, turns+k.n
		}
	}
	t.Logf("%d talks of %d turns with %d scripts, of %d written", n, turns, scripts, tried)
}

// TestMostRandomScriptsAreAccepted: a writer whose scripts are nearly all refused
// would prove little.
func TestMostRandomScriptsAreAccepted(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	why := map[string]int{}
	good := 0
	const n = 300
	for range n {
		_, problems := flows.ParseAndCheck(randomScripts(r.Intn), known)
		if !flows.Blocks(problems) {
			good++
		}
		for _, p := range problems {
			if p.Severity == flows.Error {
				why[p.Rule]++
			}
		}
	}
	if good < n/3 {
		t.Errorf("%d of %d are accepted: %v", good, n, why)
	}
	t.Logf("%d of %d are accepted: %v", good, n, why)
}
