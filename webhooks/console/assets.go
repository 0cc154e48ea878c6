package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed assets
var assetFiles embed.FS

// assets are the files that pages load. Each has its content's hash in its name, so
// that a browser may keep it for ever and never shows an old one.
type assets struct {
	byName map[string]asset // "console.css"
	byPath map[string]asset // "console.0a1b2c3d4e5f.css"
}

type asset struct {
	name string
	file string // with the hash
	kind string
	body []byte
}

// assetPath is below what assets are.
const assetPath = Path + "/assets/"

func loadAssets() assets {
	a := assets{byName: map[string]asset{}, byPath: map[string]asset{}}
	files, err := fs.ReadDir(assetFiles, "assets")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	for _, f := range files {
		a.load(f.Name())
	}
	return a
}

// imports are what a script takes from others, by their plain names.
var imports = regexp.MustCompile(`from "\./([a-z_]+\.js)"`)

// load reads one of them, after those that it imports: it must ask for them by the names
// that they are served under.
func (a assets) load(name string) asset {
	if had, ok := a.byName[name]; ok {
		return had
	}
	body, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	body = imports.ReplaceAllFunc(body, func(m []byte) []byte {
		return []byte(`from "./` + a.load(string(imports.FindSubmatch(m)[1])).file + `"`)
	})
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	one := asset{name: name, body: body, kind: mime.TypeByExtension(ext),
		file: strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext}
	if kind, known := assetKinds[ext]; known {
		one.kind = kind
	}
	a.byName[one.name], a.byPath[one.file] = one, one
	return one
}

// assetKinds do not depend on what the machine believes of file names.
var assetKinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// path is the address of an asset.
func (a assets) path(name string) string { return assetPath + a.byName[name].file }

// styles are the addresses of all style sheets, the frame's own first.
func (a assets) styles() []string {
	var names []string
	for name := range a.byName {
		if strings.HasSuffix(name, ".css") && name != "console.css" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	all := []string{a.path("console.css")}
	for _, name := range names {
		all = append(all, a.path(name))
	}
	return all
}

// serveAsset answers for one of them, to anybody: they hold nothing of anybody.
func (c *Console) serveAsset(v *visit) error {
	one, ok := c.assets.byPath[v.r.PathValue("file")]
	if !ok {
		return errNotFound
	}
	h := v.w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", one.kind)
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(one.body))
	return nil
}
