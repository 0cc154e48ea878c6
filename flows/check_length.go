package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"nightdesk/bot"
	"nightdesk/bot/text"
)

// lengths are what the values of the moment grow to, in characters.
var lengths = map[string]int{
	"name": 14, "visit": 24, "desk opens": 24, "role": 12, "helper": 21, "phone": 14, "steps left": 2,
	"day": 24, "desk that day": 30, "dosing that day": 30, "opens": 24, "until": 24,
}

// otherLength stands for facts that are not set and for kept answers.
const otherLength = 24

// filled is s as it will be sent: facts where they are known, letters as long
// as the value will be where not. What is far too long is not filled to its end.
func (c *checker) filled(s string, lang bot.Lang) string {
	if strings.IndexByte(s, '{') < 0 {
		return s
	}
	var b strings.Builder
	from := 0
	for _, at := range named.FindAllStringIndex(s, -1) {
		b.WriteString(s[from:at[0]])
		if from = at[1]; b.Len() > farTooLong {
			return b.String()
		}
		name := strings.TrimSpace(s[at[0]+1 : at[1]-1])
		if fact, ok := c.known.Values[name]; ok {
			b.WriteString(fact.In(lang))
		} else {
			b.WriteString(strings.Repeat("x", cmp.Or(lengths[name], otherLength)))
		}
	}
	b.WriteString(s[from:])
	return b.String()
}

// segments: single texts of too many parts.
func (c *checker) segments() {
	c.each(func(w wording, lang bot.Lang, s string) {
		if s = c.filled(s, lang); c.mayBeLong(s) {
			c.long(c.at(w.key+"/"+string(lang)), "this text", s)
		}
	})
}

// mayBeLong reports whether s has to be counted: no character takes more room in a
// part of 67 than it has bytes.
func (c *checker) mayBeLong(s string) bool { return len(s) > 66*c.known.Limits.Warn }

// long reports s if it takes too many segments, and whether it did.
func (c *checker) long(at bot.Source, what, s string) bool {
	enc, n := text.Segments(s)
	add := c.warn
	switch {
	case n <= c.known.Limits.Warn:
		return false
	case n > c.known.Limits.Refuse:
		add = c.error
	}
	room := c.known.Limits.Warn * 153
	if enc == text.UCS2 {
		if _, plain := text.Segments(plainly(s)); plain <= c.known.Limits.Warn && n <= c.known.Limits.Refuse {
			return true // only for its characters, of which ucs-2 speaks
		}
		room = c.known.Limits.Warn * 67
	}
	add(at, fmt.Sprintf("%s is sent in %d parts (%d characters, %s); %d are allowed without a warning, %d at most",
		what, n, len([]rune(s)), enc, c.known.Limits.Warn, c.known.Limits.Refuse),
		fmt.Sprintf("shorten it to %d characters", room))
	return true
}

// plainFor are the plain characters to write for those that editors put in.
var plainFor = map[rune]string{
	'‘': "'", '’': "'", '“': `"`, '”': `"`, '–': "-", '—': "-", '…': "...", 'á': "a", 'í': "i", 'ó': "o", 'ú': "u",
	'Á': "A", 'Í': "I", 'Ó': "O", 'Ú': "U", '`': "'", '•': "-",
}

// plainly is s in the alphabet of plain texts, as near as it comes.
func plainly(s string) string {
	var b strings.Builder
	for _, r := range s {
		if text.NotGSM7(string(r)) == 0 {
			b.WriteRune(r)
		} else {
			b.WriteString(plainFor[r])
		}
	}
	return b.String()
}

// ucs2: characters outside the alphabet of plain texts.
func (c *checker) ucs2() {
	c.each(func(w wording, lang bot.Lang, s string) {
		if ordinary(s) {
			return
		}
		dear := dearIn(s)
		if len(dear) == 0 {
			return
		}
		_, n := text.Segments(c.filled(s, lang))
		_, plain := text.Segments(plainly(c.filled(s, lang)))
		what, makes, leaves := called(dear)
		if n > plain {
			what += fmt.Sprintf(" %s this text go out as %d messages in place of %d", makes, n, plain)
		} else {
			what += fmt.Sprintf(" %s room for only 70 letters in a message in place of 160 (this text still goes out as %d)", leaves, n)
		}
		c.warn(c.at(w.key+"/"+string(lang)), what, plainInstead(s, dear))
		c.wrong(string(dear[0]))
	})
}

// dearIn are the characters of s outside the alphabet of plain texts, each once.
func dearIn(s string) (dear []rune) {
	const most = 6 // that anybody reads of
	for _, r := range s {
		if r > '~' || r == '`' {
			if text.NotGSM7(string(r)) != 0 && !slices.Contains(dear, r) && len(dear) < most {
				dear = append(dear, r)
			}
		}
	}
	return dear
}

// called is how characters are spoken of, and the verbs that go with them.
func called(dear []rune) (what, makes, leaves string) {
	kind := "letter"
	var all []string
	for _, r := range dear {
		if !unicode.IsLetter(r) {
			kind = "sign"
		}
		if unicode.IsGraphic(r) && !unicode.Is(unicode.Mn, r) {
			all = append(all, string(r))
		}
	}
	switch n := len(all); n {
	case 0:
		return "one sign that cannot be seen", "makes", "leaves"
	case 1:
		return "one " + kind + ", " + all[0] + ",", "makes", "leaves"
	default:
		return "the " + kind + "s " + strings.Join(all[:n-1], ", ") + " and " + all[n-1], "make", "leave"
	}
}

// plainInstead says what to write for the words that dear characters stand in.
func plainInstead(s string, dear []rune) string {
	const most = 3 // words
	var writes []string
	rest := false
	for word := range strings.FieldsSeq(s) {
		if !strings.ContainsFunc(word, func(r rune) bool { return slices.Contains(dear, r) }) {
			continue
		}
		word = strings.Trim(word, ".,;:!?()")
		plain := plainly(word)
		if plain == "" || len([]rune(plain)) < len([]rune(word)) || len(writes) == most {
			rest = true
			continue
		}
		if write := plain + " in place of " + clip(word, 40); !slices.Contains(writes, write) {
			writes = append(writes, write)
		}
	}
	switch {
	case len(writes) == 0:
		return "leave it out, or use another word"
	case rest:
		return "write " + strings.Join(writes, ", ") + "; and so with the others"
	}
	return "write " + strings.Join(writes, ", ")
}
