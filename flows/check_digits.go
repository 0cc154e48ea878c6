package flows

import (
	"regexp"
	"strings"

	"nightdesk/bot"
)

// What a question shows as its answers, held against what its answers are. A number in
// a text is mostly something else (a time, a phone number, a day), so that only what
// stands among the answers' own numbers counts.

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

// numberedAnswers are the answers of a question that people choose by a number.
func numberedAnswers(s *bot.Step) []bot.Option {
	if s.Answer.Kind == bot.AnswerYesNo || s.Answer.Kind == bot.AnswerAdult {
		return yesAndNo
	}
	return s.Answer.Options
}

var yesAndNo = []bot.Option{
	{Name: "yes", Digit: "1", Label: bot.Text{bot.English: "yes", bot.Spanish: "si"}, Also: map[bot.Lang][]string{bot.Spanish: {"sí"}}},
	{Name: "no", Digit: "2", Label: bot.Text{bot.English: "no", bot.Spanish: "no"}},
}

// asks runs f over every wording of a question whose answers have numbers.
func (c *checker) asks(f func(w wording, lang bot.Lang, s string, options []bot.Option)) {
	c.each(func(w wording, lang bot.Lang, s string) {
		if w.use != asking && w.use != askingDiscreet {
			return
		}
		if options := numberedAnswers(w.step); len(options) > 0 {
			f(w, lang, s, options)
		}
	})
}

// hiddenDigit: questions whose numbers are not those of the answers.
func (c *checker) hiddenDigit() {
	c.asks(func(w wording, lang bot.Lang, s string, options []bot.Option) {
		at := c.at(w.key + "/" + string(lang))
		if len(w.step.Answer.Options) == 0 {
			if m := crossed.FindString(s); m != "" {
				c.error(at, "this shows 1 for no or 2 for yes, but 1 is always yes and 2 is always no", "write:  1 yes 2 no")
				c.wrong(m)
			}
			return
		}
		var hidden []bot.Option
		for _, o := range options {
			if !shows(s, o.Digit) {
				hidden = append(hidden, o)
			}
		}
		spare, taken := spareDigit(s, options), ""
		if spare.option != nil {
			taken = spare.option.Digit // said by spareDigits
		}
		if len(hidden) == len(options) {
			var digits, all []string
			for _, o := range hidden {
				digits, all = append(digits, o.Digit), append(all, o.Digit+" "+o.Label.In(lang))
			}
			c.warn(at, "the question does not show the numbers of its answers: "+few(digits), "write them into the question:  "+clip(strings.Join(all, " "), 200))
			return
		}
		for _, o := range hidden {
			if o.Digit != taken {
				c.warn(at, "the question does not show the number "+o.Digit+` of the answer "`+o.Name+`"`, "write it into the question:  "+o.Digit+" "+o.Label.In(lang))
			}
		}
	})
}

// bareDigits: numbers of answers that nothing is said of.
func (c *checker) bareDigits() {
	c.asks(func(w wording, lang bot.Lang, s string, options []bot.Option) {
		for _, o := range bareOf(s, lang, options) {
			mend := "write behind it what it is for"
			if label := o.Label[lang]; label != "" {
				mend = "write:  " + o.Digit + " " + label
			}
			c.warn(c.at(w.key+"/"+string(lang)), "the number "+o.Digit+" has no words behind it, so nobody knows what it is for", mend)
			c.wrong(o.Digit)
		}
	})
}

