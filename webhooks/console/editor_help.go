package console

import (
	"slices"
	"strings"
	"unicode/utf16"

	"nightdesk/bot"
	"nightdesk/flows"
)

// scriptsHelp is the help about scripts.
type scriptsHelp struct {
	Parts []helpPart
	Rules []helpRule
	First string // the script of the walk: the one where people begin
}

// helpPart is a chapter of the reference.
type helpPart struct {
	ID, Title string
	Verbs     []helpVerb
}

type helpVerb struct {
	flows.Verb
	ID   string
	Code []codeLine
}

type helpRule struct {
	flows.Rule
	Bad, Good []codeLine
}

// codeLine is a line of a script in its coloured parts.
type codeLine []codePart

type codePart struct {
	Kind flows.TokenKind // "" = none
	Text string
}

func scriptsHelpPage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	script, _ := flows.Parse(b.files.Flows)
	return v.render("scripts_help", helpData(fileOf(script, script.Start)))
}

func helpData(first string) scriptsHelp {
	h := scriptsHelp{First: first}
	all := flows.Reference()
	ids := map[string]bool{}
	for _, p := range flows.Parts() {
		part := helpPart{ID: "part-" + string(p.Part), Title: p.Title}
		for _, verb := range all {
			if verb.Part != p.Part {
				continue
			}
			id := "verb-" + idOf(verb.Name)
			if ids[id] {
				id = "verb-" + string(p.Part) + "-" + idOf(verb.Name)
			}
			ids[id] = true
			part.Verbs = append(part.Verbs, helpVerb{Verb: verb, ID: id, Code: coloured(verb.Example)})
		}
		h.Parts = append(h.Parts, part)
	}
	for _, r := range flows.Rules() {
		h.Rules = append(h.Rules, helpRule{Rule: r, Bad: coloured(r.Bad), Good: coloured(r.Good)})
	}
	slices.SortFunc(h.Rules, func(a, b helpRule) int { return strings.Compare(a.ID, b.ID) })
	return h
}

// idOf makes an anchor of a word.
func idOf(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name), "-")
}

// coloured is a part of a script as the editor would colour it. Steps and sentences that
// stand alone are read as those of a flow.
func coloured(src string) []codeLine {
	src = strings.TrimRight(src, "\n")
	if src == "" {
		return nil
	}
	lead := ""
	switch word, _, _ := strings.Cut(strings.TrimSpace(src), " "); {
	case slices.Contains([]string{"flow", "piece", "settings", "questions", "phrases", "danger"}, strings.Split(word, "\n")[0]):
	case word == "topic":
		lead = "questions\n"
	case strings.HasPrefix(src, " "):
		lead = "flow x\nstep x\n"
	default:
		lead = "flow x\n"
	}
	skip := strings.Count(lead, "\n")
	lines := make([]codeLine, strings.Count(src, "\n")+1)
	texts := strings.Split(src, "\n")
	done := make([]int, len(texts)) // UTF-16 units
	units := make([][]uint16, len(texts))
	for i, t := range texts {
		units[i] = utf16.Encode([]rune(t))
	}
	add := func(i, to int, kind flows.TokenKind) {
		if to = min(to, len(units[i])); to > done[i] {
			lines[i] = append(lines[i], codePart{kind, string(utf16.Decode(units[i][done[i]:to]))})
			done[i] = to
		}
	}
	for _, t := range flows.Tokens(lead + src) {
		if i := t.Line - 1 - skip; i >= 0 {
			add(i, t.From, "")
			add(i, t.To, t.Kind)
		}
	}
	for i := range lines {
		add(i, len(units[i]), "")
	}
	return lines
}

// flowsIn are the flows of a file.
func flowsIn(script *bot.Script, file string) []*bot.Flow {
	var all []*bot.Flow
	for _, name := range sortedFlows(script) {
		if f := script.Flows[name]; len(f.Steps) > 0 && f.Steps[0].Source.File == file {
			all = append(all, f)
		}
	}
	return all
}

func sortedFlows(script *bot.Script) []string {
	var names []string
	for name := range script.Flows {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
