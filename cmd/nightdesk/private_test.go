//go:build !race

// It reads the tree and runs nothing, and under the race detector takes five times
// as long.

package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// bot.Phone and bot.Words do not print. What this file holds the tree to is that
// nobody goes round them: that no string which was taken out of one, or that
// somebody typed, reaches a log, an error, a panic, a metric or an address, and
// that JSON of them is made only where it is sealed or goes to the carrier.
//
// A value is followed through variables, fields, parameters and results, over
// all packages, without regard to order: if a field holds private words anywhere
// it holds them everywhere. It can be deceived through interfaces and
// reflection; TestNoCanaryGetsOut looks at what really comes out.

// mayHold are the places that may do what others may not, and why.
var mayHold = map[string]string{
	"bot/store: (*Store).addSends: json":           "the JSON is sealed on the next line",
	"webhooks/twilio: (*Client).sent: address":     "the carrier's list can only be asked by number: over TLS, of the carrier that has the number",
	"webhooks/twilio: (Calls).Find: address":       "the same of its list of calls",
	"webhooks/twilio: (*Client).received: address": "the number is the clinic's own line",
	"flows/transcript: readAt: error":              "a talk is made up, and whoever writes it must see what is wrong with it",
	"flows/transcript: readWait: error":            "the same",
	"flows/transcript: (*Line).read: error":        "the same",
	"flows/transcript: (Talk).WithFacts: error":    "the same",
	"flows/transcript: (*playing).line: error":     "the same",
	"cmd/nightdesk: (*stage).text: error":          "the same",
}

// harmless are functions out of which nothing private comes, whatever goes in:
// keyed or short hashes, what is sealed, and what a made-up talk says of scripts.
var harmless = []string{
	"nightdesk/bot/inbox.digestOf", "nightdesk/bot/inbox.idOf",
	"(*nightdesk/bot/store.Store).Person", "(*nightdesk/bot/store.Store).mac", "(*nightdesk/bot/store.sealer).seal",
	"nightdesk/flows/transcript.readOlder",
}

// typed are fields that hold what somebody typed, or what they are told, as plain
// strings.
var typed = []string{"nightdesk/bot.Session.Kept", "nightdesk/bot.Turn.Reply"}

// finder follows what is private.
type finder struct {
	fset   *token.FileSet
	pkgs   []*packages.Package
	info   *types.Info
	holds  map[types.Object]bool // variables, fields and parameters
	always map[*types.Func]bool  // functions that return something private whatever they get
	passes map[*types.Func]bool  // functions that do if they get it
	inside *types.Func
	grew   bool
	params bool // parameters are followed too
	found  []leak
}

type leak struct {
	at    token.Position
	where string // as in mayHold
}

func isBot(t types.Type, names ...string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "nightdesk/bot" && slices.Contains(names, n.Obj().Name())
}

func guarded(t types.Type) bool { return isBot(t, "Phone", "Words") }

// isText reports whether a value of a type can carry words.
func isText(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return isText(u.Elem()) || ok && (b.Kind() == types.Byte || b.Kind() == types.Rune)
	case *types.Array:
		return isText(u.Elem())
	case *types.Map:
		return isText(u.Elem()) || isText(u.Key())
	case *types.Pointer:
		return isText(u.Elem())
	case *types.Tuple:
		for v := range u.Variables() {
			if isText(v.Type()) {
				return true
			}
		}
	case *types.Interface:
		return true
	case *types.TypeParam:
		return true
	}
	return false
}

// contains reports whether values of a type hold a Phone or Words that printing
// the whole would reach past: as JSON, or through unexported fields.
func contains(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if guarded(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if contains(f.Type(), seen) {
				return true
			}
		}
	case *types.Pointer:
		return contains(u.Elem(), seen)
	case *types.Slice:
		return contains(u.Elem(), seen)
	case *types.Array:
		return contains(u.Elem(), seen)
	case *types.Map:
		return contains(u.Elem(), seen) || contains(u.Key(), seen)
	}
	return false
}

