package release

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
	"nightdesk/flows"
)

// dangerWord finds words by which a text speaks to somebody in danger, in a folded
// text. Whatever language a translation is in, its English tells what it is; the other
// words are for scripts without English.
var dangerWord = regexp.MustCompile(`\b(911|988|741741|[0-9]{3}-[0-9]{3}-[0-9]{4}|emergen[ct]|emerhens|danger|peligro|crisis|overdos|sobredosis|naloxon|narcan|suicid|ambula|poison help)` +
	`|налоксон|передоз|скорую|опасн|날록손|응급|위험|자살`)

// emergencyRoom is matched as it is written: "er" is a word of other languages.
var emergencyRoom = regexp.MustCompile(`\bER\b`)

// takesBack are words that can make another sentence mean that what a text says of
// danger does not hold, or only later. Of a language without a row nothing is known.
var takesBack = map[bot.Lang]*regexp.Regexp{
	bot.English: regexp.MustCompile(`\b(no|not|never|nobody|none|nor|neither|without|dont|cannot|cant|wont|isnt|arent|[a-z]+n't|stop|ignore|instead|rather|wait|first|before|until|unless|only|except|but|false|fake|wrong|untrue|lie|lies|joke|test|opposite|later|disregard|skip|forget|avoid|nothing|hardly|refuse|beware|outdated|obsolete|former|formerly|expired|void|broken|disconnected|unavailable|out of|useless|unsafe|mistakes?|mistaken|errors?|scam|hoax|pretend|sample|example|if|when|after|once)\b`),
	bot.Spanish: regexp.MustCompile(`\b(no|nunca|jamas|nadie|ni|ningun[ao]?|sin|ignore|espere|antes|primero|hasta|solo|solamente|excepto|salvo|menos|pero|fals[oa]|mentira|broma|prueba|contrario|despues|deje|en vez|en lugar|olvid[aeo]|omita|evite|rechace|desconfie|cuidado|nada|apenas|inutil(es)?|caduc[oa]s?|vencid[oa]s?|viej[oa]s?|antigu[oa]s?|error(es)?|equivocad[oa]s?|estafa|ejemplo|cuando|luego)\b`),
}

// denies are those that a question about something else has no use for: the next
// question after words of danger, in one message with them, asks for a "first name".
var denies = map[bot.Lang]*regexp.Regexp{
	bot.English: regexp.MustCompile(`\b(never|ignore|disregard|forget|fake|false|wrong|untrue|lie|lies|joke|test|opposite|outdated|obsolete|expired|void|mistakes?|mistaken|errors?|scam|hoax|pretend)\b`),
	bot.Spanish: regexp.MustCompile(`\b(nunca|jamas|ignore|olvid[aeo]|fals[oa]|mentira|broma|prueba|contrario|caduc[oa]s?|vencid[oa]s?|error(es)?|equivocad[oa]s?|estafa)\b`),
}

// speaksOfDanger reports whether a text, in any of its languages, names a number of
// help, an emergency or what saves a life in one.
func speaksOfDanger(t bot.Text) bool {
	for _, s := range t {
		if saysDanger(s) {
			return true
		}
	}
	return false
}

func saysDanger(s string) bool {
	return dangerWord.MatchString(text.Fold(s)) || emergencyRoom.MatchString(s)
}

