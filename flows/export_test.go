package flows

// CheckIDs are the rules that Check runs.
func CheckIDs() []string {
	ids := make([]string, len(checks))
	for i, c := range checks {
		ids[i] = c.rule
	}
	return ids
}

// Sentences and WithoutMenu are for TestScans.
var (
	Sentences   = sentences
	WithoutMenu = withoutMenu
)
