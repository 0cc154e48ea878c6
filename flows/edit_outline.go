package flows

import (
	"fmt"
	"slices"
	"strings"

	"nightdesk/bot"
)

// NodeKind is what a node of a drawn flow does.
type NodeKind string

// The kinds of nodes.
const (
	NodeSays   NodeKind = "says"
	NodeAsks   NodeKind = "asks"
	NodeOffers NodeKind = "offers"
	NodeHands  NodeKind = "hands"  // tells staff
	NodeDoes   NodeKind = "does"   // says nothing: it sets something, or decides
	NodeFlow   NodeKind = "flow"   // another flow goes on here
	NodePerson NodeKind = "person" // staff take over after unclear answers or silence
	NodeEnd    NodeKind = "end"    // the talk ends; in a piece also: it returns
)

// Node is one box of a drawn flow.
type Node struct {
	Kind NodeKind `json:"kind"`
	// Name is the step, or the other flow; "" for ends and persons.
	Name string `json:"name"`
	// Short is what it says or does, cut to some 60 characters, in English.
	Short string `json:"short"`
	File  string `json:"file"` // where the step stands: a piece has a file of its own
	Line  int    `json:"line"`
	// Piece is the shared piece that the step came from; "" = the flow's own.
	Piece string `json:"piece,omitempty"`
	// Rank is the row from the top, Pos the place in the row from the left, both from 0.
	Rank int `json:"rank"`
	Pos  int `json:"pos"`
}

// Edge is one arrow.
type Edge struct {
	From  int    `json:"from"` // in Graph.Nodes
	To    int    `json:"to"`
	Label string `json:"label"` // "" = whatever is answered
	// Back: it leads up, or to the same row.
	Back bool `json:"back,omitempty"`
}

// Graph is a flow to draw, in rows.
type Graph struct {
	Flow  string `json:"flow"`
	Title string `json:"title"`
	Nodes []Node `json:"nodes"` // the start is the first
	Edges []Edge `json:"edges"`
	Ranks int    `json:"ranks"` // how many rows
	Wide  int    `json:"wide"`  // how many nodes the widest row has
}

// Outline is the named flow or piece as a graph; without nodes if the script has
// neither. The same script gives the same graph.
func Outline(script *bot.Script, name string) Graph {
	f := script.Flows[name]
	if f == nil {
		return Graph{Flow: name}
	}
	o := &outline{script: script, flow: f, at: map[string]int{}}
	o.g = Graph{Flow: name, Title: f.Title}
	for _, s := range f.Steps {
		o.at[s.Name] = o.node(Node{Kind: nodeKind(s), Name: s.Name, Short: short(s), File: s.Source.File, Line: s.Source.Line})
	}
	for i, s := range f.Steps {
		o.edges(i, s)
	}
	o.lay()
	return o.g
}

// outline draws one flow.
type outline struct {
	script *bot.Script
	flow   *bot.Flow
	g      Graph
	at     map[string]int // nodes by step, "flow NAME", "person"
}

func (o *outline) node(n Node) int {
	o.g.Nodes = append(o.g.Nodes, n)
	return len(o.g.Nodes) - 1
}

// named is the node under a key, made if there is none.
func (o *outline) named(key string, n Node) int {
	i, had := o.at[key]
	if !had {
		i = o.node(n)
		o.at[key] = i
	}
	return i
}

func nodeKind(s *bot.Step) NodeKind {
	switch {
	case s.Offer != nil:
		return NodeOffers
	case s.Ask != nil:
		return NodeAsks
	case s.Handoff != nil:
		return NodeHands
	case len(s.Say) > 0:
		return NodeSays
	}
	return NodeDoes
}

