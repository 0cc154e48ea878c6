package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"nightdesk/webhooks/console"
)

// galleryCmd writes the console's pages with made-up data.
type galleryCmd struct {
	Dir string `arg:"" help:"Where to write them; it is made if it is not there." placeholder:"DIR"`
}

// Help is the long help of the command.
func (galleryCmd) Help() string {
	return `Each page of the console in each of its states, with made-up people, as a file that
a browser opens; manifest.json lists them. Light and dark follow the browser.`
}

// Run writes the pages, what they load, and a list of them.
func (c *galleryCmd) Run(std *streams) error {
	pages, err := console.Gallery()
	if err != nil {
		return err
	}
	assets := filepath.Join(c.Dir, "assets")
	if err := os.MkdirAll(assets, 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	for address, body := range console.Assets() {
		if err := os.WriteFile(filepath.Join(assets, path.Base(address)), body, 0o644); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	type entry struct{ Name, Page, File string }
	var list []entry
	for _, p := range pages {
		file := p.Name + ".html"
		html := bytes.ReplaceAll(p.HTML, []byte(`"`+console.Path+`/assets/`), []byte(`"assets/`))
		if err := os.WriteFile(filepath.Join(c.Dir, file), html, 0o644); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		list = append(list, entry{p.Name, p.Page, file})
	}
	b, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.Dir, "manifest.json"), append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	_, err = fmt.Fprintf(std.out, "%d pages in %s\n", len(pages), c.Dir)
	return err
}
