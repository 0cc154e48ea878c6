// Package config reads what people set: the process's settings from the
// environment, and clinic.yaml, which belongs to the clinic's staff.
//
// It promises that every problem is reported at once, each with where it is,
// what is wrong and how to mend it; that a misspelt word names the nearest known
// one; and that no secret, telephone number or name of a person is ever part of
// a message. A file with a problem is not half used: what Load returns beside
// problems must not be run.
//
// It may not know the rest of the program: its structs hold plain values, and
// only the command that wires the parts together reads them.
//
//	clinic, problems := config.Load("clinic.yaml")
//	for _, p := range problems {
//		fmt.Fprintln(os.Stderr, p) // clinic.yaml:12:5: error: unknown key "hurs" (mend: did you mean "hours"?)
//	}
package config
