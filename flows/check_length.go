package flows

import (
	"fmt"
	"strings"

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
// as the value will be where not.
func (c *checker) filled(s string, lang bot.Lang) string {
	if strings.IndexByte(s, '{') < 0 {
		return s
	}
	return named.ReplaceAllStringFunc(s, func(name string) string {
		name = strings.TrimSpace(strings.Trim(name, "{}"))
		if fact, ok := c.known.Values[name]; ok {
			return fact.In(lang)
		}
		if n, ok := lengths[name]; ok {
			return strings.Repeat("x", n)
		}
		return strings.Repeat("x", otherLength)
	})
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

// farTooLong is where counting a reply ends, in bytes; every limit is below it.
const farTooLong = 8000

// longReply: steps that go out together and are too long together. A text is
// reported where it begins.
func (c *checker) longReply() {
	heads := map[bot.Place]bool{}
	c.steps(func(f *bot.Flow, s *bot.Step) {
		heads[f.Start()] = true
		if s.Waits() {
			for _, next := range c.after(bot.Place{Flow: f.Name, Step: s.Name}) {
				heads[next] = true
			}
		}
	})
	for _, lang := range c.known.Languages {
		memo := map[bot.Place]string{}
		open := map[bot.Place]bool{}
		// rest is the longest text from p until the script waits or ends.
		var rest func(p bot.Place) string
		rest = func(p bot.Place) string {
			s, had := memo[p]
			if had || open[p] {
				return s
			}
			open[p] = true
			st := c.script.Step(p)
			own := c.stepText(st, lang)
			longest := ""
			if !st.Waits() {
				for _, next := range c.after(p) {
					if t := rest(next); len(t) > len(longest) {
						longest = t
					}
				}
			}
			s = strings.TrimSpace(own + " " + longest)
			memo[p] = strings.ToValidUTF8(s[:min(len(s), farTooLong)], "")
			return memo[p]
		}
		c.steps(func(f *bot.Flow, s *bot.Step) {
			p := bot.Place{Flow: f.Name, Step: s.Name}
			whole, own := rest(p), c.stepText(s, lang)
			several := len(whole) > len(own) && own != "" || len(s.Say) > 0 && s.Ask != nil || len(s.Say) > 1
			if several && heads[p] {
				c.long(s.Source, "what is sent from here to the next question, in "+languageName(lang)+",", whole)
			}
		})
	}
}

// stepText is everything a step says by itself.
func (c *checker) stepText(s *bot.Step, lang bot.Lang) string {
	var all []string
	for _, t := range s.Say {
		all = append(all, c.filled(t.In(lang), lang))
	}
	if s.Ask != nil {
		all = append(all, c.filled(s.Ask.In(lang), lang))
	}
	return strings.Join(all, " ")
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
		r := text.NotGSM7(s)
		if r == 0 {
			return
		}
		_, n := text.Segments(c.filled(s, lang))
		_, plain := text.Segments(plainly(c.filled(s, lang)))
		what := fmt.Sprintf("one %c leaves room for 70 characters a part instead of 160", r)
		if n > plain {
			what += fmt.Sprintf(": this is sent in %d parts and not in %d", n, plain)
		}
		c.warn(c.at(w.key+"/"+string(lang)), what, plainWord(s, r))
	})
}

// plainWord says what to write for the word that r stands in.
func plainWord(s string, r rune) string {
	for word := range strings.FieldsSeq(s) {
		if !strings.ContainsRune(word, r) {
			continue
		}
		if plain := plainly(word); plain != "" && plainFor[r] != "" {
			return `write "` + plain + `" for "` + word + `", or use another word`
		}
	}
	return "write it without this character"
}
