//go:build !mutant_dedup

package guard

// Dedup: an input id is looked up before its commit is applied.
const Dedup = true
