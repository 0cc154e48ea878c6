package flows

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// Completion is one thing that may be written at a place.
type Completion struct {
	Text string `json:"text"`
	// From is the column where what is typed already begins, from 0 in UTF-16 units:
	// Text goes in place of what stands from there to the cursor.
	From int `json:"from"`
	// Kind is what it is: verb, step, flow, piece, visit, fact, kept, answer, phrase,
	// topic, rule, language, team, level, group, or word.
	Kind    string `json:"kind"`
	Does    string `json:"does"`    // one sentence
	Example string `json:"example"` // a line that has it; "" = it speaks for itself
}

// Complete lists what may be written at a place of a file, the likeliest first. line
// counts from 1, col from 0 in UTF-16 units: how much of the line stands before the
// cursor.
func Complete(files map[string]string, file string, line, col int, known Known) []Completion {
	all := strings.Split(strings.TrimPrefix(files[file], "\ufeff"), "\n")
	if line < 1 || line > len(all) {
		return nil
	}
	for i, l := range all {
		all[i] = strings.TrimSuffix(l, "\r")
	}
	script, _ := Parse(files)
	e := &editing{script: script, known: known, file: file, lines: all, no: line - 1}
	e.pre = all[line-1][:byteAt(all[line-1], col)]
	e.indent = len(e.pre) - len(strings.TrimLeft(e.pre, " "))
	e.place()
	e.complete()
	return e.matching()
}

// editing is a cursor in a file.
type editing struct {
	script *bot.Script
	known  Known
	file   string
	lines  []string
	no     int    // of the line, from 0
	pre    string // of the line, before the cursor
	indent int
	kind   string // the file's first word; "" = this is the first line
	// owner is the line that this one belongs under, "" = none; step is that of the step.
	owner   string
	ownerNo int
	stepNo  int // -1 = none
	typed   string
	all     []Completion
}

// place finds what the line belongs to.
func (e *editing) place() {
	e.stepNo, e.ownerNo = -1, -1
	for _, l := range e.lines[:e.no] {
		if l = withoutComment(l); strings.TrimSpace(l) != "" {
			e.kind, _, _ = strings.Cut(strings.TrimSpace(l), " ")
			break
		}
	}
	under := e.indent
	for i := e.no - 1; i >= 0; i-- {
		l := strings.TrimRight(withoutComment(e.lines[i]), " ")
		text := strings.TrimLeft(l, " ")
		indent := len(l) - len(text)
		if text == "" || indent >= under {
			continue
		}
		under = indent
		if e.ownerNo < 0 {
			e.owner, e.ownerNo = text, i
		}
		if strings.HasPrefix(text, "step ") {
			e.stepNo = i
		}
		if indent == 0 {
			break
		}
	}
}

// offer adds something that may be written.
func (e *editing) offer(kind, text, does, example string) {
	e.all = append(e.all, Completion{Text: text, Kind: kind, Does: does, Example: example})
}

// verbs adds words of the reference.
func (e *editing) verbs(vs []Verb, names ...string) {
	for _, name := range names {
		if i := slices.IndexFunc(vs, func(v Verb) bool { return v.Name == name }); i >= 0 {
			e.offer("verb", name, vs[i].Does, vs[i].Line)
		}
	}
}

// matching are those that begin with what is typed, or have it within.
func (e *editing) matching() []Completion {
	from := utf16Len(e.pre[:len(e.pre)-len(e.typed)])
	typed := strings.ToLower(e.typed)
	var first, later []Completion
	had := map[string]bool{}
	for _, c := range e.all {
		c.From = from
		key := c.Kind + "/" + c.Text
		switch low := strings.ToLower(c.Text); {
		case had[key] || low == typed:
		case strings.HasPrefix(low, typed):
			first = append(first, c)
		case len(typed) > 1 && strings.Contains(low, typed):
			later = append(later, c)
		}
		had[key] = true
	}
	return append(first, later...)
}

// complete finds what may stand before the cursor.
func (e *editing) complete() {
	body := strings.TrimLeft(e.pre, " ")
	if strings.HasPrefix(body, "#") {
		e.accepted(body)
		return
	}
	if withoutComment(e.pre) != e.pre {
		return
	}
	if open := strings.LastIndexByte(e.pre, '{'); open >= 0 && !strings.Contains(e.pre[open:], "}") {
		e.typed = e.pre[open+1:]
		e.facts()
		return
	}
	verb, rest, more := strings.Cut(body, " ")
	if !more {
		e.typed = body
		e.begin()
		return
	}
	ownerVerb, _, _ := strings.Cut(e.owner, " ")
	if e.kind != "" && (contains(takesWords, ownerVerb) || e.kind == "phrases" || e.kind == "danger") {
		return // within a wording
	}
	if contains(takesWords, verb) {
		if !strings.Contains(strings.TrimLeft(rest, " "), " ") {
			e.typed = strings.TrimLeft(rest, " ")
			e.languages("")
		}
		return
	}
	e.sentence(verb)
}

// facts are the names that may stand in braces.
func (e *editing) facts() {
	for _, name := range slices.Sorted(slices.Values(distinct(slices.Clone(e.known.Facts)))) {
		does := "a fact of the clinic"
		if v := e.known.Values[name].In(bot.English); v != "" {
			does += ", now: " + clip(v, 60)
		}
		e.offer("fact", name+"}", does, "{"+name+"}")
	}
	for _, name := range e.keptNames() {
		e.offer("kept", name+"}", "an answer that was kept", "{"+name+"}")
	}
	for _, name := range ofTheMoment {
		e.offer("fact", name+"}", "filled in by nightdesk when the text is sent", "{"+name+"}")
	}
}

