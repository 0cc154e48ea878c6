package console

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nightdesk/bot"
	"nightdesk/flows"
	"nightdesk/flows/release"
)

// translateData is all texts of a draft side by side in two languages.
type translateData struct {
	Lang        string // code of the language that is translated into
	Language    string
	First       string
	FirstCode   string
	Languages   []choice
	Show        string // "work" or "all"
	File        string // of "all"
	Files       []choice
	Stale, None int
	Rows        []translateRow
	Problem     string
}

// translateRow is one text.
type translateRow struct {
	ID, Key, File, Title, Where string
	First                       string
	Text                        string
	Typed                       string // what was typed and could not be saved; else Text
	Mark                        string
	Missing, Stale              bool
	Was, Now                    []release.Span // what the first language said then and says now
	Crisis, Answer              bool
	Meter, FirstMeter           string
	Long                        bool
	Wrong                       string
	Edit                        string
}

// mostVersions is how many older releases are looked through for translations that were
// left behind.
const mostVersions = 60

// readScripts keeps what old versions say: they never change.
type readScripts struct {
	mu   sync.Mutex
	byID map[string]*bot.Script
}

// of is a version, read once.
func (r *readScripts) of(version string, read func() (map[string]string, error)) (*bot.Script, error) {
	r.mu.Lock()
	s := r.byID[version]
	r.mu.Unlock()
	if s != nil {
		return s, nil
	}
	files, err := read()
	if err != nil {
		return nil, err
	}
	s, _ = flows.Parse(files)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byID == nil || len(r.byID) > 2*mostVersions {
		r.byID = map[string]*bot.Script{}
	}
	r.byID[version] = s
	return s, nil
}

// behind are the translations of a draft that do not follow the first language, as far
// back as releases are looked through, without those that somebody called still right.
func (v *visit) behind(b bench, script *bot.Script, words []flows.Wording) (map[string]flows.Behind, error) {
	all, err := v.c.o.Scripts.Releases(v.r.Context())
	if err != nil {
		return nil, fmt.Errorf("read the releases: %w", err)
	}
	var versions []*bot.Script
	last := ""
	for _, r := range all.List[max(0, len(all.List)-mostVersions):] {
		if r.Number > b.based.Number || r.Version == last {
			continue
		}
		last = r.Version
		s, err := v.c.old.of(r.Version, func() (map[string]string, error) {
			files, err := v.c.o.Scripts.Files(v.r.Context(), r)
			return files.Flows, err
		})
		if errors.Is(err, bot.ErrUnreadable) { // one that is lost hides nothing of the others
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read published scripts: %w", err)
		}
		versions = append(versions, s)
	}
	known := v.c.o.Scripts.Known()
	byKey := map[string]flows.Wording{}
	for _, w := range words {
		byKey[w.Key] = w
	}
	behind := map[string]flows.Behind{}
	for _, x := range flows.LeftBehind(append(versions, script), known) {
		w := byKey[x.Key]
		if !flows.IsStillRight(b.files.Flows[w.File], w, x.Lang, firstOf(known)) {
			behind[x.Key+" "+string(x.Lang)] = x
		}
	}
	return behind, nil
}

func firstOf(known flows.Known) bot.Lang { return languagesOf(known)[0] }

func translatePage(v *visit) error {
	b, err := v.bench()
	if err != nil {
		return err
	}
	d, err := v.translateData(b, v.query("lang"), v.query("show"), v.query("file"))
	if err != nil {
		return err
	}
	return v.render("script_translate", d)
}

// translateData lists the texts. show is "work" (those that lack something) or "all" of
// one file; "" chooses.
func (v *visit) translateData(b bench, lang, show, file string) (translateData, error) {
	known := v.c.o.Scripts.Known()
	first, others := firstOf(known), flows.SheetLanguages(known)
	d := translateData{Lang: lang, First: flows.LanguageName(first), FirstCode: string(first), Show: show}
	codes := slices.Sorted(maps.Keys(others))
	if len(codes) == 0 {
		return d, bad("The clinic serves one language, so there is nothing to translate.")
	}
	if others[bot.Lang(lang)] == "" {
		d.Lang = string(codes[0])
	}
	into := bot.Lang(d.Lang)
	d.Language = others[into]
	for _, code := range codes {
		d.Languages = append(d.Languages, choice{string(code), others[code], code == into})
	}
	script, _ := flows.Parse(b.files.Flows)
	words := flows.Wordings(script)
	behind, err := v.behind(b, script, words)
	if err != nil {
		return d, err
	}
	meters := map[string]flows.Meter{}
	for _, m := range flows.MetersOf(script, b.files.Flows, known) {
		meters[m.What+" "+string(m.Lang)] = m
	}
	var rows []translateRow
	for i, w := range words {
		if w.Text[first] == "" {
			continue
		}
		r := translateRow{ID: "t" + strconv.Itoa(i), Key: w.Key, File: w.File, Title: fileTitle(w.File, b.files.Flows[w.File]), Where: w.Where, First: w.Text[first], Text: w.Text[into],
			Crisis: w.Crisis, Answer: w.Answer, Mark: flows.Fingerprint(w.Text[first]) + flows.Fingerprint(w.Text[into]), Missing: w.Text[into] == "",
			Edit: fmt.Sprintf("%s/edit/%s?at=%d", scriptsPath, w.File, cmp.Or(w.Lines[into], w.Line))}
		r.Typed = r.Text
		if x, is := behind[w.Key+" "+d.Lang]; is {
			r.Stale = true
			r.Was, r.Now = release.Words(x.Was, r.First)
		}
		r.FirstMeter, _ = meterSays(meters, w.Key, first)
		r.Meter, r.Long = meterSays(meters, w.Key, into)
		if r.Missing {
			d.None++
		}
		if r.Stale {
			d.Stale++
		}
		rows = append(rows, r)
	}
	d.pick(rows, file)
	return d, nil
}

