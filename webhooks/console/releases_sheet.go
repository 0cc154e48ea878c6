package console

import (
	"maps"
	"net/http"
	"slices"

	"nightdesk/bot"
	"nightdesk/flows"
)

// sheetData is the page where sheets come back, and what one would change.
type sheetData struct {
	Languages []choice
	Sheet     string // as it was pasted
	Seen      bool   // what follows is of it
	Taken     []flows.SheetChange
	Written   int // of those that were taken
	Refused   []flows.SheetChange
	Untouched int
	Errors    []problemWords // that the taken rows would make
	Wrong     string
}

func (v *visit) sheetData() sheetData {
	var d sheetData
	langs := flows.SheetLanguages(v.c.o.Scripts.Known())
	for _, code := range slices.Sorted(maps.Keys(langs)) {
		d.Languages = append(d.Languages, choice{Value: string(code), Label: langs[code]})
	}
	return d
}

func sheetPage(v *visit) error { return v.render("script_sheet", v.sheetData()) }

// sheetFile is the sheet for a translator into a language.
func sheetFile(v *visit) error {
	lang := bot.Lang(v.r.PathValue("lang"))
	known := v.c.o.Scripts.Known()
	if flows.SheetLanguages(known)[lang] == "" {
		return errNotFound
	}
	b, err := v.bench()
	if err != nil {
		return err
	}
	script, _ := flows.Parse(b.files.Flows)
	behind, err := v.behind(b, script, flows.Wordings(script))
	if err != nil {
		return err
	}
	out := flows.WriteSheet(flows.Sheet(script, lang, known, slices.Collect(maps.Values(behind))))
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="texts-`+string(lang)+`-`+v.now.In(v.c.o.Zone).Format("2006-01-02")+`.csv"`)
	_, _ = v.w.Write(out) // the browser may have gone; there is nobody to tell
	return nil
}

// sheetOrder shows what a sheet changes or, asked to, writes that into the draft: all
// rows that are taken at once, or none.
func sheetOrder(v *visit) error {
	d := v.sheetData()
	d.Sheet = v.r.PostForm.Get("sheet")
	known := v.c.o.Scripts.Known()
	if v.form("sheet") == "" {
		d.Wrong = "There is nothing in it. Open the sheet that came back, select all, copy, and paste it here."
		return v.renderStatus(http.StatusUnprocessableEntity, "script_sheet", d)
	}
	take := v.form("do") == "take"
	judge := func(b *bench) error {
		changes, untouched, changed := flows.TakeSheet(b.files.Flows, d.Sheet, known)
		d.Seen, d.Untouched, d.Taken, d.Refused = true, untouched, nil, nil
		for _, c := range changes {
			if c.Refused != "" {
				d.Refused = append(d.Refused, c)
			} else {
				d.Taken = append(d.Taken, c)
			}
		}
		before := b.files
		for file, src := range changed {
			b.put(file, src)
		}
		d.Errors = newProblems(v.c.o.Scripts, before, b.files)
		return nil
	}
	if !take {
		b, err := v.bench()
		if err == nil {
			err = judge(&b)
		}
		if err != nil {
			return err
		}
		return v.render("script_sheet", d)
	}
	if _, err := v.changeDraft(judge); err != nil {
		return err
	}
	if len(d.Refused) == 0 {
		v.flash(plural(len(d.Taken), "translation") + " written into your draft.")
		return v.redirect(changesPath)
	}
	d.Written, d.Taken = len(d.Taken), nil
	return v.render("script_sheet", d)
}

// newProblems are what the checker says of files that it did not say of those before.
func newProblems(s Scripts, before, after bot.ScriptFiles) []problemWords {
	_, had := s.Check(before)
	_, has := s.Check(after)
	type said struct{ file, rule, text string }
	old := map[said]int{}
	for _, p := range had {
		old[said{p.File, p.Rule, p.Text}]++
	}
	var added []flows.Problem
	for _, p := range has {
		if k := (said{p.File, p.Rule, p.Text}); old[k] > 0 {
			old[k]--
		} else {
			added = append(added, p)
		}
	}
	return problemList(added, after)
}
