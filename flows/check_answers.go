package flows

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
)

// said is one word or phrase that stands for an option.
type said struct {
	option *bot.Option
	lang   bot.Lang
	words  string // as written
	folded string
	at     bot.Source
}

// options lists every phrase for every option of a step, in every language, and the
// name of the option, which chooses it as well.
func (c *checker) options(f *bot.Flow, s *bot.Step) []said {
	if len(s.Answer.Options) == 0 {
		return nil
	}
	all, had := c.phrases[s]
	if had {
		return all
	}
	defer func() { c.phrases[s] = all }()
	for i := range s.Answer.Options {
		o := &s.Answer.Options[i]
		base := "step/" + f.Name + "/" + s.Name + "/option/" + o.Name
		all = append(all, said{o, "", o.Name, folded(o.Name), c.at(base)})
		for _, lang := range slices.Sorted(maps.Keys(o.Label)) {
			at := c.at(base + "/" + string(lang))
			for _, w := range append([]string{o.Label[lang]}, o.Also[lang]...) {
				all = append(all, said{o, lang, w, folded(w), at})
			}
		}
	}
	return all
}

// numberWords are other ways to write the digits, by what they mean.
var numberWords = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5",
	"uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
	"primero": "1", "primera": "1", "segundo": "2", "segunda": "2", "tercero": "3", "tercera": "3",
}

// clash is two options of a step that something stands for.
type clash struct {
	step *bot.Step
	a, b string
	form string // without blanks
}

// sameAnswer: two options of one question that the same words would choose, in
// whatever languages they stand: all are read at once, for people mix them, and
// nobody's language is known from the first word. It proves that no text which is
// read whole stands for two: each form that an option claims (its name, its words,
// its number, and what these become once marks, blanks, endings and other spellings
// are put aside) is claimed by no other option.
func (c *checker) sameAnswer() {
	c.clashes = map[clash]bool{}
	c.steps(func(f *bot.Flow, s *bot.Step) {
		if len(s.Answer.Options) == 0 {
			return
		}
		all := c.options(f, s)
		c.sameWords(s, all)
		for _, shared := range c.reading(s).Shared {
			a, b := &s.Answer.Options[shared.A], &s.Answer.Options[shared.B]
			if !c.clash(s, a.Name, b.Name, shared.Form) {
				continue
			}
			at, words := c.at("step/"+f.Name+"/"+s.Name+"/option/"+b.Name), shared.Form
			for _, w := range all {
				if strings.ReplaceAll(w.folded, " ", "") == shared.Form && (w.option == a || w.option == b) {
					at, words = w.at, w.words
				}
			}
			c.error(at, `"`+words+`", or what is read as the same, would choose both "`+a.Name+`" and "`+b.Name+`"`, "keep it for one of the two")
		}
	})
}

// reading is how the answers to a step's question are read.
func (c *checker) reading(s *bot.Step) Reading {
	r, had := c.readings[s]
	if !had && c.known.Options != nil {
		if c.readings == nil {
			c.readings = map[*bot.Step]Reading{}
		}
		r = c.known.Options(s.Answer)
		c.readings[s] = r
	}
	return r
}

// clash notes that two options share a form, and reports whether that is new.
func (c *checker) clash(s *bot.Step, a, b, form string) bool {
	k := clash{s, min(a, b), max(a, b), strings.ReplaceAll(form, " ", "")}
	had := c.clashes[k]
	c.clashes[k] = true
	return !had
}

// sameWords is sameAnswer for words that are written the same.
func (c *checker) sameWords(s *bot.Step, all []said) {
	first := map[string]said{}
	for _, w := range all {
		if w.folded == "" {
			c.error(w.at, `"`+w.words+`" has no letters or digits, so nobody can answer it`, "delete it")
			continue
		}
		digit := w.folded
		if n := numberWords[digit]; n != "" {
			digit = n
		}
		for i := range s.Answer.Options {
			if o := &s.Answer.Options[i]; o.Digit == digit && o.Name != w.option.Name && c.clash(s, o.Name, w.option.Name, w.folded) {
				c.error(w.at, `"`+w.words+`" would also choose number `+o.Digit+`, "`+o.Name+`"`, "delete it here")
			}
		}
		if c.known.Options == nil && s.Answer.SkipAs != "" && contains([]string{"skip", "pass", "saltar", "omitir"}, w.folded) {
			c.error(w.at, `"`+w.words+`" skips this question, so it cannot choose "`+w.option.Name+`"`, `delete it, or write the answer line without "skip as"`)
		}
		other, had := first[w.folded]
		switch {
		case !had:
			first[w.folded] = w
		case other.option.Name == w.option.Name || !c.clash(s, other.option.Name, w.option.Name, w.folded):
		case other.lang == "" || w.lang == "":
			c.error(w.at, `"`+w.words+`" is also the name of an answer, so it would choose both "`+other.option.Name+`" and "`+w.option.Name+`"`, "delete it here, or give that answer another name")
		case other.lang == w.lang:
			c.error(w.at, `"`+w.words+`" would choose both "`+other.option.Name+`" and "`+w.option.Name+`"`, "keep it for one of the two")
		default:
			c.error(w.at, `"`+w.words+`" is "`+other.option.Name+`" in `+languageName(other.lang)+` and "`+w.option.Name+`" in `+languageName(w.lang), "choose other words in one of them: people mix languages, and we read all of them at once")
		}
	}
}

