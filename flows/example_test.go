package flows_test

import (
	"fmt"

	"nightdesk/flows"
)

func ExampleParse() {
	_, problems := flows.Parse(map[string]string{"intake.flow": "flow intake\n\nstep name\n  aks en  What should we call you?\n  then end\n"})
	for _, p := range problems {
		fmt.Println(p)
	}
	// Output:
	// intake.flow:4:3: error: I don't know the word "aks" here (mend: did you mean "ask"? For example:  ask en  What should we call you?)
}
