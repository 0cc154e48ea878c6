package account

// Account is one person who may sign in to the console.
type Account struct {
	// ID is what they sign in as, and what the audit log calls them: their staff id of
	// clinic.yaml if they are on the rota.
	ID    string
	Name  string
	Roles []Role
	// StaffID is who they are in clinic.yaml; "" = nobody there.
	StaffID string
}
