package calendar

import "time"

// What of FHIR R4 (hl7.org/fhir/R4) an export needs. Fields stand in the order of
// the specification.

type bundle struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id"`
	Meta         *meta       `json:"meta,omitempty"`
	Type         string      `json:"type"`
	Timestamp    string      `json:"timestamp"`
	Entry        []bundleRow `json:"entry,omitempty"`
}

type bundleRow struct {
	FullURL  string `json:"fullUrl"`
	Resource any    `json:"resource"`
}

type meta struct {
	VersionID   string   `json:"versionId,omitempty"`
	LastUpdated string   `json:"lastUpdated,omitempty"`
	Security    []coding `json:"security,omitempty"`
}

type coding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

type identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type reference struct {
	Reference  string      `json:"reference,omitempty"`
	Type       string      `json:"type,omitempty"`
	Identifier *identifier `json:"identifier,omitempty"`
	Display    string      `json:"display,omitempty"`
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type scheduleResource struct {
	ResourceType    string      `json:"resourceType"`
	ID              string      `json:"id"`
	Active          bool        `json:"active"`
	ServiceType     []concept   `json:"serviceType"`
	Actor           []reference `json:"actor"`
	PlanningHorizon period      `json:"planningHorizon"`
}

type slotResource struct {
	ResourceType string    `json:"resourceType"`
	ID           string    `json:"id"`
	Schedule     reference `json:"schedule"`
	Status       string    `json:"status"`
	Start        string    `json:"start"`
	End          string    `json:"end"`
	Comment      string    `json:"comment,omitempty"`
}

type appointmentResource struct {
	ResourceType    string        `json:"resourceType"`
	ID              string        `json:"id"`
	Meta            *meta         `json:"meta,omitempty"`
	Status          string        `json:"status"`
	ServiceType     []concept     `json:"serviceType"`
	Start           string        `json:"start"`
	End             string        `json:"end"`
	MinutesDuration int           `json:"minutesDuration,omitempty"`
	Created         string        `json:"created,omitempty"`
	Participant     []participant `json:"participant"`
}

type participant struct {
	Actor    reference `json:"actor"`
	Required string    `json:"required,omitempty"`
	Status   string    `json:"status"`
}

type patientResource struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
}

// instant is a time in the form of FHIR's instant and dateTime.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
