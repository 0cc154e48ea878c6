//go:build mutant_claim

package guard

// Claim is taken out of this build, so that the crash soak can prove that it
// would notice.
const Claim = false
