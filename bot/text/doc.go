// Package text knows what a text message is made of: the alphabet and segments
// it is sent in, and the plain words behind the many ways people type them.
//
// It is shared by everything that reads or counts texts (safety, answer, flows,
// the carrier adapter), so that all of them see the same words. It may not know
// what a word means.
package text
