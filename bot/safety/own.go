package safety

import (
	"strings"

	"nightdesk/bot"
)

// Own are a clinic's own wordings of crisis replies, by their [Names]. What
// Require has anything to say of is passed over, whatever a checker let through,
// and the words of this package are said.
type Own map[string]bot.Text

// Names of the wordings of crisis replies, the most urgent first. A discreet one
// is for phones that others may read; the overdose reply has none, life over
// privacy, and those to danger from others always are.
func Names() []string {
	var all []string
	for _, l := range labels {
		for _, v := range variants {
			if _, has := replies[l][v]; !has {
				continue
			}
			all = append(all, nameOf(l, v))
			if l != OverdoseNow && l != DangerFromOthers {
				all = append(all, nameOf(l, v)+discreetly)
			}
		}
	}
	return all
}

// variants in their order; a discreet wording of each is beside it.
var variants = []variant{plain, other, threat, pregnancy}

const discreetly = "_discreet"

func nameOf(l Label, v variant) string {
	if v == plain {
		return string(l)
	}
	return string(l) + "_" + string(v)
}

// split reads a name.
func split(name string) (l Label, v variant, shared, ok bool) {
	name, shared = strings.CutSuffix(name, discreetly)
	for _, l := range labels {
		for _, v := range variants {
			if _, has := replies[l][v]; has && name == nameOf(l, v) {
				return l, v, shared, !shared || l != OverdoseNow && l != DangerFromOthers
			}
		}
	}
	return None, plain, shared, false
}

// BuiltIn is what is said where a clinic has no wording of its own; "" if name is
// none of [Names].
func BuiltIn(name string, lang bot.Lang) string {
	l, v, shared, ok := split(name)
	if !ok {
		return ""
	}
	return builtIn(l, v, Manner{Lang: lang, Discreet: shared})
}

// Mended is a wording with what it lacked, or the built-in one if adding does not
// mend it.
func Mended(name, reply string, lang bot.Lang) string {
	all := strings.TrimSpace(reply)
	if all == "" {
		return BuiltIn(name, lang)
	}
	for _, l := range Require(name, reply, lang) {
		if l.Add != "" {
			all += " " + l.Add
		}
	}
	if len(Require(name, all, lang)) > 0 {
		return BuiltIn(name, lang)
	}
	return all
}

// own is the clinic's wording that fits best and may be said; "" if none does.
func (m Manner) own(l Label, v variant) string {
	name := nameOf(l, v)
	if m.Discreet && l != OverdoseNow && l != DangerFromOthers {
		// What is written for a phone of one's own may do, if it tells nothing.
		for _, try := range []string{name + discreetly, name} {
			if s := m.Own[try][m.Lang]; s != "" && len(Require(name+discreetly, s, m.Lang)) == 0 {
				return s
			}
		}
		return ""
	}
	if s := m.Own[name][m.Lang]; s != "" && len(Require(name, s, m.Lang)) == 0 {
		return s
	}
	return ""
}
