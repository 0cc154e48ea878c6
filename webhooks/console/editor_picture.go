package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"nightdesk/bot"
	"nightdesk/flows"
)

// picture is a flow as it is drawn: boxes in rows from the top, with arrows between.
type picture struct {
	Title         string
	Width, Height int
	Boxes         []pictureBox
	Arrows        []pictureArrow
	Steps         []pictureStep // the same in words
}

// pictureBox is one step, or a place where the talk leaves this file.
type pictureBox struct {
	X, Y, W, H int
	Kind       flows.NodeKind
	Name       string
	Lines      []string // of what it says, cut to fit
	// Line and End are where the step stands in the file; 0 = in another one.
	Line, End int
	Href      string
	TextX     int
}

// pictureArrow leads from one to another.
type pictureArrow struct {
	Path           string
	Back           bool
	Label          string
	LabelX, LabelY int
	Head           string
}

// pictureStep is a step in words.
type pictureStep struct {
	Name, Says string
	Line       int
	Ways       []string
}

// Sizes of the picture, in units of the drawing.
const (
	boxWidth, boxHeight = 160, 66
	endWidth, endHeight = 96, 30
	gapX, gapY          = 20, 54
	laneGap             = 9
	edgeOfPicture       = 14
	lineLetters         = 23
)

// draw is the picture of the flow in a file; nil if it holds none.
func draw(script *bot.Script, file string) *picture {
	name := ""
	for _, f := range script.Flows {
		if len(f.Steps) > 0 && f.Steps[0].Source.File == file && (name == "" || f.Name < name) {
			name = f.Name
		}
	}
	if name == "" {
		return nil
	}
	return layOut(flows.Outline(script, name), file)
}

// drawing is a picture in the making.
type drawing struct {
	g     flows.Graph
	p     *picture
	rows  [][]int // nodes
	left  int     // where the boxes begin: to the left are the lanes of arrows that go back
	right int     // where they end: to the right are the lanes of long arrows
	lanes struct{ left, right int }
	tops  []int // of the rows
	out   map[int]int
	in    map[int]int
}

// layOut gives all its place.
func layOut(g flows.Graph, file string) *picture {
	d := &drawing{g: g, p: &picture{Title: g.Title}, rows: make([][]int, g.Ranks), out: map[int]int{}, in: map[int]int{}}
	for i, n := range g.Nodes {
		d.rows[n.Rank] = append(d.rows[n.Rank], i)
	}
	for _, e := range g.Edges {
		switch {
		case e.Back:
			d.lanes.left++
		case d.long(e):
			d.lanes.right++
		}
	}
	d.boxes(file)
	d.arrows()
	d.words(file)
	return d.p
}

// long reports whether an arrow passes a row between.
func (d *drawing) long(e flows.Edge) bool {
	return !e.Back && d.g.Nodes[e.To].Rank > d.g.Nodes[e.From].Rank+1
}

func sizeOf(n flows.Node) (w, h int) {
	if n.Kind == flows.NodeEnd || n.Kind == flows.NodePerson {
		return endWidth, endHeight
	}
	return boxWidth, boxHeight
}

func (d *drawing) boxes(file string) {
	d.left = edgeOfPicture
	if d.lanes.left > 0 {
		d.left += d.lanes.left*laneGap + gapX/2
	}
	widest := 0
	width := func(row []int) int {
		all := -gapX
		for _, i := range row {
			w, _ := sizeOf(d.g.Nodes[i])
			all += w + gapX
		}
		return all
	}
	for _, row := range d.rows {
		widest = max(widest, width(row))
	}
	d.p.Boxes = make([]pictureBox, len(d.g.Nodes))
	y := edgeOfPicture
	for _, row := range d.rows {
		slices.SortFunc(row, func(a, b int) int { return cmp.Compare(d.g.Nodes[a].Pos, d.g.Nodes[b].Pos) })
		d.tops = append(d.tops, y)
		x, tallest := d.left+(widest-width(row))/2, 0
		for _, i := range row {
			w, h := sizeOf(d.g.Nodes[i])
			d.p.Boxes[i] = d.box(d.g.Nodes[i], file, x, y, w, h)
			x, tallest = x+w+gapX, max(tallest, h)
		}
		y += tallest + gapY
	}
	d.right = d.left + widest
	d.p.Width = d.right + edgeOfPicture
	if d.lanes.right > 0 {
		d.p.Width += d.lanes.right*laneGap + gapX/2
	}
	d.p.Height = y - gapY + edgeOfPicture
	d.ends(file)
}

