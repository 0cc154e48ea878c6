package flows

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"nightdesk/bot"
)

const (
	notSaidIn = "this is not said in "
	addUnder  = "add a line under it:  "
)

// translation: wordings that lack one of the clinic's languages.
func (c *checker) translation() {
	for _, w := range c.wordings {
		for _, lang := range c.known.Languages {
			if w.text[lang] != "" {
				continue
			}
			at, mend := c.at(w.key), addUnder+string(lang)+"  ..."
			if dots, kept := c.script.Sources[w.key+"/"+string(lang)]; kept {
				at, mend = dots, "write it in "+languageName(lang)+" here, in the place of the dots"
			}
			c.error(at, notSaidIn+languageName(lang), mend)
		}
		for _, lang := range slices.Sorted(maps.Keys(w.text)) {
			if _, known := languages[string(lang)]; known && !slices.Contains(c.known.Languages, lang) {
				c.warn(c.at(w.key+"/"+string(lang)), "the clinic does not serve "+languageName(lang)+", so nobody reads this", "add the language to the clinic's configuration, or delete the line")
			}
		}
	}
	c.steps(func(f *bot.Flow, s *bot.Step) {
		for _, o := range s.Answer.Options {
			var lacks, add []string
			for _, lang := range c.known.Languages {
				if o.Label[lang] == "" {
					lacks = append(lacks, languageName(lang))
					add = append(add, string(lang)+": "+cmp.Or(shownFor(s.Ask[lang], o.Digit), "..."))
				}
			}
			if len(lacks) > 0 {
				c.warn(c.at("step/"+f.Name+"/"+s.Name+"/option/"+o.Name), `the answer "`+o.Name+`" has no words in `+strings.Join(lacks, " and "), "add:  "+strings.Join(add, "  "))
			}
		}
	})
	for _, t := range c.script.Topics {
		for _, lang := range c.known.Languages {
			if len(t.Examples[lang]) == 0 {
				c.warn(t.Source, `the topic "`+t.Name+`" has no examples of how people ask in `+languageName(lang), "add:  "+string(lang)+"  ... | ...")
			}
		}
	}
}

// shownFor is what a question says of a number, "" if it says nothing that is short
// enough to be an answer.
func shownFor(ask, digit string) string {
	const most = 40 // bytes
	words := strings.Fields(ask)
	for i, w := range words {
		if digitOf(w) != digit {
			continue
		}
		if said := strings.ToLower(saidUpTo(words[i+1:])); len(said) <= most && !strings.ContainsAny(said, ",:{}") {
			return said
		}
	}
	return ""
}

// tellsOf are words that stand in nearly every text of one language and in none of the
// other.
var tellsOf = map[bot.Lang]map[string]bool{
	bot.English: stemSet("the,you,your,we,are,is,and,for,with,can,call,this,that,what,how,did,does,have,has,will,our,please,when,where,who,or,from,not,it,be,here,if,they,thank,thanks,hello,hi,of,to,text,us,i,my"),
	bot.Spanish: stemSet("el,la,los,las,que,qué,su,sus,usted,para,por,con,una,un,le,les,como,puede,aqui,y,del,este,esta,si,cuando,donde,gracias,hola,muy,nos,al,lo,se,hay,quiere,llame,escriba,cual,quien,supo,cita"),
}

// readsAs is the other one of English and Spanish if a text in lang reads like it: two
// words that tell, and none of its own.
func readsAs(s string, lang bot.Lang) (other bot.Lang, is bool) {
	own := tellsOf[lang]
	if own == nil {
		return "", false
	}
	other = otherThan(lang)
	foreign := map[string]bool{}
	for w := range strings.FieldsSeq(withoutNames(s)) {
		w = strings.ToLower(strings.Trim(w, ".,;:!?()\"'\u00bf\u00a1"))
		if own[w] {
			return "", false
		}
		if tellsOf[other][w] {
			foreign[w] = true
		}
	}
	return other, len(foreign) > 1
}

