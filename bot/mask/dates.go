package mask

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// youngest and oldest are between whose birth dates a full date counts as one by
// itself.
const youngest, oldest = 10, 110

const (
	months = `(jan(?:uary)?|feb(?:r?uary|rero)?|mar(?:ch|zo)?|apr(?:il)?|mayo?|june?|junio|july?|julio|aug(?:ust)?|sep(?:t|tember|tiembre)?|setiembre|oct(?:ober|ubre)?|nov(?:ember|iembre)?|dec(?:ember)?|ene(?:ro)?|abr(?:il)?|ago(?:sto)?|dic(?:iembre)?)\b`
	mark   = `(?: ?[/.\-] ?| )`
)

// dateForms are how a date is written, with what its groups are: y, m, d, or a and
// b for a day and a month in either order.
var dateForms = []struct {
	re     *regexp.Regexp
	groups string
}{
	{regexp.MustCompile(`^(\d{4})` + mark + `(\d{1,2})` + mark + `(\d{1,2})`), "yab"},
	{regexp.MustCompile(`^(\d{1,2})` + mark + `(\d{1,2})` + mark + `'?(\d{4}|\d{2})`), "aby"},
	{regexp.MustCompile(`^(\d{1,2}) del? (\d{1,2}) del? (?:ano )?(\d{4}|\d{2})`), "aby"},
	{regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?(?:,? ?(?:del?|of) | ?[/.\-] ?| )?` + months + `\.?(?:,? ?(?:del?|of) (?:ano )?| ?[/.,\-] ?| )'?(\d{4}|\d{2})`), "dmy"},
	{regexp.MustCompile(`^` + months + `\.?(?: ?[/.\-] ?| )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:,? ?(?:del?|of) | ?[/.,\-] ?| )'?(\d{4}|\d{2})`), "mdy"},
	{regexp.MustCompile(`^(\d{2})(\d{2})(\d{4})`), "aby"},
	{regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})`), "yab"},
	{regexp.MustCompile(`^(\d{2})(\d{2})(\d{2})`), "aby"},
	{regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?(?:,? ?(?:de|of) | ?[/.\-] ?| )?` + months), "dm"},
	{regexp.MustCompile(`^` + months + `\.?(?: ?[/.\-] ?| )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?`), "md"},
	{regexp.MustCompile(`^(\d{1,2}) ?[/.\-] ?(\d{1,2})`), "ab"},
}

// date is one that stands in a text, up to to. year is 0 if it has none, and short
// if it is of two digits.
type date struct {
	to    int
	year  int
	short bool
	bare  bool // only a blank sets its year off
	solid bool // nothing stands between its parts
	month int  // 1 if it is named
}

// dateAt reads the date that begins at i.
func (v *view) dateAt(i int) (date, bool) {
	if v.alnumAt(i - 1) {
		return date{}, false
	}
	rest := v.b[i:min(len(v.b), i+40)]
	for _, f := range dateForms {
		m := f.re.FindSubmatchIndex(rest)
		if m == nil || v.alnumAt(i+m[1]) {
			continue
		}
		if d, ok := readDate(rest, m, f.groups); ok {
			d.to = i + m[1]
			return d, true
		}
	}
	return date{}, false
}

func readDate(s []byte, m []int, groups string) (d date, ok bool) {
	day := 0
	other := 0
	for g := range len(groups) {
		part := string(s[m[2*g+2]:m[2*g+3]])
		n, _ := strconv.Atoi(part)
		switch groups[g] {
		case 'y':
			d.year, d.short = n, len(part) == 2
			if d.short && n == 0 {
				d.year = 100 // "00", told from no year
			}
		case 'm':
			d.month = 1
		case 'd', 'b':
			day = n
		case 'a':
			other = n
		}
	}
	if d.month == 0 { // two numbers in either order
		if other < 1 || day < 1 || min(other, day) > 12 || max(other, day) > 31 {
			return d, false
		}
	} else if day < 1 || day > 31 {
		return d, false
	}
	all := string(s[m[0]:m[1]])
	d.solid = strings.Trim(all, "0123456789") == "" && !strings.ContainsAny(all, " /.-")
	if y := strings.IndexByte(groups, 'y'); y > 0 {
		before := string(s[m[0]:m[2*y+2]])
		link := strings.TrimRight(before, " ")
		d.bare = link != before && !strings.HasSuffix(link, "de") && !strings.HasSuffix(link, "del") && !strings.HasSuffix(link, "of") &&
			!strings.HasSuffix(link, "ano") && !strings.ContainsAny(link[len(link)-1:], "/.-,")
	}
	return d, true
}

