//go:build mutant_dedup

package guard

// Dedup is taken out of this build, so that the crash soak can prove that it
// would notice.
const Dedup = false