// misread: words of an option that are read as a skipped question, as several
// options, as another one or as none once they are not written just so. An answer
// that is an option word for word is always that option; with this every other
// spelling that is read whole is as well.
func (c *checker) misread() {
	if c.known.Options == nil {
		return
	}
	c.steps(func(f *bot.Flow, s *bot.Step) {
		if len(s.Answer.Options) == 0 {
			return
		}
		read := c.reading(s).Loose
		for _, w := range c.options(f, s) {
			name, ok := read(w.words)
			if ok && name == w.option.Name || w.folded == "" || c.shares(s, w) {
				continue
			}
			switch {
			case !ok:
				c.warn(w.at, `"`+w.words+`" chooses "`+w.option.Name+`" only when it is written just so; else we would ask again`, "use words that no other answer has, or fewer of them")
			case name == s.Answer.SkipAs:
				c.error(w.at, `"`+w.words+`" skips this question, so it cannot choose "`+w.option.Name+`"`, "use other words")
			default:
				c.error(w.at, `"`+w.words+`" is read as "`+name+`", not as "`+w.option.Name+`", unless it is written just so`, "use other words")
			}
		}
	})
}

// shares reports whether words are said to stand for two options already.
func (c *checker) shares(s *bot.Step, w said) bool {
	return slices.ContainsFunc(s.Answer.Options, func(o bot.Option) bool {
		return c.clashes[clash{s, min(o.Name, w.option.Name), max(o.Name, w.option.Name), strings.ReplaceAll(w.folded, " ", "")}]
	})
}

// carrierWords are acted on by phone companies and by Twilio before or beside
// us: opt-out, opt-in and help keywords (Twilio, "Opt-out keywords"; 47 CFR
// 64.1200(a)(10)).
var carrierWords = []string{
	"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start", "yes", "unstop", "help", "info",
}

// replyWith finds "Reply CANCEL" and its like; STOP, START and HELP may be
// told, because they do there what we say.
var replyWith = regexp.MustCompile(`(?i)\b(?:reply|text|answer|send|say|responda|escriba|mande|envie|conteste)\s+(?:with\s+|con\s+)?["']?(CANCEL|END|QUIT|YES|INFO|UNSUBSCRIBE|REVOKE|OPTOUT|STOPALL|UNSTOP)\b`)

// toldWords are those that replyWith ends with.
var toldWords = stems("cancel,end,quit,yes,info,unsubscribe,revoke,optout,stopall,unstop")

// carrierWord: answers that the phone company would act on.
func (c *checker) carrierWord() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		yesNo, named := listedYesNo(s)
		for _, w := range c.options(f, s) {
			if w.lang != "" && contains(carrierWords, w.folded) {
				if yesNo && w.folded == "yes" {
					at, mend := w.at, `yes and no are a kind of answer of their own:  answer yesno  in place of the line "answer" and of what is listed under it; then name them "yes" and "no" after "if"`
					if named {
						at, mend = c.stepAt(f, s, "answer"), "write:  "+answerYesNo(s)+"  and delete the two answers under it: yes and no are known already"
					}
					c.error(at, `phone companies act on the word "`+w.words+`" themselves, so it cannot be listed as an answer`, mend)
					break
				}
				c.error(w.at, `phone companies act on the word "`+w.words+`" themselves, so it cannot be an answer`, "use the number, or other words")
			}
		}
	})
	c.each(func(w wording, lang bot.Lang, s string) {
		if ordinary(s) && !holdsStem(strings.ToLower(s), toldWords) {
			return
		}
		if m := replyWith.FindStringSubmatch(s); m != nil {
			c.error(c.at(w.key+"/"+string(lang)), "people are told to text "+strings.ToUpper(m[1])+", which phone companies act on themselves", "let them answer with a number:  Reply 2 to change")
		}
	})
}

