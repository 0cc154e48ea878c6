package account

import "slices"

// Role is what somebody is at the clinic (domain reference 8).
type Role string

const (
	FrontDesk         Role = "front_desk"
	IntakeCoordinator Role = "intake_coordinator"
	Counselor         Role = "counselor"
	DosingNurse       Role = "dosing_nurse"
	Practitioner      Role = "practitioner"
	PeerSpecialist    Role = "peer_specialist"
	MedicalDirector   Role = "medical_director"
	PrivacyOfficer    Role = "privacy_officer"
	ScriptAdmin       Role = "script_admin"
	Auditor           Role = "auditor"
	Admin             Role = "admin" // accounts, the rota, settings; no conversation
)

// Permission is one thing that the console lets somebody do.
type Permission string

const (
	SeeQueue       Permission = "see_queue"    // codes, levels, times; nothing of a person
	Converse       Permission = "converse"     // read conversations, answer, work cases
	FindPeople     Permission = "find_people"  // by number or name
	SeeCalendar    Permission = "see_calendar" // times and kinds; names only with Converse
	BookVisits     Permission = "book_visits"  // book, move, cancel for somebody
	SeeRota        Permission = "see_rota"
	EditRota       Permission = "edit_rota"
	SeeReports     Permission = "see_reports"   // figures, of nobody
	ReviewAlerts   Permission = "review_alerts" // false-positive review: needs Converse for the words
	SeeAudit       Permission = "see_audit"
	SeeSettings    Permission = "see_settings"
	SeeScripts     Permission = "see_scripts"     // what is live, what was published, its figures
	EditScripts    Permission = "edit_scripts"    // drafts, tests, publishing
	ApproveScripts Permission = "approve_scripts" // as the second person, never of one's own
	ManageAccounts Permission = "manage_accounts"
	BreakGlass     Permission = "break_glass" // Converse for an hour, with a reason, audited
)

// care is what everybody may who works with people.
var care = []Permission{SeeQueue, Converse, FindPeople, SeeCalendar, BookVisits, SeeRota, SeeSettings}

// grants is least privilege (45 CFR 164.312(a), domain reference 3.3.3): who edits
// scripts, keeps accounts or audits sees no conversation.
var grants = map[Role][]Permission{
	FrontDesk:         care,
	IntakeCoordinator: care,
	Counselor:         care,
	DosingNurse:       care,
	Practitioner:      care,
	PeerSpecialist:    {SeeQueue, Converse, SeeCalendar, SeeRota, SeeSettings},
	MedicalDirector:   append(slices.Clone(care), EditRota, SeeReports, ReviewAlerts, SeeScripts, ApproveScripts),
	PrivacyOfficer:    {SeeAudit, SeeReports, SeeSettings, SeeScripts, BreakGlass},
	ScriptAdmin:       {SeeScripts, EditScripts, ApproveScripts, SeeReports, SeeSettings},
	Auditor:           {SeeAudit, SeeReports, SeeSettings, SeeScripts},
	Admin:             {ManageAccounts, SeeQueue, SeeCalendar, SeeRota, EditRota, SeeReports, SeeSettings, BreakGlass},
}

// Roles are all roles, in the order in which they are offered.
var Roles = []Role{FrontDesk, IntakeCoordinator, Counselor, DosingNurse, Practitioner, PeerSpecialist, MedicalDirector,
	PrivacyOfficer, ScriptAdmin, Auditor, Admin}

// Known reports whether r is one of Roles.
func (r Role) Known() bool { return slices.Contains(Roles, r) }

// Grants are what a role may, in no order.
func (r Role) Grants() []Permission { return slices.Clone(grants[r]) }

// May reports whether one of the roles grants p.
func May(roles []Role, p Permission) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(grants[r], p) })
}
