package transcript

// Part is a line of a talk that is shown beside another talk.
type Part struct {
	Line
	New bool // only the one talk has it
}

// Around is what two talks say around the first place where they differ, with so many
// lines before and after it. Comments are left out.
func Around(before, after Talk, lines int) (was, is []Part) {
	var all []edit
	first, last := -1, -1
	for _, e := range edits(before, after) {
		if e.line.Word == "" {
			continue
		}
		if e.sign != 0 && (first < 0 || len(all)-last <= lines) {
			last = len(all)
			if first < 0 {
				first = last
			}
		}
		all = append(all, e)
	}
	if first < 0 {
		return nil, nil
	}
	for _, e := range all[max(0, first-lines):min(len(all), last+1+lines)] {
		if e.sign <= 0 {
			was = append(was, Part{e.line, e.sign != 0})
		}
		if e.sign >= 0 {
			is = append(is, Part{e.line, e.sign != 0})
		}
	}
	return was, is
}
