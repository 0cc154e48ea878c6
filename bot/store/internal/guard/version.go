//go:build !mutant_version

package guard

// Version: a commit is refused when what it read has changed.
const Version = true