// spareDigits: numbers among those of the answers that no answer has.
func (c *checker) spareDigits() {
	c.asks(func(w wording, lang bot.Lang, s string, options []bot.Option) {
		spare := spareDigit(s, options)
		if spare.digit == "" {
			return
		}
		mend := `take it out, or add an answer "` + spare.digit + `" under the answer line`
		switch {
		case spare.option != nil:
			mend = "write:  " + spare.option.Digit + " " + spare.words
		case len(w.step.Answer.Options) == 0:
			mend = `take it out; or, to have more answers than yes and no, write "answer choice" and list all of them under it`
		case spare.words != "":
			mend = "add under the other answers:  " + spare.digit + " " + clip(asName(firstWord(spare.words)), 20) + "  " + string(lang) + ": " + clip(spare.words, 60) + "  (or take it out of the question)"
		}
		c.warn(c.at(w.key+"/"+string(lang)), "the question names a number "+spare.digit+", and no answer has it: whoever texts "+spare.digit+" is not understood", mend)
		c.wrong(spare.digit)
	})
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// digitOf is the number that a word is, as "2" or "2)"; "" = it is none. A text has
// others than those of answers: 24/7, 5pm, 907-555-0142.
func digitOf(word string) string {
	w := strings.Trim(word, "().:,;-=")
	if len(w) == 0 || len(w) > 2 || strings.Trim(w, "0123456789") != "" || len(w) == 2 && (w > itoa(maxOptions) || w[0] == '0') {
		return ""
	}
	return w
}

// joins are words between numbers that are only listed: "1, 2 or 3".
var joins = []string{"or", "and", "to", "of", "o", "u", "y", "a", "al", "de"}

// bareOf are the answers whose number stands in s without words, wherever it does. A
// text that only lists numbers ("Reply 1, 2 or 3") has none: there, most have no words.
func bareOf(s string, lang bot.Lang, options []bot.Option) []bot.Option {
	words := strings.Fields(s)
	var bare []bot.Option
	named, sure := 0, true
	for _, o := range options {
		digit := func(i int) bool { return i >= 0 && i < len(words) && digitOf(words[i]) != "" }
		join := func(i int) bool { return i >= 0 && i < len(words) && contains(joins, strings.ToLower(words[i])) }
		empty, others := 0, 0
		for i := range words {
			if digitOf(words[i]) != o.Digit {
				continue
			}
			switch {
			case join(i-1) && digit(i-2), join(i+1) && digit(i+2):
				others++ // listed
			case i+1 == len(words), digit(i+1) && optionOf(options, digitOf(words[i+1])) != nil:
				empty++
			default:
				if others++; others == 1 {
					named++
					sure = sure && startsWith(words[i+1:], o.Label[lang], o.Also[lang])
				}
			}
		}
		if empty > 0 && others == 0 && digitOf(firstWord(o.Label[lang])) == "" {
			bare = append(bare, o)
		}
	}
	if named > len(bare) || named > 0 && sure {
		return bare
	}
	return nil
}

func optionOf(options []bot.Option, digit string) *bot.Option {
	for i := range options {
		if options[i].Digit == digit {
			return &options[i]
		}
	}
	return nil
}

// startsWith reports whether words begin with what an answer is said in.
func startsWith(words []string, label string, also []string) bool {
	said := folded(strings.Join(words[:min(len(words), 12)], " ")) + " "
	for _, w := range append([]string{label}, also...) {
		if f := folded(w); f != "" && strings.HasPrefix(said, f+" ") {
			return true
		}
	}
	return false
}

// spare is a number that no answer has, what it stands for, and the answer with those
// words if there is one.
type spare struct {
	digit, words string
	option       *bot.Option
}

// notBefore are words behind which a number is no answer's: "within 3", "a las 5".
var notBefore = stemSet("in,at,within,about,for,of,by,after,before,until,till,from,the,every,each,last,next,over,under,than,least,most,up,only,and,plus,between,around,level,line,room,suite,ext,press,reply,text,age,ages," +
	"january,february,march,april,may,june,july,august,september,october,november,december,jan,feb,mar,apr,jun,jul,aug,sep,sept,oct,nov,dec," +
	"en,por,para,hasta,desde,dentro,hace,cada,las,los,la,el,de,del,mas,menos,entre,unos,unas,solo,cerca,sala,nivel,linea,marque,responda,con,y")

// notAfter are words before which a number is no answer's: "3 days", "3 of".
var notAfter = stemSet("day,days,hour,hours,minute,minutes,min,mins,week,weeks,month,months,year,years,time,times,people,visit,visits,am,pm,a.m.,p.m.,mg,ml,percent,of,o'clock,block,blocks,mile,miles," +
	"dia,dias,hora,horas,minuto,minutos,semana,semanas,mes,meses,ano,anos,año,años,vez,veces,persona,personas,cita,citas,de")

func stemSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.SplitSeq(list, ",") {
		set[w] = true
	}
	return set
}

// spareDigit is the first number that follows those of the answers as if it were one of
// them.
func spareDigit(s string, options []bot.Option) spare {
	words := strings.Fields(s)
	const most = 5 // numbers that are held against the words of answers
	tried := 0
	var hidden []*bot.Option
	for i := range options {
		if !shows(s, options[i].Digit) {
			hidden = append(hidden, &options[i])
		}
	}
	last, dots := -1, false // the place of the last answer's number; answers end with a dot
	for i, w := range words {
		digit := digitOf(w)
		if digit == "" {
			if last >= 0 && i > last+1 && strings.ContainsAny(words[i-1][len(words[i-1])-1:], ".?!") {
				last = -1 // another sentence
			}
			continue
		}
		before := ""
		if i > 0 {
			before = strings.ToLower(words[i-1])
		}
		ended := before != "" && strings.ContainsAny(before[len(before)-1:], ".?!")
		if optionOf(options, digit) != nil {
			if last >= 0 && i > last+1 && strings.HasSuffix(before, ".") {
				dots = true
			}
			last = i
			continue
		}
		if last < 0 || i == last+1 || digit == "0" || ended && !(dots && strings.HasSuffix(before, ".")) || notBefore[strings.Trim(before, ".,;:")] {
			continue
		}
		found := spare{digit: digit, words: saidUpTo(words[i+1:])}
		if next := firstWord(found.words); notAfter[strings.ToLower(next)] || optionOf(options, digitOf(next)) != nil {
			continue
		}
		if tried++; tried <= most {
			for _, o := range hidden {
				if beginsAny(words[i+1:], o) {
					found.option = o
				}
			}
		}
		if found.option != nil || digit == after(digitOf(words[last])) {
			return found
		}
	}
	return spare{}
}

// saidUpTo is the words up to the next number or the end of the sentence.
func saidUpTo(words []string) string {
	var out []string
	for _, w := range words {
		if digitOf(w) != "" {
			break
		}
		out = append(out, strings.Trim(w, ".,;?!"))
		if strings.ContainsAny(w[len(w)-1:], ".?!") {
			break
		}
	}
	return strings.Join(out, " ")
}

// beginsAny is startsWith in any language of an answer.
func beginsAny(words []string, o *bot.Option) bool {
	for lang, label := range o.Label {
		if startsWith(words, label, o.Also[lang]) {
			return true
		}
	}
	return false
}

// after is the number behind one of one or two digits.
func after(digit string) string {
	n := 0
	for _, r := range digit {
		n = 10*n + int(r-'0')
	}
	return itoa(n + 1)
}