// otherLanguage: wordings that stand under the mark of another language.
func (c *checker) otherLanguage() {
	for _, w := range c.wordings {
		var wrong []bot.Lang
		for _, lang := range w.langs {
			if _, is := readsAs(w.text[lang], lang); is {
				wrong = append(wrong, lang)
			}
		}
		if len(wrong) == 2 {
			a, b := wrong[0], wrong[1]
			c.warn(c.at(w.key+"/"+string(a)), languageName(b)+` stands under "`+string(a)+`" here, and `+languageName(a)+` under "`+string(b)+`"`,
				`exchange the two: write "`+string(b)+`" before this one and "`+string(a)+`" before the other`)
			continue
		}
		for _, lang := range wrong {
			other := otherThan(lang)
			c.warn(c.at(w.key+"/"+string(lang)), `this stands under "`+string(lang)+`" and reads like `+languageName(other), "write it in "+languageName(lang)+"; or, if it is right, accept it with the reason")
		}
	}
}

var (
	named    = regexp.MustCompile(`\{[^{}]*\}`)
	bigDigit = regexp.MustCompile(`[0-9][0-9-]*[0-9]`)
)

// values lists the {names} of a text, and numbers the numbers of two digits or
// more (menus are checked against their answers), each once and in order.
func names(s string) []string {
	if strings.IndexByte(s, '{') < 0 {
		return nil
	}
	return distinct(named.FindAllString(s, -1))
}

func numbers(s string) []string {
	if !strings.ContainsAny(s, "0123456789") {
		return nil
	}
	return distinct(bigDigit.FindAllString(withoutNames(s), -1))
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// mismatch: translations that differ in what they name. The first of the
// clinic's languages is what the others are held against.
func (c *checker) mismatch() {
	base := c.known.Languages[0]
	for _, w := range c.wordings {
		for _, lang := range c.known.Languages[1:] {
			a, b := w.text[base], w.text[lang]
			if a == "" || b == "" {
				continue
			}
			at := w.key + "/" + string(lang)
			if !c.misnames(a) && !c.misnames(b) { // one slip is one problem
				c.lacking(at, "name", names(a), names(b), base, lang)
			}
			c.lacking(at, "number", numbers(a), numbers(b), base, lang)
		}
	}
}

// lacking reports what one of two sorted lists has and the other has not.
func (c *checker) lacking(at string, what string, a, b []string, base, lang bot.Lang) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			c.differs(c.at(at), what, a[0], base, lang)
			a = a[1:]
		case len(a) == 0 || b[0] < a[0]:
			c.differs(c.at(at), what, b[0], lang, base)
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
}

func (c *checker) differs(at bot.Source, what, v string, has, lacks bot.Lang) {
	add := c.warn
	if v == "911" || v == "988" {
		add = c.error
	}
	add(at, "the wording in "+languageName(has)+" has the "+what+" "+v+", the one in "+languageName(lacks)+" has not", "say the same in both")
}

// Stale finds translations that were left as they were in the script before
// while the first language changed. They are warnings: a mended comma changes
// nothing for a reader.
func Stale(before, now *bot.Script, known Known) []Problem {
	langs := known.Languages
	if len(langs) == 0 {
		langs = []bot.Lang{bot.English, bot.Spanish}
	}
	old := &checker{script: before}
	old.collect()
	old.asWritten()
	was := map[string]bot.Text{}
	for _, w := range old.wordings {
		was[w.key] = w.text
	}
	c := &checker{script: now, rule: "stale"}
	c.collect()
	c.asWritten()
	for _, w := range c.wordings {
		o := was[w.key]
		if o == nil || plainWords(o[langs[0]]) == plainWords(w.text[langs[0]]) {
			continue
		}
		for _, lang := range langs[1:] {
			if s := w.text[lang]; s != "" && s == o[lang] {
				c.warn(c.at(w.key+"/"+string(lang)), languageName(langs[0])+" has changed here and "+languageName(lang)+" has not", "check that both still say the same")
			}
		}
	}
	sortProblems(c.problems)
	return c.problems
}

func plainWords(s string) string { return strings.Join(strings.Fields(s), " ") }