// born reports whether the year makes it somebody's birth date, and not the day of
// a visit, at now.
func (d date) born(now time.Time) bool {
	year := d.year
	if d.short {
		century := now.Year() / 100 * 100
		if year = century + d.year%100; year > now.Year()+2 {
			year -= 100
		}
	}
	return year >= now.Year()-oldest && year <= now.Year()-youngest
}

var birthName = regexp.MustCompile(`\b(?:dob|d\. ?o\. ?b|d o b|date of birth|birth ?date|birth ?day|b-?day|birth|born|naci|nacio|nacimos|nacid[oa]|nacimiento|nac|cumple|cumpleanos|cumplo|cumplia)\b`)

// nameReach is how far behind its name a birth date may stand.
const nameReach = 28

// births finds birth dates: those that are called so, and full dates whose year
// leaves nothing else.
func births(v *view, now time.Time, take func(Kind, int, int)) {
	if v.digits == 0 {
		return
	}
	if v.has("dob", "d.", "d o b", "birth", "bday", "b-day", "born", "nac", "cumpl") {
		v.each(birthName, func(m []int) int { return v.birthAfter(m[1], take) })
	}
	for i := 0; i < len(v.b); i++ {
		if v.alnumAt(i-1) || !isDigit(v.b[i]) && !v.monthAt(i) {
			continue
		}
		d, ok := v.dateAt(i)
		if ok && d.year != 0 && d.born(now) && !v.ranOn(i, d) && !(d.short && (d.bare || d.solid)) {
			take(Birth, i, d.to)
			i = d.to
		}
	}
}

// birthAfter takes the date that follows the name of a birth date, and returns where
// to go on.
func (v *view) birthAfter(from int, take func(Kind, int, int)) int {
	for i := from; i < len(v.b) && i <= from+nameReach && v.b[i] != barrier; i++ {
		if v.alnumAt(i-1) || !isDigit(v.b[i]) && !v.monthAt(i) {
			continue
		}
		d, ok := v.dateAt(i)
		if ok && !v.ranOn(i, d) {
			take(Birth, i, d.to)
			return d.to
		}
		if isDigit(v.b[i]) && !ok {
			break // another number comes first: "born here in 1981"
		}
	}
	return from
}

// monthAt reports whether a word begins like a month.
func (v *view) monthAt(i int) bool { return i+3 <= len(v.b) && monthStarts[string(v.b[i:i+3])] }

var monthStarts = wordSet("jan feb mar apr may jun jul aug sep oct nov dec ene abr ago set dic")

// ranOn reports whether a date is only part of a longer row of numbers, or stands
// for an hour: "10-12 am", "555-12-04-81".
func (v *view) ranOn(i int, d date) bool {
	sep := func(i int) bool { return i >= 0 && i < len(v.b) && strings.IndexByte("-/.:", v.b[i]) >= 0 }
	if sep(i-1) && v.digitAt(i-2) || sep(d.to) && v.digitAt(d.to+1) {
		return true
	}
	if d.year == 0 {
		rest := strings.TrimLeft(string(v.b[d.to:]), " ")
		return strings.HasPrefix(rest, "am") || strings.HasPrefix(rest, "pm") || strings.HasPrefix(rest, "mg")
	}
	return false
}
