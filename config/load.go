package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/nyaruka/phonenumbers"
)

// Load reads clinic.yaml. Problems name the file by its last element.
func Load(path string) (Clinic, []Problem) {
	src, err := os.ReadFile(path)
	if err != nil {
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return Clinic{}, []Problem{{File: path, Text: "can't read it: " + err.Error(),
			Mend: "give the path with --config; config/clinic.example.yaml is one to begin with"}}
	}
	return Parse(filepath.Base(path), src)
}

// Parse reads clinic.yaml from memory; file is what problems call it.
func Parse(file string, src []byte) (Clinic, []Problem) {
	// Windows' own ways to begin a file and end a line.
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	r := &reader{file: file}
	root := r.parse(src)
	if root == nil {
		return Clinic{}, r.problems
	}
	l := &loader{reader: r, names: map[string][]string{}, none: map[string]bool{"staff": true}}
	l.clinicFile(root)
	for _, check := range r.later {
		check()
	}
	return l.c, sorted(r.problems)
}

// parse reports what is not YAML at all, and returns the first document.
func (r *reader) parse(src []byte) ast.Node {
	f, err := parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		p := Problem{File: r.file, Line: 1, Col: 1, Text: "can't be read as YAML"}
		var ye yaml.Error
		if errors.As(err, &ye) {
			p.Text += ": " + strings.ReplaceAll(ye.GetMessage(), "\t", "Tab")
			if t := ye.GetToken(); t != nil && t.Position != nil {
				p.Line, p.Col = t.Position.Line, t.Position.Column
			}
		}
		p.Mend = `look at this line and the one above: indent with spaces, and put double quotes around text that holds ": " or " #"`
		r.problems = append(r.problems, p)
		return nil
	}
	var root ast.Node
	for _, d := range f.Docs {
		switch {
		case d.Body == nil:
		case root == nil:
			root = d.Body
		default:
			r.at(d.Body, `a second document begins here`, `take out the line "---"`)
		}
	}
	if _, empty := root.(*ast.NullNode); root == nil || empty {
		r.problems = append(r.problems, Problem{File: r.file, Line: 1, Col: 1, Text: "the file is empty",
			Mend: "begin with a copy of config/clinic.example.yaml"})
		return nil
	}
	return root
}

// loader fills a Clinic.
type loader struct {
	*reader
	c Clinic
	// names are what was defined: "resource", "staff", "kind".
	names map[string][]string
	// none are those of which it was said that there is none at all.
	none map[string]bool
	zone *time.Location
}

// define notes a name and refuses a second one.
func (l *loader) define(what, name string, n ast.Node) {
	if slices.Contains(l.names[what], name) {
		l.at(n, fmt.Sprintf("%s %q is defined twice", what, name), "give one of them another name")
		return
	}
	l.names[what] = append(l.names[what], name)
}

// refer reads the name of something that is defined anywhere in the file.
func (l *loader) refer(dst *string, what string, also ...string) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := l.text(n, what)
		if !ok {
			return
		}
		*dst = s
		l.later = append(l.later, func() { l.exists(n, what, s, also...) })
	}
}

func (l *loader) exists(n ast.Node, what, name string, also ...string) {
	if len(l.names[what]) == 0 && what != "kind" {
		if l.none[what] { // nobody is named at all: that is one problem, and said
			return
		}
		l.none[what] = true
	}
	known := slices.Concat(l.names[what], also)
	if !slices.Contains(known, name) {
		mend := didYouMean(name, known)
		if len(known) == 0 {
			mend = "the file defines none yet: add it"
		}
		l.at(n, fmt.Sprintf("no %s is called %q", what, name), mend)
	}
}

func (l *loader) clinicFile(root ast.Node) {
	c := &l.c
	l.zone = zoneOf(root)
	c.Limits = Limits{RepliesPerMinute: 30, RepliesPerHour: 40, RepliesPerDay: 120, DaySegments: 5000, HoldFor: 10 * time.Minute}
	day := 24 * time.Hour
	c.Feeds.Generation = 1
	c.SelfTest.At = -1
	c.Waitlist = Waitlist{OfferFor: 30 * time.Minute, RequestFor: 72 * time.Hour}
	c.Retention = Retention{Thread: 90 * day, Crisis: 6 * 365 * day, Consent: 6 * 365 * day, Audit: 6 * 365 * day}
	// "alerts" and "rota" refer to hours and staff above them; names may stand
	// in any order, but hours that resources call "desk" are needed first.
	if h := find(root, "hours"); h != nil {
		l.hours(h)
	}
	if find(root, "priority") == nil {
		l.standardPriority()
	}
	l.table(root, "the file",
		must("clinic", l.clinic),
		must("texting", l.texting),
		must("hours", func(ast.Node) {}),
		may("closures", l.closures),
		may("resources", l.resources),
		may("visits", l.visits),
		may("groups", l.groups),
		may("priority", l.priority),
		may("waitlist", l.waitlist),
		may("feeds", l.feeds),
		must("staff", l.staffs),
		must("rota", l.rota),
		may("channels", l.channels),
		may("alerts", l.alerts),
		may("phrases", l.phrases),
		may("limits", l.limits),
		may("retention", l.retention),
		may("scripts", l.scripts),
	)
}

