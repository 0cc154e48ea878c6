//go:build mutant_version

package guard

// Version is taken out of this build, so that the crash soak can prove that it
// would notice.
const Version = false
