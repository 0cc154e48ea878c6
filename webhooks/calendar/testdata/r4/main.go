// Command r4 says whether standard input is a FHIR R4 resource by the rules of
// Google's FHIR library: known fields, cardinalities, forms of values, codes of
// required value sets, types of references.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/google/fhir/go/fhirversion"
	"github.com/google/fhir/go/jsonformat"
)

func main() {
	b, err := io.ReadAll(os.Stdin)
	if err == nil {
		var u *jsonformat.Unmarshaller
		if u, err = jsonformat.NewUnmarshaller("UTC", fhirversion.R4); err == nil {
			_, err = u.Unmarshal(b)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
