//go:build !mutant_lookup

package guard

// Lookup: a claim says when an earlier attempt may have sent the text.
const Lookup = true
