package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"nightdesk/bot"
)

// DangerRules judge a clinic's own wordings of crisis replies. They are not ours:
// what such a reply must hold is known where danger is screened.
type DangerRules struct {
	// Names are those that replies may be reworded under.
	Names []string
	// Lacks says what keeps a wording from being said; empty = nothing does.
	Lacks func(name, wording string, lang bot.Lang) []string
	// Mended is a wording of the reply that may be said, as near to this one as
	// can be.
	Mended func(name, wording string, lang bot.Lang) string
}

// danger reads blocks: the name of a crisis reply, and the clinic's wording under
// it.
func (p *parser) danger(body []*line) {
	for _, l := range body {
		p.joinedName(l)
		name := first(l)
		key := "danger/" + name
		if _, had := p.script.Danger[name]; had {
			p.problem(l, l.indent, "twice", `the reply "`+name+`" is here twice`, "delete one of the two")
		}
		p.mark(key, l, l.indent)
		p.script.Danger[name] = p.words(key, "reply", l)
	}
}

// joinedName reads "suicide_risk discreet:" as "suicide_risk_discreet".
func (p *parser) joinedName(l *line) {
	name, after := strings.TrimRight(l.text(), ": "), ""
	for i, w := range strings.Fields(l.text()) {
		if _, is := languages[strings.TrimRight(w, ":")]; i > 0 && is {
			at := strings.Index(l.text(), " "+w) // its wording stands on the same line
			name, after = strings.TrimRight(l.text()[:at], ": "), l.text()[at:]
			break
		}
	}
	whole := strings.ToLower(strings.Join(strings.Fields(name), "_"))
	if whole != first(l) {
		l.raw = l.raw[:l.indent] + whole + after
	}
}

// dangerText: wordings that are to keep somebody alive.
func (c *checker) dangerText() {
	rules := c.known.Danger
	for _, name := range slices.Sorted(maps.Keys(c.script.Danger)) {
		key := "danger/" + name
		if !contains(rules.Names, name) {
			mend := "the replies are " + strings.Join(rules.Names, ", ")
			if near := Nearest(name, rules.Names); near != "" {
				mend = `did you mean "` + near + `"?`
			}
			c.error(c.at(key), `there is no reply to danger "`+name+`"`, mend)
			continue
		}
		t := c.script.Danger[name]
		for _, lang := range slices.Sorted(maps.Keys(t)) {
			if t[lang] == "" {
				continue // said when it was read
			}
			at := c.at(key + "/" + string(lang))
			if lacks := rules.Lacks(name, t[lang], lang); len(lacks) > 0 {
				c.error(at, fmt.Sprintf(`the reply "%s" in %s needs: %s`, name, languageName(lang), strings.Join(lacks, "; ")),
					"write:  "+string(lang)+"  "+rules.Mended(name, t[lang], lang))
			}
			for _, bad := range c.found(t[lang], instead[lang]) {
				c.warn(at, `"`+bad+`" is a word to avoid`, "say:  "+instead[lang].say[bad])
			}
		}
		for _, lang := range c.known.Languages {
			if _, has := t[lang]; !has && rules.Mended(name, "", lang) != "" {
				c.warn(c.at(key), `the reply "`+name+`" has no words of yours in `+languageName(lang)+", so the built-in ones are said there",
					"add:  "+string(lang)+"  "+rules.Mended(name, "", lang))
			}
		}
	}
}