// kindWords say what a box does.
var kindWords = map[flows.NodeKind]string{flows.NodeSays: "says", flows.NodeAsks: "asks", flows.NodeOffers: "offers times", flows.NodeHands: "tells staff",
	flows.NodeDoes: "decides", flows.NodeFlow: "goes on with", flows.NodePerson: "a person takes over", flows.NodeEnd: "the talk rests"}

func (d *drawing) box(n flows.Node, file string, x, y, w, h int) pictureBox {
	b := pictureBox{X: x, Y: y, W: w, H: h, Kind: n.Kind, Name: n.Name, TextX: x + 12}
	switch n.Kind { //nolint:exhaustive // all others are steps
	case flows.NodeEnd, flows.NodePerson:
		b.Name, b.TextX = n.Short, x+w/2
		return b
	case flows.NodeFlow:
		b.Name = "→ " + n.Name
	}
	b.Lines = twoLines(n.Short)
	if len(b.Lines) == 0 { // it only sets something, or decides
		b.Lines = []string{kindWords[n.Kind]}
	}
	switch {
	case n.Kind != flows.NodeFlow && n.File == file:
		b.Line = n.Line
		b.Href = "#s-" + n.Name
	case n.File != "":
		b.Href = scriptsPath + "/edit/" + n.File
		if n.Line > 1 {
			b.Href += fmt.Sprintf("?at=%d", n.Line)
		}
	}
	return b
}

// ends finds the last line of each step: the one before the next.
func (d *drawing) ends(file string) {
	var starts []int
	for _, b := range d.p.Boxes {
		if b.Line > 0 {
			starts = append(starts, b.Line)
		}
	}
	slices.Sort(starts)
	for i := range d.p.Boxes {
		b := &d.p.Boxes[i]
		if b.Line == 0 {
			continue
		}
		b.End = 1 << 20
		if n, _ := slices.BinarySearch(starts, b.Line+1); n < len(starts) {
			b.End = starts[n] - 1
		}
	}
}

// twoLines cuts a text to what a box holds.
func twoLines(s string) []string {
	var lines []string
	line := ""
	for w := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = w
		case len([]rune(line))+1+len([]rune(w)) <= lineLetters:
			line += " " + w
		case len(lines) == 1:
			return append(lines, shorten(line+" "+w, lineLetters))
		default:
			lines, line = append(lines, line), w
		}
	}
	if line != "" {
		lines = append(lines, shorten(line, lineLetters))
	}
	return lines
}

func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimRight(string(r[:most-1]), " ") + "…"
	}
	return s
}

// arrows draws them: short ones as a curve, long ones on a lane to the right, those that
// go back on a lane to the left.
func (d *drawing) arrows() {
	left, right := 0, 0
	starts, ends := d.shares()
	for i, e := range d.g.Edges {
		from, to := d.p.Boxes[e.From], d.p.Boxes[e.To]
		x1, y1 := from.X+from.W*starts[i][0]/starts[i][1], from.Y+from.H
		x2, y2 := to.X+to.W*ends[i][0]/ends[i][1], to.Y
		a := pictureArrow{Back: e.Back, Label: shorten(e.Label, 22), Head: fmt.Sprintf("M%d %d l-4 -7 h8 z", x2, y2-1)}
		switch {
		case e.Back:
			left++
			lane := d.left - gapX/2 - left*laneGap
			a.Path = around(x1, y1, x2, y2-8, lane, y1+10+left*3%24, y2-18-left*3%20)
			a.LabelX, a.LabelY = x1, y1+22
		case d.long(e):
			right++
			lane := d.right + gapX/2 + right*laneGap
			a.Path = around(x1, y1, x2, y2-8, lane, d.floor(e.From)+8+right*3%20, y2-16-right*3%20)
			a.LabelX, a.LabelY = x1, y1+22
		default:
			mid := (y1 + y2) / 2
			a.Path = fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x1, y1, x1, mid+6, x2, mid-6, x2, y2-8)
			a.LabelX, a.LabelY = x1+(x2-x1)*3/4, y2-gapY/4-2
		}
		d.p.Arrows = append(d.p.Arrows, d.clear(a))
	}
}

