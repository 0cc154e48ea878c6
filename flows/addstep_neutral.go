package flows

// Tells reports whether words of a text tell what kind of clinic this is, so that it may
// not go to a shared phone: those that Check looks for.
func Tells(s string) bool {
	return len((&checker{}).found(listOfMedicines.ReplaceAllString(s, "$1$2"), revealingWords)) > 0
}
