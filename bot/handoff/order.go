package handoff

// Results of orders of staff that leave the life of a case as it is, or that could
// not be carried out.
const (
	Answered  Result = "answered"   // their words are on the way to the person
	Held      Result = "held"       // scripts, nudges and reminders rest
	Released  Result = "released"   // the scripts speak again; the case stays theirs
	Reviewed  Result = "reviewed"   // what they say of the alert is noted
	OwnPhone  Result = "own_phone"  // it is about their own phone: somebody else takes it
	Changed   Result = "changed"    // not what they were looking at any more
	Nobody    Result = "nobody"     // it is about no person who could be texted
	CantText  Result = "cant_text"  // the person must not be texted, or can't be
	TooLong   Result = "too_long"   // more than a text may be
	Unsure    Result = "unsure"     // not sent yet: they are warned, and must say that they are sure
	NotOne    Result = "not_one"    // nothing of that case is there to be reviewed
	NotHolder Result = "not_holder" // the case is theirs, and the scripts run already
)