// listedYesNo reports whether the answers of a question are listed, and are just yes and
// no, and whether they bear those names and numbers, so that "answer yesno" means the
// same.
func listedYesNo(s *bot.Step) (is, named bool) {
	o := s.Answer.Options
	if s.Answer.Kind != bot.AnswerChoice || len(o) != 2 {
		return false, false
	}
	says := func(o *bot.Option, word string) bool {
		return folded(o.Label[bot.English]) == word || slices.ContainsFunc(o.Also[bot.English], func(w string) bool { return folded(w) == word })
	}
	if !says(&o[0], "yes") || !says(&o[1], "no") {
		return false, false
	}
	return true, o[0].Name == "yes" && o[1].Name == "no" && o[0].Digit == "1" && o[1].Digit == "2"
}

// answerYesNo is the sentence for a question of yes and no that listed them.
func answerYesNo(s *bot.Step) string {
	if s.Answer.SkipAs != "" {
		return "answer yesno skip as " + s.Answer.SkipAs
	}
	return "answer yesno"
}

// command is the word that works everywhere that a text is.
func (c *checker) command(s string) string {
	if c.known.Commands == nil {
		return ""
	}
	if c.heard == nil {
		c.heard = map[string]string{}
	}
	command, had := c.heard[s]
	if !had {
		if command = c.known.Commands(s); command == "none" {
			command = ""
		}
		c.heard[s] = command
	}
	return command
}

// asked is command for the example of a question.
func (c *checker) asked(s string) string {
	if c.known.Asked == nil {
		return c.command(s)
	}
	if command := c.known.Asked(s); command != "none" {
		return command
	}
	return ""
}

// commandWords are the words that work everywhere, as they are called to people.
var commandWords = map[string]string{"human": "a person, please", "restart": "start over", "back": "go back", "cancel": "give up a visit",
	"reschedule": "another time for a visit", "visit": "what is booked", "language": "another language"}

// globalWord: words of answers and of questions that mean something of their own
// everywhere. Danger and the wish to stop are heard before anything else, so such
// words never reach the question. The other ones come after an answer that is given
// word for word, and before one to which anything is added. The name of an answer is
// shown to nobody, so it may be such a word.
func (c *checker) globalWord() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		all := c.options(f, s)
		for i := range s.Answer.Options {
			o := &s.Answer.Options[i]
			at := c.at("step/" + f.Name + "/" + s.Name + "/option/" + o.Name)
			heard := map[string][]string{}
			for _, w := range all {
				if w.option != o || w.lang == "" {
					continue
				}
				switch command := c.command(w.words); command {
				case "":
				case "stop", "start", "help":
					if !contains(carrierWords, w.folded) {
						c.error(w.at, `"`+w.words+`" means "`+command+`" everywhere, so it cannot choose "`+o.Name+`"`, "use other words")
					}
				default:
					heard[command] = append(heard[command], w.words)
				}
			}
			for _, command := range slices.Sorted(maps.Keys(heard)) {
				words, mean := listed(heard[command])
				if command == "danger" {
					c.warn(at, words+" would be heard as danger before it could choose \""+o.Name+"\"", "use other words; or, if that is right, accept it with the reason")
					continue
				}
				c.warn(at, words+" "+mean+` "`+cmp.Or(commandWords[command], command)+`" everywhere: with anything added it would not choose "`+o.Name+`"`, "use other words; or, if both lead to the same, accept it with the reason")
			}
		}
	})
	for _, t := range c.script.Topics {
		heard := map[string][]string{}
		for _, lang := range slices.Sorted(maps.Keys(t.Examples)) {
			for _, ex := range t.Examples[lang] {
				if command := c.asked(ex); command != "" && command != "danger" {
					heard[command] = append(heard[command], ex)
				}
			}
		}
		for _, command := range slices.Sorted(maps.Keys(heard)) {
			words, mean := listed(heard[command])
			c.warn(t.Source, words+" "+mean+` "`+cmp.Or(commandWords[command], command)+`" everywhere, so this topic does not answer it`, "delete the examples; or, if they only show how people put it, accept it with the reason")
		}
	}
}

// listed names up to three texts, and says how many there are more.
func listed(all []string) (words, mean string) {
	all = distinct(all)
	words = `"` + strings.Join(all[:min(3, len(all))], `", "`) + `"`
	switch {
	case len(all) == 1:
		return words, "means"
	case len(all) > 3:
		return words + " and " + itoa(len(all)-3) + " more", "mean"
	}
	return words, "mean"
}
