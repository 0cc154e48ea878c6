package flows

import "unicode/utf16"

// What an editor of scripts is helped with: Tokens colours a file, Complete says what
// may be written at a place, Outline draws a flow, Meters measures its texts. All are
// pure functions of the files as they stand, finished or not.
//
// Lines count from 1. Columns count from 0 in UTF-16 units, as browsers count.

// utf16Len is the length of s in UTF-16 units.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// byteAt is the byte offset in s of a column in UTF-16 units; columns past the end are
// the end.
func byteAt(s string, col int) int {
	for i, r := range s {
		if col <= 0 {
			return i
		}
		col -= max(1, utf16.RuneLen(r))
	}
	return len(s)
}
