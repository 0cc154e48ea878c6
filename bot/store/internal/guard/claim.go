//go:build !mutant_claim

package guard

// Claim: a seat that somebody else has cannot be claimed.
const Claim = true
