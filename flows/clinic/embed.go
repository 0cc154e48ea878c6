// Package clinic holds the scripts that are built into nightdesk, and the talks
// that test them: the demo's content and the default of every command that
// takes a folder. It promises only that the files are there, and it may not
// know how they are read:
//
//	library.Load(clinic.FS)
package clinic

import "embed"

// FS holds the *.flow and *.talk files of this folder.
//
//go:embed all:*
var FS embed.FS