// pick chooses the rows to show.
func (d *translateData) pick(rows []translateRow, file string) {
	if d.Show != "all" && d.Show != "work" {
		if d.Show = "all"; d.Stale+d.None > 0 {
			d.Show = "work"
		}
	}
	var files []choice
	for _, r := range rows {
		if n := len(files); n == 0 || files[n-1].Value != r.File {
			files = append(files, choice{Value: r.File, Label: r.Title})
		}
	}
	i := max(0, slices.IndexFunc(files, func(c choice) bool { return c.Value == file }))
	if len(files) > 0 {
		files[i].Chosen = d.Show == "all"
		d.File = files[i].Value
	}
	d.Files = files
	for _, r := range rows {
		if d.Show == "work" && (r.Missing || r.Stale) || d.Show == "all" && r.File == d.File {
			d.Rows = append(d.Rows, r)
		}
	}
}

// meterSays is how long a text is when it is sent, and whether that is too long.
func meterSays(meters map[string]flows.Meter, key string, lang bot.Lang) (say string, long bool) {
	m, is := meters[key+" "+string(lang)]
	if !is {
		return "", false
	}
	say = fmt.Sprintf("%s, sent as %s", plural(m.Length, "character"), plural(m.Segments, "text"))
	if len(m.Odd) > 0 {
		say += fmt.Sprintf(" (“%s” makes it longer)", m.Odd[0].Text)
	}
	if m.Grade > 0 {
		say += fmt.Sprintf(", grade %d", m.Grade)
	}
	for _, a := range m.Avoid {
		say += fmt.Sprintf(", avoid “%s”", a.Text)
	}
	return say, m.Segments > m.Warn
}

// errTextMoved: another window has changed the text, or what it is a translation of.
var errTextMoved = errors.New("the text was changed meanwhile")

// translateOrder saves one translation, or says that it is still right.
func translateOrder(v *visit) error {
	key, lang, text := v.form("key"), bot.Lang(v.form("lang")), v.form("text")
	right := v.form("do") == "right"
	b, err := v.changeDraft(func(b *bench) error {
		script, _ := flows.Parse(b.files.Flows)
		words := flows.Wordings(script)
		i := slices.IndexFunc(words, func(w flows.Wording) bool { return w.Key == key })
		if i < 0 {
			return errTextMoved
		}
		w, first := words[i], firstOf(v.c.o.Scripts.Known())
		if lang == first || flows.SheetLanguages(v.c.o.Scripts.Known())[lang] == "" {
			return bad("That is no language that the clinic translates into.")
		}
		if flows.Fingerprint(w.Text[first])+flows.Fingerprint(w.Text[lang]) != v.form("mark") {
			return errTextMoved
		}
		var src string
		var err error
		if right {
			src, err = flows.MarkStillRight(w.File, b.files.Flows[w.File], key, lang, first)
		} else {
			src, err = flows.SetWording(w.File, b.files.Flows[w.File], key, lang, text)
		}
		if err != nil {
			return &wordingError{err}
		}
		b.put(w.File, src)
		return nil
	})
	var wrong *wordingError
	switch {
	case errors.As(err, &wrong), errors.Is(err, errTextMoved):
		return v.notTranslated(b, key, text, err)
	case err != nil:
		return err
	}
	v.flash("Saved in your draft.")
	q := url.Values{"lang": {string(lang)}, "show": {cmp.Or(v.form("show"), "all")}, "file": {v.form("file")}}
	return v.redirect(translatePath + "?" + q.Encode())
}

// wordingError is a wording that can't be written, and why.
type wordingError struct{ error }

// notTranslated shows the page again, with what was typed in its place.
func (v *visit) notTranslated(b bench, key, typed string, why error) error {
	d, err := v.translateData(b, v.form("lang"), v.form("show"), v.form("file"))
	if err != nil {
		return err
	}
	say := sentence(strings.TrimSuffix(why.Error(), ".")) + "."
	if errors.Is(why, errTextMoved) {
		say = "Somebody changed this text in the meantime. What it says now is beside it; what you typed is still here."
	}
	i := slices.IndexFunc(d.Rows, func(r translateRow) bool { return r.Key == key })
	if i < 0 {
		d.Problem = say + " What you typed: “" + typed + "”"
	} else {
		d.Rows[i].Typed, d.Rows[i].Wrong = typed, say
		d.Problem = "Not saved: see “" + d.Rows[i].Where + "”."
	}
	return v.renderStatus(http.StatusUnprocessableEntity, "script_translate", d)
}