// short is what a step does, on one line.
func short(s *bot.Step) string {
	var all []string
	for _, t := range s.Say {
		all = append(all, t.In(bot.English))
	}
	if s.Ask != nil {
		all = []string{s.Ask.In(bot.English)}
	}
	switch {
	case s.Offer != nil:
		all = []string{"offers " + strings.ReplaceAll(s.Offer.Kind, "_", " ")}
	case s.Handoff != nil && s.Ask == nil:
		all = append(all, fmt.Sprintf("tells staff: %s (level %d)", s.Handoff.Reason, s.Handoff.Level))
	}
	for _, v := range s.Set {
		if len(all) == 0 || !s.Waits() && s.Handoff == nil && len(s.Say) == 0 {
			all = append(all, "sets "+v.Name+" to "+v.Value)
		}
	}
	return clip(strings.Join(all, " "), 60)
}

// edges draws where a step leads; arrows to the same place are one.
func (o *outline) edges(from int, s *bot.Step) {
	to := map[int]int{} // node to edge
	lead := func(t bot.Target, label string) {
		n := o.target(from, s, t)
		if n < 0 {
			return
		}
		if e, had := to[n]; had {
			o.g.Edges[e].Label = joinedLabel(o.g.Edges[e].Label, label)
			return
		}
		to[n] = len(o.g.Edges)
		o.g.Edges = append(o.g.Edges, Edge{From: from, To: n, Label: label})
	}
	for _, b := range s.Branches {
		lead(b.Then, branchLabel(s, b))
	}
	switch {
	case s.Offer != nil:
		lead(s.Offer.Booked, "booked")
		lead(s.Offer.None, "no time open")
	case len(s.Branches) > 0:
		lead(s.Then, "otherwise")
	default:
		lead(s.Then, "")
	}
	o.troubles(from, s, lead)
}

func joinedLabel(a, b string) string {
	if a == "" || b == "" || b == "otherwise" {
		return b
	}
	if a == "otherwise" {
		return a
	}
	return a + ", " + b
}

// troubles draws what a step says of unclear answers and silence; what the settings
// say of all steps is not drawn.
func (o *outline) troubles(from int, s *bot.Step, lead func(bot.Target, string)) {
	if !s.Waits() {
		return
	}
	own := func(part string) bool {
		_, has := o.script.Sources["step/"+o.flow.Name+"/"+s.Name+"/"+part]
		return has
	}
	person := func(label string) {
		n := o.named("person/"+s.Name, Node{Kind: NodePerson, Short: "a person"})
		o.g.Edges = append(o.g.Edges, Edge{From: from, To: n, Label: label})
	}
	switch {
	case own("unclear") && !s.Unclear.Next.IsZero():
		lead(s.Unclear.Next, "unclear")
	case own("unclear"):
		person("unclear")
	}
	if own("silent") && slices.ContainsFunc(s.Silent, func(r bot.SilentRung) bool { return r.Do == bot.SilentHandoff }) {
		person("silent")
	}
}

// target is the node that a step leads to; -1 = it leads nowhere.
func (o *outline) target(from int, s *bot.Step, t bot.Target) int {
	switch {
	case t.Flow != "":
		n := Node{Kind: NodeFlow, Name: t.Flow, Short: t.Flow}
		if f := o.script.Flows[t.Flow]; f != nil {
			n.Short, n.File, n.Line = f.Title, f.Steps[0].Source.File, 1
		}
		return o.named("flow "+t.Flow, n)
	case t.End:
		return o.named("end/"+s.Name, Node{Kind: NodeEnd, Short: "end", File: s.Source.File, Line: o.g.Nodes[from].Line})
	}
	if n, has := o.at[t.Step]; has {
		return n
	}
	return -1
}

// branchLabel says on an arrow when it is taken: an answer by its number and words.
func branchLabel(s *bot.Step, b bot.Branch) string {
	not := ""
	if b.Not {
		not = "not "
	}
	if s.Ask != nil && b.Name == s.Keep {
		for _, o := range s.Answer.Options {
			if o.Name == b.Value {
				return not + o.Digit + " " + o.Label.In(bot.English)
			}
		}
		return not + b.Value
	}
	return b.Name + " is " + not + b.Value
}
