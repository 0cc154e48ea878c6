package main

import (
	"nightdesk/bot/schedule"
	"nightdesk/config"
)

// clinicFor reads a clinic's settings, or the example's if path is "".
func clinicFor(path string, std *streams) (config.Clinic, *schedule.Calendar, error) {
	c, problems := config.Example()
	if path != "" {
		c, problems = config.Load(path)
	}
	if len(problems) > 0 {
		printProblems(std.err, problems)
		return config.Clinic{}, nil, errProblems
	}
	return c, calendarOf(c), nil
}
