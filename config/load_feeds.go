package config

import "github.com/goccy/go-yaml/ast"

// Feeds are the calendars that staff subscribe to.
type Feeds struct {
	// Generation is part of their addresses: another one ends every subscription.
	Generation int
}

func (l *loader) feeds(n ast.Node) {
	l.table(n, "feeds", may("generation", l.count(&l.c.Feeds.Generation, "generation", 1, 1_000_000)))
}
