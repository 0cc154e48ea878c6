package console

import (
	"net/http"
	"time"

	"nightdesk/bot/account"
)

// Settings are what clinic.yaml says, to be read. They hold no secret.
type Settings struct {
	// File is where they stand, and Read when they were.
	File string
	Read time.Time
	// Sections are in the order of the file.
	Sections []SettingsSection
}

// SettingsSection is one part of them.
type SettingsSection struct {
	Title string
	// Where is the section of clinic.yaml that it is edited in, as "hours".
	Where string
	Note  string
	Facts []SettingsFact
	Table *SettingsTable
}

// SettingsFact is one thing and what it is set to.
type SettingsFact struct{ Name, Value string }

// SettingsTable is what has many of the same.
type SettingsTable struct {
	Caption string
	Columns []string
	Rows    [][]string // the first cell names the row
	Empty   string     // said if there are none
}

func (c *Console) settingsRoutes() []route {
	if c.o.Settings == nil {
		return nil
	}
	return []route{{method: http.MethodGet, path: Path + "/settings", need: account.SeeSettings, area: "settings",
		handle: func(v *visit) error { return v.render("settings", c.o.Settings()) }}}
}
