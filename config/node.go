package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// reader walks a YAML tree and collects what is wrong with it. It goes on after
// every problem, so that one run shows them all.
type reader struct {
	file     string
	problems []Problem
	// later are checks of names that may be defined further down.
	later []func()
}

// at reports a problem at a node.
func (r *reader) at(n ast.Node, text, mend string) {
	line, col := place(n)
	r.problems = append(r.problems, Problem{File: r.file, Text: text, Mend: mend, Line: line, Col: col})
}

// place is where a node begins for a reader's eye.
func place(n ast.Node) (line, col int) {
	if t := first(n).GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 1, 1
}

// first is the node that a reader's eye takes for the beginning of n.
func first(n ast.Node) ast.Node {
	switch x := n.(type) {
	case *ast.MappingNode:
		if len(x.Values) > 0 {
			return first(x.Values[0])
		}
	case *ast.MappingValueNode:
		return x.Key
	}
	return n
}

// field is one key of a table.
type field struct {
	key  string
	read func(n ast.Node)
	// must says that it may not be left out.
	must bool
}

// must marks a field that may not be left out.
func must(key string, read func(ast.Node)) field { return field{key, read, true} }

// may marks one that may.
func may(key string, read func(ast.Node)) field { return field{key, read, false} }

// pairs are the keys and values of a mapping. Nothing at all is an empty one: the
// lines below may be commented out.
func (r *reader) pairs(n ast.Node, what string) (pairs []*ast.MappingValueNode, ok bool) {
	switch x := n.(type) {
	case *ast.NullNode:
		return nil, true
	case *ast.MappingNode:
		return x.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{x}, true
	}
	r.at(n, what+" needs lines of the form \"key: value\"", "indent them under it by two spaces")
	return nil, false
}

// table reads a mapping with known keys. The value of a misspelt key is read as
// that of the nearest one that is not there itself, so that problems inside it
// show at once, and it isn't reported as missing as well.
func (r *reader) table(n ast.Node, what string, fields ...field) {
	pairs, ok := r.pairs(n, what)
	if !ok {
		return
	}
	var known, there []string
	for _, f := range fields {
		known = append(known, f.key)
	}
	for _, p := range pairs {
		there = append(there, keyOf(p))
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		key := keyOf(p)
		i := slices.Index(known, key)
		if i < 0 {
			near := meant(key, known)
			mend := didYouMean(key, known)
			if near != "" {
				mend = fmt.Sprintf("did you mean %q?", near)
			}
			r.at(p.Key, fmt.Sprintf("unknown key %q", key), mend)
			if i = slices.Index(known, near); i < 0 || slices.Contains(there, near) {
				continue
			}
		}
		if seen[known[i]] {
			r.at(p.Key, fmt.Sprintf("%q is set twice", key), "keep one of them")
			continue
		}
		seen[known[i]] = true
		fields[i].read(p.Value)
	}
	for _, f := range fields {
		if f.must && !seen[f.key] {
			mend := fmt.Sprintf("add a line \"%s: ...\"", f.key)
			if what == "the file" {
				mend = fmt.Sprintf("add \"%s:\" with its lines; config/clinic.example.yaml has them to copy", f.key)
			}
			r.at(n, fmt.Sprintf("%s has no %q", what, f.key), mend)
		}
	}
}

func keyOf(p *ast.MappingValueNode) string {
	if t := p.Key.GetToken(); t != nil {
		return t.Value
	}
	return ""
}

// free reads a mapping whose keys are the clinic's own words.
func (r *reader) free(n ast.Node, what string, each func(key string, k, v ast.Node)) {
	seen := map[string]bool{}
	pairs, _ := r.pairs(n, what)
	for _, p := range pairs {
		key := keyOf(p)
		if seen[key] {
			r.at(p.Key, fmt.Sprintf("%q is set twice", key), "keep one of them")
			continue
		}
		seen[key] = true
		each(key, p.Key, p.Value)
	}
}

// list reads a sequence; nothing at all is an empty one.
func (r *reader) list(n ast.Node, what string, each func(n ast.Node)) {
	switch x := n.(type) {
	case *ast.NullNode:
	case *ast.SequenceNode:
		for _, v := range x.Values {
			each(v)
		}
	default:
		r.at(n, what+" must be a list", `put it in brackets, as "[a, b]", or begin each entry on a line of its own with "- "`)
	}
}

// text reads a single value as it is written: a number, a date or "no" is the
// text it looks like. Private values are never repeated in a problem.
func (r *reader) text(n ast.Node, what string) (string, bool) {
	var s string
	switch x := n.(type) {
	case *ast.StringNode:
		s = x.Value
	case *ast.LiteralNode:
		s = x.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		s = n.GetToken().Value
	case *ast.NullNode:
		r.at(n, what+" has no value", "write one after the colon, or take the line out")
		return "", false
	default:
		r.at(n, what+" must be a single value", "write it on one line")
		return "", false
	}
	if s = strings.TrimSpace(s); s == "" {
		r.at(n, what+" is empty", "write a value, or take the line out")
		return "", false
	}
	return s, true
}

// into reads a value with parse, which says what is wrong with it.
func into[T any](r *reader, dst *T, what, mend string, parse func(string) (T, string)) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := r.text(n, what)
		if !ok {
			return
		}
		v, wrong := parse(s)
		if wrong != "" {
			r.at(n, what+": "+wrong, mend)
			return
		}
		*dst = v
	}
}

// plain reads a value as text.
func (r *reader) plain(dst *string, what string) func(ast.Node) {
	return into(r, dst, what, "", func(s string) (string, string) { return s, "" })
}

// oneOf reads one of the known words.
func (r *reader) oneOf(dst *string, what string, known ...string) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := r.text(n, what)
		if ok && !slices.Contains(known, s) {
			r.at(n, fmt.Sprintf("%s: unknown %q", what, s), didYouMean(s, known))
			return
		}
		*dst = s
	}
}