// topKeys are the keys of the file.
var topKeys = []string{"clinic", "texting", "hours", "closures", "resources", "visits", "groups", "priority", "waitlist", "feeds", "staff", "rota", "channels", "alerts", "phrases", "limits", "retention", "scripts"}

// find returns the value of a key, or of a slip of it.
func find(n ast.Node, key string) ast.Node {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		return nil
	}
	var slip ast.Node
	for _, p := range m.Values {
		if keyOf(p) == key {
			return p.Value
		}
		if !slices.Contains(topKeys, keyOf(p)) && meant(keyOf(p), topKeys) == key {
			slip = p.Value
		}
	}
	return slip
}

// zoneOf looks ahead for the zone that times of overrides are written in.
func zoneOf(root ast.Node) *time.Location {
	if c := find(root, "clinic"); c != nil {
		if z := find(c, "zone"); z != nil && z.GetToken() != nil {
			if loc, err := time.LoadLocation(z.GetToken().Value); err == nil {
				return loc
			}
		}
	}
	return time.UTC
}

func (l *loader) clinic(n ast.Node) {
	c := &l.c
	l.table(n, "clinic",
		must("id", into(l.reader, &c.ID, "id", `write a short word in lower case, as "ats"`, clinicID)),
		must("name", l.plain(&c.Name, "name")),
		must("short_name", l.neutral(&c.ShortName, "short_name")),
		must("phone", into(l.reader, &c.Phone, "phone", mendPhone, phone)),
		must("zone", l.zoneName),
		must("languages", l.languages),
		may("address", l.wording(&c.Address, "address")),
		may("directions", l.wording(&c.Directions, "directions")),
		may("website", into(l.reader, &c.Website, "website", `write it as "https://clinic.example.org"`, website)),
		may("facts", l.facts),
	)
}

func clinicID(s string) (id, wrong string) {
	ok := len(s) <= 32 && s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
	if !ok {
		return "", fmt.Sprintf("%q can't be an id", s)
	}
	return s, ""
}

func website(s string) (u, wrong string) {
	wrong, _ = checkURL(s, "")
	return s, wrong
}

// zones are offered when a zone is misspelt.
var zones = []string{"America/Anchorage", "America/Juneau", "America/Sitka", "America/Nome", "America/Adak", "America/Los_Angeles", "America/Denver",
	"America/Phoenix", "America/Chicago", "America/New_York", "America/Puerto_Rico", "Pacific/Honolulu", "Pacific/Guam", "UTC"}

func (l *loader) zoneName(n ast.Node) {
	s, ok := l.text(n, "zone")
	if !ok {
		return
	}
	z, err := time.LoadLocation(s)
	if err != nil || s == "Local" {
		l.at(n, fmt.Sprintf("zone: unknown %q", s), didYouMean(s, zones))
		return
	}
	l.c.Zone = z
}

// languages that scripts may be written in (ISO 639): those spoken most in
// Anchorage (domain reference 6).
var knownLanguages = []string{"en", "es", "tl", "hmn", "sm", "esu", "ko", "lo", "ru"}

func (l *loader) languages(n ast.Node) {
	l.list(n, "languages", func(n ast.Node) {
		s, ok := l.text(n, "language")
		if !ok {
			return
		}
		if !slices.Contains(knownLanguages, s) {
			l.at(n, fmt.Sprintf("language: unknown %q", s), "known here: "+strings.Join(knownLanguages, ", ")+"; en is English, es Spanish")
			return
		}
		if slices.Contains(l.c.Languages, s) {
			l.at(n, fmt.Sprintf("%q is named twice", s), "keep one of them")
			return
		}
		l.c.Languages = append(l.c.Languages, s)
	})
	if len(l.c.Languages) == 0 {
		l.at(n, "no language is named", `write "languages: [en, es]"`)
	}
}

// wording reads a text in each of the clinic's languages, or one text that is
// the same in all.
func (l *loader) wording(dst *Text, what string) func(ast.Node) {
	return func(n ast.Node) {
		t := Text{}
		*dst = t
		if _, isMap := n.(*ast.MappingNode); !isMap {
			if s, ok := l.text(n, what); ok {
				l.later = append(l.later, func() {
					for _, lang := range l.c.Languages {
						t[lang] = s
					}
				})
			}
			return
		}
		l.free(n, what, func(lang string, k, v ast.Node) {
			if s, ok := l.text(v, what); ok {
				t[lang] = s
			}
			l.later = append(l.later, func() { l.language(k, what, lang) })
		})
		l.later = append(l.later, func() {
			for _, lang := range l.c.Languages {
				if _, ok := t[lang]; !ok {
					l.at(n, fmt.Sprintf("%s is not written in %q", what, lang), fmt.Sprintf("add a line \"%s: ...\"", lang))
				}
			}
		})
	}
}