// dangerTexts adds the texts that people in danger may see and that are not the same,
// in any language: what speaks of danger, and what a step says that calls a person at
// once. Three need nobody: words of the greeting around those of danger, which a clinic
// changes every month, a new text that says of danger only what another says already,
// and what is said beside such a text in the same message. None may bring or lose a word
// that takes something back, or come between sentences of danger.
func (r *reasons) dangerTexts() {
	was, now := textsOf(r.was), textsOf(r.now)
	first, greets := greetings(r.was), greetings(r.now)
	for key := range first {
		first[key] = greets[key]
	}
	known, near := dangerBlocks(was), beside(r.was)
	for key, how := range beside(r.now) {
		near[key] = max(near[key], how)
	}
	for _, key := range slices.Sorted(maps.Keys(merged(was, now))) {
		a, b := was[key], now[key]
		around := !speaksOfDanger(a.text) && !speaksOfDanger(b.text) && !a.calls && !b.calls
		how, back := near[stepOfKey(key)], takesBack
		if around && how == apartFrom {
			continue
		}
		if around && how == behind && !strings.Contains(key, "/say") {
			back = denies
		}
		for _, lang := range keys(a.text, b.text) {
			x, y := a.text[lang], b.text[lang]
			if x == y {
				continue
			}
			why := whyText(a, b, lang)
			if around || x == "" && !b.calls || first[key] {
				if why = harm(back[lang], x, y, known[lang]); why == "" {
					continue
				}
			}
			what := " is another"
			switch {
			case y == "":
				what = " is gone"
			case x == "":
				what = " is new"
			}
			r.add(key+"/"+string(lang), y == "", a.orElse(b).where+", in "+language(lang)+": what people in danger may read"+what, why)
		}
	}
}

// whyText is why one text is held to every letter.
func whyText(a, b placedText, lang bot.Lang) string {
	if a.calls || b.calls {
		return "is said where a person is called at once"
	}
	said := saysOf(a.text, lang)
	if said == "" {
		said = saysOf(b.text, lang)
	}
	return "speaks of danger (" + said + ")"
}

// harm is why a newer wording may harm somebody in danger; "" if it says of danger what the
// older says, or others do if there was none, and nothing that takes it back by the words
// of back; nil = nothing is known of the language.
func harm(back *regexp.Regexp, was, now string, known map[string]bool) string {
	if back == nil {
		return "stands with words for danger, in a language of which the program can’t tell whether it takes them back"
	}
	wasOf, wasElse := apart(was)
	nowOf, nowElse := apart(now)
	if was != "" && !slices.EqualFunc(wasOf, nowOf, slices.Equal) {
		return "changes what is said about danger: “" + otherBlock(wasOf, nowOf) + "”"
	}
	if i := slices.IndexFunc(nowOf, func(b []string) bool { return !knows(known, b) }); i >= 0 {
		return "says something new about danger: “" + strings.Join(nowOf[i], " ") + "”"
	}
	before, after := back.FindAllString(wasElse, -1), back.FindAllString(nowElse, -1)
	slices.Sort(before)
	slices.Sort(after)
	if other := append(without(after, before), without(before, after)...); len(other) > 0 {
		return "stands with words for danger, and “" + other[0] + "” could turn them round"
	}
	return ""
}

// otherBlock is the first block that the other wording does not have in this place.
func otherBlock(was, now [][]string) string {
	for i, b := range was {
		if i >= len(now) || !slices.Equal(b, now[i]) {
			return strings.Join(b, " ")
		}
	}
	return strings.Join(now[len(was)], " ")
}

// apart are the blocks of a text that speak of danger, and the rest, folded. A block are
// sentences that follow each other, with one before them that they may answer or that
// goes over into them, as in "Very sick? Call 911.".
func apart(s string) (blocks [][]string, rest string) {
	inside, lead := false, ""
	for _, x := range sentences(s) {
		says := saysDanger(x)
		switch {
		case says && inside:
			blocks[len(blocks)-1] = append(blocks[len(blocks)-1], x)
		case says && lead != "":
			blocks = append(blocks, []string{lead, x})
		case says:
			blocks = append(blocks, []string{x})
		}
		if !says {
			rest += " " + text.Fold(x)
		}
		if inside, lead = says, ""; !says && !strings.HasSuffix(x, ".") && !strings.HasSuffix(x, "!") {
			lead = x
		}
	}
	return blocks, strings.ReplaceAll(rest, "’", "'")
}