func logsItself(t types.Type) bool {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "LogValue")
	_, ok := m.(*types.Func)
	return ok
}

// callee is the function that a call names; nil for a value of func type.
func (f *finder) callee(c *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch fun := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	case *ast.IndexExpr:
		id, _ = fun.X.(*ast.Ident)
	}
	if id == nil {
		return nil
	}
	fn, _ := f.info.Uses[id].(*types.Func)
	if fn != nil {
		fn = fn.Origin()
	}
	return fn
}

func ours(fn *types.Func) bool {
	return fn.Pkg() != nil && strings.HasPrefix(fn.Pkg().Path(), "nightdesk/")
}

// private reports whether an expression is a plain value that holds something of
// a person.
func (f *finder) private(e ast.Expr) bool {
	e = ast.Unparen(e)
	if t := f.info.TypeOf(e); t == nil || guarded(t) || !isText(t) {
		return false
	}
	switch x := e.(type) {
	case *ast.Ident:
		return f.holds[f.info.ObjectOf(x)]
	case *ast.SelectorExpr:
		if sel, ok := f.info.Selections[x]; ok && sel.Kind() == types.FieldVal {
			return f.holds[origin(sel.Obj())] || f.isTyped(sel)
		}
		return f.holds[f.info.ObjectOf(x.Sel)]
	case *ast.StarExpr:
		return f.private(x.X)
	case *ast.UnaryExpr:
		return f.private(x.X)
	case *ast.IndexExpr:
		return f.private(x.X)
	case *ast.SliceExpr:
		return f.private(x.X)
	case *ast.TypeAssertExpr:
		return f.private(x.X)
	case *ast.BinaryExpr:
		return f.private(x.X) || f.private(x.Y)
	case *ast.CompositeLit:
		return slices.ContainsFunc(x.Elts, func(e ast.Expr) bool {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
			}
			return f.private(e)
		})
	case *ast.CallExpr:
		return f.call(x)
	}
	return false
}

// origin is a field or parameter of a generic type as it was written.
func origin(o types.Object) types.Object {
	if v, ok := o.(*types.Var); ok {
		return v.Origin()
	}
	return o
}

func (f *finder) isTyped(sel *types.Selection) bool {
	t := sel.Recv()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return slices.Contains(typed, types.TypeString(t, nil)+"."+sel.Obj().Name())
}

// call reports whether a call returns something private.
func (f *finder) call(c *ast.CallExpr) bool {
	any := slices.ContainsFunc(c.Args, f.private)
	if tv := f.info.Types[c.Fun]; tv.IsType() { // a conversion
		return any || len(c.Args) == 1 && guarded(f.info.TypeOf(c.Args[0]))
	}
	fn := f.callee(c)
	if fn == nil {
		return any
	}
	sel, isMethod := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if isMethod && guarded(f.info.TypeOf(sel.X)) && (fn.Name() == "E164" || fn.Name() == "Text") {
		return true
	}
	switch {
	case slices.Contains(harmless, fn.FullName()):
		return false
	case ours(fn):
		return f.always[fn] || f.passes[fn] && (any || isMethod && f.private(sel.X))
	}
	return any || isMethod && f.private(sel.X)
}

// note says that an object holds something private.
func (f *finder) note(o types.Object) {
	if o = origin(o); o != nil && !f.holds[o] && isText(o.Type()) && !guarded(o.Type()) {
		f.holds[o], f.grew = true, true
	}
}

// assign notes what the left side is, if the right is private.
func (f *finder) assign(left ast.Expr) {
	switch x := ast.Unparen(left).(type) {
	case *ast.Ident:
		f.note(f.info.ObjectOf(x))
	case *ast.SelectorExpr:
		f.note(f.info.ObjectOf(x.Sel))
	case *ast.IndexExpr:
		f.assign(x.X)
	case *ast.StarExpr:
		f.assign(x.X)
	}
}

