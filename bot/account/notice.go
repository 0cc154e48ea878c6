package account

import "time"

// NoticeKind says what an account's owner is told of.
type NoticeKind string

// What is told. Each is shown until its reader says that they have seen it.
const (
	NoticeNewDevice NoticeKind = "new_device"    // a sign-in on a device that was not known
	NoticeKnew      NoticeKind = "password_seen" // somebody had the right password and no code
	NoticeChanged   NoticeKind = "changed"       // what signs in was changed
	NoticeReset     NoticeKind = "reset"         // an administrator began the account anew
	NoticeRecovery  NoticeKind = "recovery_used" // a recovery code was used up
	NoticeGlass     NoticeKind = "break_glass"   // somebody took emergency access
	NoticeCare      NoticeKind = "care_role"     // an account may read conversations that did not before
)

// Notice is one thing that the owner of an account, or those who watch over accounts,
// must hear of (ASVS 5.0 6.3.5, 6.3.7).
type Notice struct {
	Kind NoticeKind `json:"k"`
	At   time.Time  `json:"t"`
	// Who is the account it is about; Where the device or address; Text a reason.
	Who   string `json:"w,omitempty"`
	Where string `json:"d,omitempty"`
	Text  string `json:"x,omitempty"`
}

// Watches reports whether an account hears of emergency access and of who may read
// conversations anew: who keeps accounts, who answers for privacy, and who answers for
// care.
func Watches(a Account) bool {
	return a.Disabled.IsZero() && (May(a.Roles, ManageAccounts) || May(a.Roles, SeeAudit) || May(a.Roles, ReviewAlerts))
}

// Act is what was done to an account or a session, for the audit log.
type Act struct {
	By   string // account id; "nightdesk user" on the server itself
	Note string // a short fixed word for what was done
	// Detail is what else must be known of it: whose account, why. It is stored sealed.
	Detail string
}

// End says which signed-in sessions of an account end with a change of it.
type End struct {
	All  bool
	Keep string // but not this one
}
