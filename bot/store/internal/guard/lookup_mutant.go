//go:build mutant_lookup

package guard

// Lookup is taken out of this build, so that the crash soak can prove that it
// would notice.
const Lookup = false