// walk goes once through everything.
func (f *finder) walk(visit func(ast.Node)) {
	for _, p := range f.pkgs {
		f.info = p.TypesInfo
		for _, file := range p.Syntax {
			for _, d := range file.Decls {
				f.inside = nil
				if fd, ok := d.(*ast.FuncDecl); ok {
					f.inside, _ = f.info.Defs[fd.Name].(*types.Func)
				}
				ast.Inspect(d, func(n ast.Node) bool { visit(n); return true })
			}
		}
	}
}

// flow notes what one node passes on.
func (f *finder) flow(n ast.Node) {
	switch x := n.(type) {
	case *ast.AssignStmt:
		for i, left := range x.Lhs {
			right := x.Rhs[0]
			if len(x.Lhs) == len(x.Rhs) {
				right = x.Rhs[i]
			}
			if f.private(right) {
				f.assign(left)
			}
		}
	case *ast.ValueSpec:
		for i, name := range x.Names {
			if len(x.Values) > 0 && f.private(x.Values[min(i, len(x.Values)-1)]) {
				f.assign(name)
			}
		}
	case *ast.RangeStmt:
		if x.Value != nil && f.private(x.X) {
			f.assign(x.Value)
		} else if x.Key != nil && x.Value == nil && f.private(x.X) {
			if _, isMap := f.info.TypeOf(x.X).Underlying().(*types.Map); !isMap {
				f.assign(x.Key) // of a sequence
			}
		}
	case *ast.CompositeLit:
		f.flowInto(x)
	case *ast.CallExpr:
		f.flowCall(x)
	case *ast.FuncDecl:
		if x.Body != nil {
			f.flowOut(x)
		}
	}
}

// flowInto follows the fields of a struct that is written down.
func (f *finder) flowInto(x *ast.CompositeLit) {
	t := f.info.TypeOf(x)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, e := range x.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if f.private(kv.Value) {
				f.note(f.info.ObjectOf(kv.Key.(*ast.Ident)))
			}
		} else if f.private(e) {
			f.note(s.Field(i))
		}
	}
}

// flowCall follows arguments into the parameters of our functions.
func (f *finder) flowCall(x *ast.CallExpr) {
	fn := f.callee(x)
	if !f.params || fn == nil || !ours(fn) || slices.Contains(harmless, fn.FullName()) {
		return
	}
	ps := fn.Signature().Params()
	for i, a := range x.Args {
		if ps.Len() > 0 && f.private(a) {
			f.note(ps.At(min(i, ps.Len()-1)))
		}
	}
}

// flowOut notes whether a function returns something private.
func (f *finder) flowOut(x *ast.FuncDecl) {
	fn := f.inside
	out := f.always
	if f.params {
		out = f.passes
	}
	if out[fn] {
		return
	}
	look := func(n ast.Node) bool {
		switch r := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if slices.ContainsFunc(r.Results, f.private) {
				out[fn], f.grew = true, true
			}
			if len(r.Results) == 0 {
				for v := range fn.Signature().Results().Variables() {
					if f.holds[v] {
						out[fn], f.grew = true, true
					}
				}
			}
		}
		return true
	}
	ast.Inspect(x.Body, look)
}

// settle follows everything until nothing more is found.
func (f *finder) settle() {
	for _, f.params = range []bool{false, true} {
		for f.grew = true; f.grew; {
			f.grew = false
			f.walk(f.flow)
		}
	}
}

