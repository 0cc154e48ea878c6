// Package storetest starts real servers for tests and holds the one contract
// suite that every kind of store must pass: miniredis inside the process,
// redis-server, Sentinel and Cluster.
//
// It promises that a server is its own (on a socket or loopback port in a
// temporary directory, never the developer's), that it dies with the test, and
// that two tests never share a clinic. A machine without redis-server fails the
// test and says what to install: a skipped store test proves nothing.
//
// It may not know which server a suite runs against, and only tests import it.
//
//	func TestContract(t *testing.T) {
//		storetest.Run(t, storetest.Redis(t).Open)
//	}
package storetest
