package flows

import (
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// revealing is what the wording of one language gives away, and of the others that give
// away the same: to whoever mends them they are one.
type revealing struct {
	lang bot.Lang // the first
	what string
	also []bot.Lang
}

// revealed lists what a wording gives away by what finds it in one language.
func revealed(t bot.Text, langs []bot.Lang, find func(string, bot.Lang) string) (all []revealing) {
	for _, lang := range langs {
		what := find(t[lang], lang)
		if what == "" {
			continue
		}
		if i := slices.IndexFunc(all, func(r revealing) bool { return r.what == what }); i >= 0 {
			all[i].also = append(all[i].also, lang)
			continue
		}
		all = append(all, revealing{lang: lang, what: what})
	}
	return all
}

// telling says of what was found that it is too much.
func (r revealing) telling() string {
	if len(r.also) == 0 {
		return telling(r.what)
	}
	in := []string{"in " + languageName(r.lang)}
	for _, lang := range r.also {
		in = append(in, "in "+languageName(lang))
	}
	return telling(r.what) + ", " + strings.Join(in, " and ")
}

// forShared is how a mend begins that adds a wording for shared phones.
const forShared = "add under it the wording that shared phones get:  discreet "

// reveals: texts that are always neutral.
func (c *checker) reveals() {
	for _, w := range c.wordings {
		find := c.gives
		switch {
		case w.use == phrase && bot.Sealed(w.name) && c.saysVisit(w):
			continue
		case w.use == phrase && bot.Neutral(w.name):
			find = c.tells
		case w.use == askingDiscreet, w.use == topicDiscreet:
		default:
			continue
		}
		for _, r := range revealed(w.text, w.langs, find) {
			c.error(c.at(w.key+"/"+string(r.lang)), r.telling()+", and this text may be read by anybody", "word it so that it could come from any office")
		}
	}
	for _, t := range c.script.Topics {
		if t.Discreet != nil {
			continue
		}
		for _, r := range revealed(t.Say, slices.Sorted(maps.Keys(t.Say)), c.gives) {
			c.error(c.at("topic/"+t.Name+"/say/"+string(r.lang)), r.telling()+", and this answer also goes to shared phones", otherwise(r.what, forShared+string(r.lang)+"  ..."))
		}
	}
}

// saysVisit reports each language in which a phrase that is said before the code word
// names what is booked, and whether there are any.
func (c *checker) saysVisit(w wording) (is bool) {
	for _, lang := range w.langs {
		if contains(names(w.text[lang]), "{visit}") {
			is = true
			c.error(c.at(w.key+"/"+string(lang)), "{visit} would be told before the code word is said", "take it out: the person sees it once they have said their word")
		}
	}
	return is
}