// sink says what kind of way out a call is, and which of its arguments go there;
// "" if it is none.
func (f *finder) sink(c *ast.CallExpr) (kind string, args []ast.Expr) {
	if id, ok := ast.Unparen(c.Fun).(*ast.Ident); ok && id.Name == "panic" && f.info.Uses[id] == types.Universe.Lookup("panic") {
		return "panic", c.Args
	}
	fn := f.callee(c)
	if fn == nil || fn.Pkg() == nil {
		return "", nil
	}
	recv := ""
	if r := fn.Signature().Recv(); r != nil {
		recv = strings.TrimPrefix(types.TypeString(r.Type(), (*types.Package).Name), "*")
	}
	switch pkg, name := fn.Pkg().Path(), fn.Name(); {
	case pkg == "log/slog" && recv != "slog.Value" && !strings.HasPrefix(name, "New"), pkg == "log":
		return "log", c.Args
	case pkg == "fmt" && name == "Errorf", pkg == "errors" && name == "New":
		return "error", c.Args
	case strings.Contains(pkg, "prometheus/client_golang") && (name == "WithLabelValues" || name == "With"):
		return "metric", c.Args
	case pkg == "net/url" && (recv == "url.Values" && (name == "Set" || name == "Add") || recv == "" && (strings.HasSuffix(name, "Escape") || strings.HasPrefix(name, "Parse") && name != "ParseQuery")):
		return "address", c.Args
	case pkg == "net/http" && strings.HasPrefix(name, "NewRequest") && recv == "":
		return "address", c.Args[:len(c.Args)-1] // the last is the body
	case strings.Contains(pkg, "twilio-go/rest") && strings.HasPrefix(recv, "openapi.List"):
		return "address", c.Args
	case pkg == "encoding/json" && (strings.HasPrefix(name, "Marshal") || name == "Encode"):
		return "json", c.Args
	}
	return "", nil
}

// look notes what goes out where it must not.
func (f *finder) look(n ast.Node) {
	lit, ok := n.(*ast.CompositeLit)
	if ok && types.TypeString(f.info.TypeOf(lit), nil) == "net/url.Values" && f.private(lit) {
		f.leaks(n, "address")
	}
	c, ok := n.(*ast.CallExpr)
	if !ok {
		return
	}
	kind, args := f.sink(c)
	for _, a := range args {
		t := f.info.TypeOf(a)
		whole := !guarded(t) && contains(t, map[types.Type]bool{})
		switch {
		case f.private(a),
			kind == "json" && (whole || guarded(t)),
			kind == "log" && whole && !logsItself(t),
			(kind == "error" || kind == "panic") && whole,
			kind == "address" && guarded(t):
			f.leaks(n, kind)
			return
		}
	}
}

func (f *finder) leaks(n ast.Node, kind string) {
	at := f.fset.Position(n.Pos())
	name := "?"
	var pkg string
	if f.inside != nil {
		pkg = strings.TrimPrefix(f.inside.Pkg().Path(), "nightdesk/")
		name = f.inside.Name()
		if r := f.inside.Signature().Recv(); r != nil {
			name = "(" + types.TypeString(r.Type(), func(*types.Package) string { return "" }) + ")." + name
		}
	}
	f.found = append(f.found, leak{at, fmt.Sprintf("%s: %s: %s", pkg, name, kind)})
}

// findLeaks looks through the whole tree, with one more file in bot/inbox.
func findLeaks(t *testing.T, extra string) []leak {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	f := &finder{fset: token.NewFileSet(), holds: map[types.Object]bool{}, always: map[*types.Func]bool{}, passes: map[*types.Func]bool{}}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: dir, Fset: f.fset,
		Overlay: map[string][]byte{filepath.Join(dir, "bot", "inbox", plantedFile): []byte(extra)}}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
		if !strings.HasSuffix(p.PkgPath, "test") { // a carrier and a store for tests
			f.pkgs = append(f.pkgs, p)
		}
	}
	f.settle()
	f.walk(f.look)
	return f.found
}

const plantedFile = "planted.go"

