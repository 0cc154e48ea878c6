package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"nightdesk/bot"
	"nightdesk/flows"
)

// editorOrder is what the page of the editor sends while somebody types.
type editorOrder struct {
	File string `json:"file"`
	Text string `json:"text"`
	Mark string `json:"mark"` // of the text that was typed over
	// Line counts from 1, Col from 0 in UTF-16 units.
	Line int `json:"line"`
	Col  int `json:"col"`
	// Key names a text of the file, and Words are its wordings by language.
	Key   string            `json:"key"`
	Words map[string]string `json:"words"`
	// Had are the marks of the pieces that the page shows, by name.
	Had map[string]string `json:"had"`
}

// readOrder reads such an order.
func (v *visit) readOrder() (editorOrder, error) {
	var o editorOrder
	if err := json.NewDecoder(v.r.Body).Decode(&o); err != nil {
		if errors.As(err, new(*http.MaxBytesError)) {
			return o, errTooLarge
		}
		return o, bad("The editor's order could not be read. Load the page again.")
	}
	return o, nil
}

// sendJSON answers one.
func (v *visit) sendJSON(status int, what any) error {
	b, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("write an answer for the editor: %w", err)
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b) // a browser that has gone needs no answer
	return nil
}

// liveProblem is a problem for the page.
type liveProblem struct {
	Line     int            `json:"line"`
	Col      int            `json:"col"`
	Severity flows.Severity `json:"severity"`
	Rule     string         `json:"rule"`
	Text     string         `json:"text"`
	Mend     string         `json:"mend"`
	Fix      string         `json:"fix"`
	Why      string         `json:"why"`
	Accept   bool           `json:"accept"`
	Accepted string         `json:"accepted"`
	Wrong    string         `json:"wrong"` // what stands at Col and is wrong; "" = the word
	Room     *lineRoom      `json:"room"`  // where the line that is missing can be written
}

// lineRoom is flows.Missing as the page gets it.
type lineRoom struct {
	After   int    `json:"after"`
	Opening string `json:"opening"`
}

func roomOf(m flows.Missing) *lineRoom {
	if m.After == 0 {
		return nil
	}
	return &lineRoom{m.After, m.Opening}
}

// livePiece is a panel, as markup, with the name of what it shows.
type livePiece struct {
	Mark string `json:"mark"`
	HTML string `json:"html"`
}

// liveCheck is what there is to say of a text.
type liveCheck struct {
	Problems []liveProblem        `json:"problems"`
	Pieces   map[string]livePiece `json:"pieces"` // those that are not as the page had them
	Counts   map[string]int       `json:"counts"` // by panel
}

// editorPieces are the panels that follow what is typed.
var editorPieces = []string{"picture", "problems", "texts", "tomend"}

// typed reads what the editor sends of a script, beside the draft that it is of.
func (v *visit) typed() (editorOrder, bench, error) {
	o, err := v.readOrder()
	if err != nil {
		return o, bench{}, err
	}
	b, err := v.bench()
	if err != nil {
		return o, b, err
	}
	if _, ok := b.files.Flows[o.File]; !ok {
		return o, b, errNotFound
	}
	return o, b, nil
}

// checkScript says what is wrong with a text that is being typed, and stores nothing.
func checkScript(v *visit) error {
	o, b, err := v.typed()
	if err != nil {
		return err
	}
	s := v.sides(b, o.File, scriptText(o.Text))
	answer := liveCheck{Problems: []liveProblem{}, Pieces: map[string]livePiece{}, Counts: map[string]int{"problems": s.Open, "texts": s.Costly}}
	for _, p := range s.Problems {
		answer.Problems = append(answer.Problems, liveProblem{p.Line, p.Col, p.Severity, p.Rule, p.Text, p.Mend, p.Fix, p.Why, p.Accept, p.Accepted, p.Wrong, roomOf(p.Missing)})
	}
	for _, name := range editorPieces {
		html, err := v.pieceText("scripts_edit", name, s)
		if err != nil {
			return err
		}
		if mark := markOf(html); o.Had[name] != mark {
			answer.Pieces[name] = livePiece{mark, html}
		}
	}
	v.w.Header().Set("Server-Timing", fmt.Sprintf("check;dur=%.1f", float64(v.c.o.Now().Sub(v.now).Microseconds())/1000))
	return v.sendJSON(http.StatusOK, answer)
}

// pieceText is a block of a page.
func (v *visit) pieceText(name, block string, data any) (string, error) {
	var b bytes.Buffer
	if err := v.c.pages[name].ExecuteTemplate(&b, block, data); err != nil {
		return "", err
	}
	return b.String(), nil
}

// completeScript lists what can be written at a place.
func completeScript(v *visit) error {
	o, b, err := v.typed()
	if err != nil {
		return err
	}
	files := b.files.Clone().Flows
	files[o.File] = o.Text
	items := flows.Complete(files, o.File, o.Line, o.Col, v.c.o.Scripts.Known())
	if len(items) > mostSuggestions {
		items = items[:mostSuggestions]
	}
	if items == nil {
		items = []flows.Completion{}
	}
	return v.sendJSON(http.StatusOK, map[string]any{"line": o.Line, "items": items})
}

// mostSuggestions is more than anybody reads.
const mostSuggestions = 60

// saveScript stores what was typed in the draft.
func saveScript(v *visit) error {
	o, err := v.readOrder()
	if err != nil {
		return err
	}
	b, err := v.saveFile(o.File, scriptText(o.Text), o.Mark)
	if over := new(overtakenError); errors.As(err, &over) {
		return v.sendJSON(http.StatusConflict, map[string]any{"text": over.Theirs, "mark": markOf(over.Theirs)})
	}
	if b := new(badInput); errors.As(err, &b) {
		return v.sendJSON(http.StatusUnprocessableEntity, map[string]any{"say": b.Say})
	}
	if errors.Is(err, bot.ErrOvertaken) { // other files of the draft, again and again: the page tries anew
		return v.sendJSON(http.StatusServiceUnavailable, map[string]any{})
	}
	if err != nil {
		return err
	}
	_, changed := b.draft.Changed[o.File]
	return v.sendJSON(http.StatusOK, map[string]any{"mark": markOf(b.files.Flows[o.File]), "changed": changed})
}