func (e *editing) steps(f func(flow *bot.Flow, s *bot.Step)) {
	for _, name := range slices.Sorted(maps.Keys(e.script.Flows)) {
		for _, s := range e.script.Flows[name].Steps {
			f(e.script.Flows[name], s)
		}
	}
}

// keptNames are the names of answers and settings of all flows.
func (e *editing) keptNames() []string {
	var all []string
	e.steps(func(_ *bot.Flow, s *bot.Step) {
		if s.Keep != "" {
			all = append(all, s.Keep)
		}
		for _, set := range s.Set {
			if set.Name != "discreet" && set.Name != "language" && set.Name != "priority" {
				all = append(all, set.Name)
			}
		}
	})
	return distinct(all)
}

// begin is the first word of a line.
func (e *editing) begin() {
	owner, _, _ := strings.Cut(e.owner, " ")
	switch {
	case e.kind == "":
		e.verbs(fileVerbs, fileWords...)
	case contains(takesWords, owner), (e.kind == "phrases" || e.kind == "danger") && e.indent > 0:
		e.languages(e.owner)
	case e.kind == "settings":
		e.verbs(settingVerbs, settingWords...)
	case e.kind == "questions" && e.indent == 0:
		e.verbs(questionVerbs, "topic")
	case e.kind == "questions":
		e.verbs(questionVerbs, questionWords[1:]...)
	case e.kind == "phrases":
		for _, name := range bot.Phrases() {
			if e.script.Phrases[name] == nil {
				e.offer("phrase", name, "a line that nightdesk says itself, not worded yet", "")
			}
		}
	case e.kind == "danger":
		for _, name := range e.known.Danger.Names {
			if e.script.Danger[name] == nil {
				e.offer("phrase", name, "a reply to danger, in the built-in words until you word it", "")
			}
		}
	case owner == "answer":
		e.nextOption()
	case e.indent == 0 || e.stepNo < 0:
		e.verbs(flowVerbs, "step", "title")
	default:
		e.verbs(sentenceVerbs, e.stepWords()...)
	}
}

// languages are the codes a wording may begin with, those that it lacks first.
func (e *editing) languages(owner string) {
	langs := e.known.Languages
	if len(langs) == 0 {
		langs = []bot.Lang{bot.English, bot.Spanish}
	}
	var had []string
	if owner != "" {
		words := strings.Fields(owner)
		had = append(had, words[:min(2, len(words))]...)
		for _, l := range e.lines[e.ownerNo+1 : e.no] {
			code, _, _ := strings.Cut(strings.TrimSpace(l), " ")
			had = append(had, code)
		}
	}
	for _, lang := range langs {
		if !contains(had, string(lang)) {
			e.offer("language", string(lang)+"  ", "the wording in "+languageName(lang), string(lang)+"  ...")
		}
	}
}

// stepWords are the verbs that a step may still have, in the order in which they stand.
func (e *editing) stepWords() []string {
	had := map[string]bool{}
	indent := -1
	for _, l := range e.lines[e.stepNo+1:] {
		text := strings.TrimLeft(withoutComment(l), " ")
		if text == "" {
			continue
		}
		in := len(withoutComment(l)) - len(text)
		if in == 0 {
			break
		}
		if indent < 0 {
			indent = in
		}
		if in == indent {
			verb, _, _ := strings.Cut(text, " ")
			had[verb] = true
		}
	}
	waits := had["ask"] || had["offer"]
	may := func(verb string) bool {
		switch verb {
		case "say", "set", "if":
			return true
		case "discreet", "again", "answer":
			return had["ask"] && !had[verb]
		case "keep", "consent":
			return had["answer"] && !had[verb]
		case "none", "booked":
			return had["offer"] && !had[verb]
		case "unclear", "silent":
			return waits && !had[verb]
		case "ask", "offer", "use":
			return !waits && !had["use"]
		}
		return !had[verb]
	}
	var all []string
	for _, verb := range stepVerbs {
		if may(verb) {
			all = append(all, verb)
		}
	}
	if had["ask"] && !had["answer"] { // what the step lacks comes first
		slices.SortStableFunc(all, func(a, b string) int { return lackFirst(a) - lackFirst(b) })
	}
	return all
}

func lackFirst(verb string) int {
	if verb == "answer" {
		return 0
	}
	return 1
}

// nextOption is the line of one more answer.
func (e *editing) nextOption() {
	n := 1
	for _, l := range e.lines[e.ownerNo+1 : e.no] {
		if w, _, _ := strings.Cut(strings.TrimSpace(l), " "); strings.Trim(w, "0123456789") == "" && w != "" {
			n++
		}
	}
	i := slices.IndexFunc(answerKinds, func(v Verb) bool { return v.Name == "option" })
	e.offer("verb", itoa(n)+" NAME  en: WORDS  es: WORDS", answerKinds[i].Does, answerKinds[i].Line)
}

// accepted completes "# accept RULE: the reason".
func (e *editing) accepted(body string) {
	note := strings.TrimLeft(body[1:], " ")
	if rest, is := strings.CutPrefix(note, "accept "); is && !strings.Contains(rest, ":") {
		e.typed = rest
		for _, r := range Rules() {
			if !r.Passing {
				e.offer("rule", r.ID+": ", r.Why, "# accept "+r.ID+": the reason")
			}
		}
		return
	}
	if strings.HasPrefix("accept", note) && note != "" {
		e.typed = note
		e.offer("word", "accept ", "lets a warning of the next line stand, for a reason that is kept", "# accept shouting: the sign on our door says so")
	}
}