func TestNothingPrivateIsPassedRoundItsType(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	var inPlanted []int
	for _, l := range findLeaks(t, planted) {
		if filepath.Base(l.at.Filename) == plantedFile {
			inPlanted = append(inPlanted, l.at.Line)
			continue
		}
		if used[l.where] = true; mayHold[l.where] == "" {
			t.Errorf("%s:%d: something private goes out: %s (mend: pass the bot.Phone or bot.Words itself, or an id; if it must, list it in mayHold with the reason)",
				filepath.Base(l.at.Filename), l.at.Line, l.where)
		}
	}
	for where := range mayHold {
		if !used[where] {
			t.Errorf("mayHold lists %q, where nothing private goes any more: take it out", where)
		}
	}
	var want []int
	for i, l := range strings.Split(planted, "\n") {
		if strings.Contains(l, "// leak") {
			want = append(want, i+1)
		}
	}
	slices.Sort(inPlanted)
	inPlanted = slices.Compact(inPlanted)
	if !slices.Equal(inPlanted, want) {
		t.Errorf("of the planted leaks in lines %v those in %v were found", want, inPlanted)
	}
}

// planted is a file full of leaks, and of what looks like one and is none.
const planted = `package inbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"nightdesk/bot"
)

type note struct {
	who bot.Phone
	raw string
}

func (x *Inbox) plantedDirect(in bot.Input, s bot.Session, t bot.Turn) error {
	x.Log.Info("a", "from", in.From.E164()) // leak
	x.Log.Info("a", "said", in.Body.Text()) // leak
	x.Log.Info("a", "from", string(in.From)) // leak
	x.Log.Info("a", slog.String("from", in.From.E164())) // leak
	slog.Warn("a: " + in.Body.Text()) // leak
	x.Log.Info("a", "name", s.Kept["name"]) // leak
	x.Log.Info("a", "reply", t.Reply) // leak
	x.Log.Info("a", "input", in) // leak
	x.Log.Info("a", "send", &bot.Send{}) // leak
	x.Log.Info("a", "note", note{who: in.From}) // leak
	_ = fmt.Errorf("bad number %s", in.From.E164()) // leak
	_ = fmt.Errorf("bad note %v", note{}) // leak
	_ = errors.New(in.Body.Text()) // leak
	if s.Turns > 3 {
		panic(in.Body.Text()) // leak
	}
	_ = url.Values{"To": {in.From.E164()}} // leak
	_, _ = http.NewRequest("GET", "https://example.org/"+url.PathEscape(string(in.From)), nil) // leak
	_, _ = json.Marshal(in) // leak
	_, _ = json.Marshal(in.From) // leak
	return nil
}

func (x *Inbox) plantedRoundabout(in bot.Input, s bot.Session) {
	said := strings.ToLower(strings.TrimSpace(in.Body.Text()))
	words := strings.Fields(said)
	x.Log.Info("a", "first", words[0]) // leak
	n := &note{raw: said}
	x.Log.Info("a", "raw", n.raw) // leak
	for _, w := range words {
		x.Log.Info("a", "word", w) // leak
	}
	for _, kept := range s.Kept {
		x.Log.Info("a", "kept", kept) // leak
	}
	x.plantedDeep(said)
	x.Log.Info("a", "first", plantedFirst(said)) // leak
	x.Log.Info("a", "text", fmt.Sprintf("%q", said)) // leak
	b := []byte(in.Body)
	x.Log.Info("a", "bytes", string(b[:2])) // leak
	func(s string) { x.Log.Info("a", "s", said) }("") // leak
}

func (x *Inbox) plantedDeep(text string) {
	err := fmt.Errorf("can't read %q", text) // leak
	x.Log.Info("a", "err", err) // leak
}

func plantedFirst(s string) string { return s[:1] }

func (x *Inbox) plantedFine(in bot.Input, s bot.Session, l bot.Loaded) error {
	x.Log.Info("a", "input", in.ID, "from", in.From, "body", in.Body, "session", s, "length", len(in.Body.Text()))
	x.Log.Info("a", "person", x.Store.Person(in.From), "digest", digestOf(in), "first", plantedFirst("fixed"))
	for name := range s.Kept {
		x.Log.Info("a", "name of an answer", name)
	}
	return fmt.Errorf("from %s: %q: %w", in.From, in.Body, bot.ErrUnavailable)
}
`
