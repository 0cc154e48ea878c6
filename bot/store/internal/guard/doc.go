// Package guard holds the four promises of the store that the crash soak
// breaks on purpose: each is a constant, true in every build but the one with
// its tag (mutant_dedup, mutant_version, mutant_claim, mutant_lookup). A
// checker that still passes with one of them taken out proves nothing.
//
// It may not know what the promises are made of.
package guard