// knows reports whether each sentence of a block follows the one before it somewhere
// already, and no question is left open that is not left open elsewhere.
func knows(known map[string]bool, block []string) bool {
	if last := block[len(block)-1]; strings.HasSuffix(last, "?") && !known[last+leftOpen] {
		return false
	}
	if len(block) == 1 {
		return known[block[0]]
	}
	for i := 1; i < len(block); i++ {
		if !known[block[i-1]+" "+block[i]] {
			return false
		}
	}
	return true
}

// sentences cuts a text where sentences end.
func sentences(s string) []string {
	var all []string
	for from := 0; from < len(s); {
		n := strings.IndexAny(s[from:], ".!?\n")
		to := len(s)
		if n >= 0 {
			to = from + n + 1
		}
		if x := strings.TrimSpace(s[from:to]); x != "" {
			all = append(all, x)
		}
		from = to
	}
	return all
}

// placedText is a text with where it stands in words.
type placedText struct {
	where string
	text  bot.Text
	calls bool // of a step that calls a person at once
}

func (t placedText) orElse(o placedText) placedText {
	if t.text == nil {
		return o
	}
	return t
}

// textsOf are the texts that a script sends, by their keys; the replies to danger and
// the phrases that are held to every letter are not among them.
func textsOf(script *bot.Script) map[string]placedText {
	all := map[string]placedText{}
	for _, w := range flows.Wordings(script) {
		name, isPhrase := strings.CutPrefix(w.Key, "phrase/")
		if w.Answer || w.Crisis || isPhrase && slices.Contains(dangerPhrases, name) {
			continue
		}
		all[w.Key] = placedText{where: w.Where, text: w.Text, calls: callsFrom(script, w.Key)}
	}
	return all
}

// callsFrom reports whether a text is of a step that calls a person at once, or of one
// that goes on to such a step in the same message.
func callsFrom(script *bot.Script, key string) bool {
	name, ok := strings.CutPrefix(key, "step/")
	if !ok {
		return false
	}
	flow, name, _ := strings.Cut(name, "/")
	step, _, _ := strings.Cut(name, "/")
	f := script.Flows[flow]
	if f == nil {
		f = script.Pieces[strings.TrimPrefix(flow, "piece:")]
	}
	if f == nil {
		return false
	}
	st := find(f, step)
	return st != nil && (callsAtOnce(st.Handoff) || !st.Waits() && callsSoon(script, flow, bot.Target{Step: step}))
}

// greetings are the keys of the texts that a talk begins with: those of the first step
// of its flow that says anything.
func greetings(script *bot.Script) map[string]bool {
	all := map[string]bool{}
	for _, name := range []string{script.Start, script.Home} {
		f := script.Flows[name]
		if f == nil {
			continue
		}
		i := slices.IndexFunc(f.Steps, func(st *bot.Step) bool { return st.Waits() || len(st.Say) > 0 })
		if i >= 0 && !callsAtOnce(f.Steps[i].Handoff) {
			for _, part := range []string{"say0", "ask"} {
				all["step/"+name+"/"+f.Steps[i].Name+"/"+part] = true
			}
		}
	}
	return all
}

// leftOpen marks a sentence that ends a block.
const leftOpen = "\x00"

// dangerBlocks are the sentences of the texts that speak of danger, and each two that follow
// each other in a block, by their language, and which of them end one.
func dangerBlocks(texts map[string]placedText) map[bot.Lang]map[string]bool {
	all := map[bot.Lang]map[string]bool{}
	for _, t := range texts {
		for lang, s := range t.text {
			if all[lang] == nil {
				all[lang] = map[string]bool{}
			}
			blocks, _ := apart(s)
			for _, b := range blocks {
				all[lang][b[len(b)-1]+leftOpen] = true
				for i, x := range b {
					if saysDanger(x) {
						all[lang][x] = true
					}
					if i > 0 {
						all[lang][b[i-1]+" "+x] = true
					}
				}
			}
		}
	}
	return all
}

func merged(a, b map[string]placedText) map[string]placedText {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}
