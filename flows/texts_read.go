package flows

import (
	"maps"
	"strings"

	"nightdesk/bot"
)

// words reads a wording in its languages: what follows the verb on l, and the
// lines under it (verb names the example for mends). Each language begins with its
// code; a line without one goes on with the language before it.
func (p *parser) words(key, verb string, l *line) bot.Text {
	r := &reader{p: p, key: key, verb: verb, said: map[bot.Lang]*strings.Builder{}}
	r.head(l)
	for _, k := range l.under() {
		r.under(l, k)
	}
	if len(r.said) == 0 {
		p.problem(l, len(l.raw), "unfinished", "this sentence stops too early: I expected a language and the wording", example(verb))
		return nil
	}
	t := bot.Text{}
	for code, s := range r.said {
		if t[code] = s.String(); s.Len() == 0 {
			src := p.script.Sources[key+"/"+string(code)]
			p.report(src, "unfinished", "nothing is said in "+languageName(code), "write the wording after \""+string(code)+"\"")
		}
	}
	return written(t)
}

// written is a wording without the languages of which only dots are said: a line that
// was offered and is still to be written. If there are no others it stays as it is.
func written(t bot.Text) bot.Text {
	said := maps.Clone(t)
	maps.DeleteFunc(said, func(_ bot.Lang, s string) bool { return toBeWritten(s) })
	if len(said) == 0 {
		return t
	}
	return said
}

// toBeWritten reports whether a wording is no more than the dots that keep its place.
func toBeWritten(s string) bool {
	return s != "" && strings.Trim(s, ".\u2026 ") == ""
}

// reader reads one wording.
type reader struct {
	p         *parser
	key, verb string
	said      map[bot.Lang]*strings.Builder
	lang      bot.Lang // the one that is being read
	open      int      // the problem of a { that nothing ended in the line above, from 1
}

// head reads what stands after the verb.
func (r *reader) head(l *line) {
	skip := l.indent + len(first(l))
	s := strings.TrimSpace(l.raw[skip:])
	if s == "" {
		return
	}
	at := strings.Index(l.raw[skip:], s) + skip
	code, rest, is, known := languageOf(s)
	if !is {
		code, rest, is = r.p.spelled(l, at, s, false)
		known = is
	}
	if is {
		r.begin(l, at, code, known, rest)
		return
	}
	r.p.problem(l, at, "missing-language", "I can't tell which language this is in", "write:  "+clip(l.text()[:at-l.indent]+"en  "+s, 80))
	r.p.fix(l, l.raw[:at]+"en  "+s)
	r.english(l, at, s)
}

// under reads a line under the sentence l.
func (r *reader) under(l, k *line) {
	code, rest, is, known := languageOf(k.text())
	_, had := r.said[code]
	if !is {
		if slip, after, found := r.p.spelled(k, k.indent, k.text(), true); found {
			code, rest, is, known = slip, after, true, true
			had = false
		}
	}
	switch {
	case is && (!had || strings.HasPrefix(rest, " ")): // "es una linea" goes on in Spanish
		r.begin(k, k.indent, code, known, rest)
	case r.lang == "":
		r.p.problem(k, k.indent, "missing-language", "I can't tell which language this is in", example(r.verb))
		r.english(k, k.indent, k.text())
	case r.p.looksLikeVerb(k.text()):
		r.p.problem(k, k.indent, "indent", "this looks like a new sentence, but it stands under the wording above and would be sent with it",
			"start it in the same column as line "+itoa(l.no))
		r.p.moved(k, l.indent)
	default:
		r.add(k, k.indent, k.text())
	}
}

// begin begins a language at byte offset at of a line, where s follows it.
func (r *reader) begin(l *line, at int, code bot.Lang, known bool, s string) {
	if !known {
		r.p.problem(l, at, "unknown-language", `"`+string(code)+`" is not a language I know`, r.p.meant(string(code), []string{"en", "es"}, r.verb))
		r.p.guessed(l, at, string(code), []string{"en", "es"})
	}
	if _, twice := r.said[code]; twice {
		code = r.twice(l, at, code, s)
	}
	r.lang, r.open = code, 0
	r.p.mark(r.key+"/"+string(code), l, at)
	r.put(code, "")
	r.add(l, at, s)
}

// twice reports a language that was read before, and returns the one that was most
// likely meant, so that it is not missed as well.
func (r *reader) twice(l *line, at int, code bot.Lang, s string) bot.Lang {
	mend, better := "delete one of the two", ""
	if other := otherThan(code); r.said[other] == nil || r.said[other].Len() == 0 {
		better = l.raw[:at] + string(other) + l.raw[at+len(code):]
		mend += "; or, if it is " + languageName(other) + ", write:  " + string(other) + "  " + clip(strings.TrimSpace(s), 60)
		code = other
	}
	r.p.problem(l, at, "twice", "the wording in "+languageName(r.lang)+" is here twice", mend)
	if better != "" {
		r.p.fix(l, better)
	}
	return code
}

// english reads on in English, which a wording without a language most likely is.
func (r *reader) english(l *line, at int, s string) {
	r.lang = bot.English
	r.p.mark(r.key+"/en", l, at)
	r.add(l, at, s)
}

// put is what is said so far in a language.
func (r *reader) put(code bot.Lang, s string) {
	r.said[code] = &strings.Builder{}
	r.said[code].WriteString(s)
}

// add adds s, which stands at byte offset at of a line, to what is said.
func (r *reader) add(l *line, at int, s string) {
	s = strings.TrimSpace(s)
	if r.said[r.lang] == nil {
		r.put(r.lang, "")
	}
	if r.said[r.lang].Len() > 0 && s != "" {
		s = " " + s
	}
	r.said[r.lang].WriteString(s)
	rest, _ := r.p.torn(r.open, strings.TrimSpace(s))
	r.open = r.p.braces(l, rest)
	other := otherThan(r.lang)
	i := strings.Index(s, " "+string(other)+"  ")
	if i < 0 || r.verb == "asked" {
		return
	}
	r.p.problem(l, at, "missing-language", languageName(other)+" begins in the middle of this line", "begin a new line there:  "+clip(s[i+1:], 60))
	if j := strings.Index(l.raw, s[i+1:]); j > 0 {
		r.p.fix(l, strings.TrimRight(l.raw[:j], " ")+"\n"+strings.Repeat(" ", wordingColumnOf(l, r.verb))+l.raw[j:])
	}
	r.put(other, strings.TrimSpace(s[i+4:]))
	r.put(r.lang, s[:i])
	r.p.mark(r.key+"/"+string(other), l, at)
}