// clear moves the label of an arrow up, as far as there are others in its place.
func (d *drawing) clear(a pictureArrow) pictureArrow {
	const letter, line, most = 6, 12, 4 // a letter's width, a line's height, and how many lines there is room for
	meets := func(b pictureArrow) bool {
		wide := (len([]rune(a.Label)) + len([]rune(b.Label))) * letter / 2
		return b.Label != "" && max(a.LabelX-b.LabelX, b.LabelX-a.LabelX) < wide+letter && max(a.LabelY-b.LabelY, b.LabelY-a.LabelY) < line
	}
	for i := 0; i < most && a.Label != "" && slices.ContainsFunc(d.p.Arrows, meets); i++ {
		a.LabelY -= line
	}
	return a
}

// floor is where the row of a node ends.
func (d *drawing) floor(node int) int {
	y := 0
	for _, i := range d.rows[d.g.Nodes[node].Rank] {
		y = max(y, d.p.Boxes[i].Y+d.p.Boxes[i].H)
	}
	return y
}

// shares spread the arrows of a box along its edges, in the order of where they go, so
// that they cross no more than they must.
func (d *drawing) shares() (starts, ends [][2]int) {
	starts, ends = make([][2]int, len(d.g.Edges)), make([][2]int, len(d.g.Edges))
	out, in := map[int][]int{}, map[int][]int{}
	for i, e := range d.g.Edges {
		out[e.From] = append(out[e.From], i)
		in[e.To] = append(in[e.To], i)
	}
	middle := func(n int) int { return d.p.Boxes[n].X + d.p.Boxes[n].W/2 }
	// A lane lies beyond everything on its side.
	where := func(e flows.Edge, n int) int {
		switch {
		case e.Back:
			return -1
		case d.long(e):
			return 1 << 20
		}
		return middle(n)
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b int) int {
			return cmp.Compare(where(d.g.Edges[a], d.g.Edges[a].To), where(d.g.Edges[b], d.g.Edges[b].To))
		})
		for k, i := range list {
			starts[i] = [2]int{k + 1, len(list) + 1}
		}
	}
	for _, list := range in {
		slices.SortStableFunc(list, func(a, b int) int {
			return cmp.Compare(where(d.g.Edges[a], d.g.Edges[a].From), where(d.g.Edges[b], d.g.Edges[b].From))
		})
		for k, i := range list {
			ends[i] = [2]int{k + 1, len(list) + 1}
		}
	}
	return starts, ends
}

// around is a way with round corners: down to y, along a lane at x, and to the end.
func around(x1, y1, x2, y2, lane, yOut, yIn int) string {
	r := 6
	side := func(from, to int) int {
		if to < from {
			return -r
		}
		return r
	}
	up := r
	if yIn < yOut {
		up = -r
	}
	a, b := side(x1, lane), side(lane, x2)
	return fmt.Sprintf("M%d %d V%d q0 %d %d %d H%d q%d 0 %d %d V%d q0 %d %d %d H%d q%d 0 %d %d V%d",
		x1, y1, yOut-r, r, a, r, lane-a, a, a, up, yIn-up, up, b, up, x2-b, b, b, r, y2)
}

// words is the picture as a list.
func (d *drawing) words(file string) {
	for i, n := range d.g.Nodes {
		if n.Name == "" || n.Kind == flows.NodeFlow {
			continue
		}
		s := pictureStep{Name: n.Name, Says: kindWords[n.Kind] + ": " + strings.TrimPrefix(n.Short, kindWords[n.Kind]+": "), Line: d.p.Boxes[i].Line}
		for _, e := range d.g.Edges {
			if e.From != i {
				continue
			}
			to := d.g.Nodes[e.To]
			way := cmp.Or(to.Name, to.Short)
			if to.Kind == flows.NodeFlow {
				way = to.Short
			}
			if e.Label != "" {
				way = e.Label + ": " + way
			}
			s.Ways = append(s.Ways, way)
		}
		d.p.Steps = append(d.p.Steps, s)
	}
	slices.SortStableFunc(d.p.Steps, func(a, b pictureStep) int { return cmp.Compare(a.Line, b.Line) })
}
