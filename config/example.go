package config

import _ "embed"

//go:embed clinic.example.yaml
var example []byte

// Example is the made-up clinic of clinic.example.yaml, for the demo and for
// commands that need a clinic and are given none.
func Example() (Clinic, []Problem) { return Parse("clinic.example.yaml", example) }