func (l *loader) language(n ast.Node, what, lang string) {
	if len(l.c.Languages) > 0 && !slices.Contains(l.c.Languages, lang) {
		l.at(n, fmt.Sprintf("%s: %q is not one of the clinic's languages", what, lang), didYouMean(lang, l.c.Languages))
	}
}

// telling are words that may not stand in a text that anyone may see (domain
// reference 3.2).
var telling = []string{"methadone", "opioid", "addict", "drug", "treatment", "recovery", "dose", "dosing", "counsel", "group",
	"metadona", "opioide", "adicc", "droga", "tratamiento", "recuperaci", "dosis", "consejer", "grupo"}

func (l *loader) checkNeutral(n ast.Node, what, s string) {
	for _, w := range telling {
		if strings.Contains(strings.ToLower(s), w) {
			l.at(n, fmt.Sprintf("%s may not hold %q: it stands in texts that anyone may see", what, w), "choose neutral words")
			return
		}
	}
}

// neutral reads a text that stands in messages on a lock screen.
func (l *loader) neutral(dst *string, what string) func(ast.Node) {
	return func(n ast.Node) {
		l.plain(dst, what)(n)
		l.checkNeutral(n, what, *dst)
	}
}

// ownFacts are names that scripts use for what has its own place in the file.
var ownFacts = map[string]string{
	"clinic name": "clinic: name", "clinic short name": "clinic: short_name", "clinic phone": "clinic: phone",
	"address": "clinic: address", "directions": "clinic: directions", "website": "clinic: website",
	"hours": "hours: desk", "desk hours": "hours: desk", "dosing hours": "hours: dosing", "desk opens": "hours: desk", "visit": "visits",
}

func (l *loader) facts(n ast.Node) {
	l.c.Facts = map[string]Text{}
	l.free(n, "facts", func(name string, k, v ast.Node) {
		if place, own := ownFacts[name]; own {
			l.at(k, fmt.Sprintf("%q is not set here", name), "set "+place)
			return
		}
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789 ") != "" {
			l.at(k, fmt.Sprintf("%q can't be the name of a fact", name), "use small letters and spaces, as in the scripts' braces")
			return
		}
		var t Text
		l.wording(&t, name)(v)
		l.c.Facts[name] = t
	})
}

func (l *loader) texting(n ast.Node) {
	t := &l.c.Texting
	t.Keywords = "twilio"
	t.Countries = []string{"US"}
	redact := "on"
	l.table(n, "texting",
		must("line", into(l.reader, &t.Line, "line", mendPhone, phone)),
		may("keywords", l.oneOf(&t.Keywords, "keywords", "twilio", "app")),
		may("redact", l.oneOf(&redact, "redact", "on", "off")),
		may("segments_per_second", l.count(&t.Segments, "segments_per_second", 1, 1000)),
		may("countries", l.countries),
	)
	t.Redact = redact == "on"
}

// countries reads ISO 3166 codes of countries that have telephone numbers.
func (l *loader) countries(n ast.Node) {
	l.c.Texting.Countries = nil
	before := len(l.problems)
	l.list(n, "countries", func(n ast.Node) {
		var code string
		into(l.reader, &code, "country", `write its two letters, as "US" or "CA"`, countryCode)(n)
		switch {
		case code == "":
		case slices.Contains(l.c.Texting.Countries, code):
			l.at(n, fmt.Sprintf("%q is named twice", code), "keep one of them")
		default:
			l.c.Texting.Countries = append(l.c.Texting.Countries, code)
		}
	})
	if len(l.c.Texting.Countries) == 0 && len(l.problems) == before {
		l.at(n, "no country is named", `write "countries: [US]"`)
	}
}

func countryCode(s string) (code, wrong string) {
	if !phonenumbers.GetSupportedRegions()[s] {
		return "", fmt.Sprintf("%q is no country's code", s)
	}
	return s, ""
}

func (l *loader) scripts(n ast.Node) {
	l.table(n, "scripts", may("dir", func(n ast.Node) {
		l.plain(&l.c.ScriptsDir, "dir")(n)
		line, col := place(n)
		l.c.ScriptsAt = fmt.Sprintf("%s:%d:%d", l.file, line, col)
	}), may("review", func(n ast.Node) {
		var review string
		l.oneOf(&review, "review", "danger", "always")(n)
		l.c.ReviewScripts = review == "always"
	}))
}
