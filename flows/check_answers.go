package flows

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// said is one word or phrase that stands for an option.
type said struct {
	option *bot.Option
	lang   bot.Lang
	words  string // as written
	folded string
	at     bot.Source
}

// options lists every phrase for every option of a step.
func (c *checker) options(f *bot.Flow, s *bot.Step) []said {
	var all []said
	for i := range s.Answer.Options {
		o := &s.Answer.Options[i]
		for _, lang := range slices.Sorted(maps.Keys(o.Label)) {
			at := c.at("step/" + f.Name + "/" + s.Name + "/option/" + o.Name + "/" + string(lang))
			for _, w := range append([]string{o.Label[lang]}, o.Also[lang]...) {
				all = append(all, said{o, lang, w, strings.Join(text.Words(w), " "), at})
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

// sameAnswer: two options of one question that the same words would choose.
func (c *checker) sameAnswer() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		first := map[string]said{}
		for _, w := range c.options(f, s) {
			if w.folded == "" {
				c.error(w.at, `"`+w.words+`" has no letters or digits, so nobody can answer it`, "delete it")
				continue
			}
			digit := w.folded
			if n := numberWords[digit]; n != "" {
				digit = n
			}
			for i := range s.Answer.Options {
				if o := &s.Answer.Options[i]; o.Digit == digit && o.Name != w.option.Name {
					c.error(w.at, `"`+w.words+`" would also choose number `+o.Digit+`, "`+o.Name+`"`, "delete it here")
				}
			}
			if s.Answer.SkipAs != "" && contains([]string{"skip", "pass", "saltar", "omitir"}, w.folded) {
				c.error(w.at, `"`+w.words+`" skips this question, so it cannot choose "`+w.option.Name+`"`, `delete it, or write the answer line without "skip as"`)
			}
			other, had := first[w.folded]
			switch {
			case !had:
				first[w.folded] = w
			case other.option.Name == w.option.Name:
			case other.lang == w.lang:
				c.error(w.at, `"`+w.words+`" would choose both "`+other.option.Name+`" and "`+w.option.Name+`"`, "keep it for one of the two")
			default:
				c.warn(w.at, `"`+w.words+`" is "`+other.option.Name+`" in `+languageName(other.lang)+` and "`+w.option.Name+`" in `+languageName(w.lang), "choose other words in one of them, for people mix languages")
			}
		}
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

// carrierWord: answers that the phone company would act on.
func (c *checker) carrierWord() {
	c.steps(func(f *bot.Flow, s *bot.Step) {
		for _, w := range c.options(f, s) {
			if contains(carrierWords, w.folded) {
				c.error(w.at, `phone companies act on the word "`+w.words+`" themselves, so it cannot be an answer`, "use the number, or other words")
			}
		}
	})
	c.each(func(w wording, lang bot.Lang, s string) {
		if m := replyWith.FindStringSubmatch(s); m != nil {
			c.error(c.at(w.key+"/"+string(lang)), "people are told to text "+strings.ToUpper(m[1])+", which phone companies act on themselves", "let them answer with a number:  Reply 2 to change")
		}
	})
}

// globalWord: answers that mean something of their own everywhere.
func (c *checker) globalWord() {
	if c.known.Commands == nil {
		return
	}
	c.steps(func(f *bot.Flow, s *bot.Step) {
		for _, w := range c.options(f, s) {
			// Other global words may stand: an option typed word for word comes
			// before them.
			switch command := c.known.Commands(w.words); command {
			case "stop", "start", "help":
				if !contains(carrierWords, w.folded) {
					c.error(w.at, `"`+w.words+`" means "`+command+`" everywhere, so it cannot choose "`+w.option.Name+`"`, "use other words")
				}
			}
		}
	})
}

// crossed finds yes and no shown for each other's number.
var crossed = regexp.MustCompile(`(?i)\b1[ .):=-]*no\b|\b2[ .):=-]*(?:yes|si|sí)\b`)

// shows reports whether the digit stands alone somewhere in s.
func shows(s, digit string) bool {
	for i := 0; ; {
		j := strings.Index(s[i:], digit)
		if j < 0 {
			return false
		}
		i += j
		before := i == 0 || !alnum(s[i-1])
		i += len(digit)
		if before && (i == len(s) || !alnum(s[i])) {
			return true
		}
	}
}

func alnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// hiddenDigit: questions whose numbers are not those of the answers.
func (c *checker) hiddenDigit() {
	c.each(func(w wording, lang bot.Lang, s string) {
		if w.use != asking && w.use != askingDiscreet {
			return
		}
		at := c.at(w.key + "/" + string(lang))
		if (w.step.Answer.Kind == bot.AnswerYesNo || w.step.Answer.Kind == bot.AnswerAdult) && crossed.MatchString(s) {
			c.error(at, "this shows 1 for no or 2 for yes, but 1 is always yes and 2 is always no", "write:  1 yes 2 no")
		}
		for _, o := range w.step.Answer.Options {
			if !shows(s, o.Digit) {
				c.warn(at, "the question does not show the number "+o.Digit+` of the answer "`+o.Name+`"`, "write it into the question:  "+o.Digit+" "+o.Label.In(lang))
			}
		}
	})
}
