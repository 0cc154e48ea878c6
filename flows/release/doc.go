// Package release decides about published scripts: which release is live at a time,
// what a draft makes of the files it was begun on, how two people's changes go
// together, what a change is in words, whether a second person must agree, and who in
// the middle of a conversation can move to another version.
//
// All of it is pure: releases, drafts, files and the time are arguments.
//
// It may not know how releases are stored or shown, nor any session but the place and
// the answers that it is asked about.
package release
