package flows

import (
	"regexp"

	"nightdesk/bot"
)

// oneQuestion: questions that ask two things at once.
func (c *checker) oneQuestion() {
	c.each(func(w wording, lang bot.Lang, s string) {
		if n := questions(s); n > 1 && (w.use == asking || w.use == askingDiscreet) {
			c.warn(c.at(w.key+"/"+string(lang)), "this asks "+itoa(n)+" things at once", "ask one of them here, and the other in a step of its own")
		}
	})
}

// questions counts the sentences that ask.
func questions(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '?' && (i+1 == len(s) || s[i+1] != '?') {
			n++
		}
	}
	return n
}

// shorteners are services whose links phone companies hold back (CTIA Messaging
// Principles 2023, 5.3.2: shared shorteners), and that see who follows them.
var shorteners = regexp.MustCompile(`(?i)\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly|rb\.gy|cutt\.ly|tiny\.cc|shorturl\.at|rebrand\.ly|t\.ly|lnkd\.in|s\.id|qr\.co)(?:/\S*)?`)

var webLink = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)

// link: links that are shortened, and links that are no fact of the clinic's. A
// web address in a script outlives the page that it names; as a fact it is set in
// one place, and the neutral texts know to leave it out.
func (c *checker) link() {
	c.each(func(w wording, lang bot.Lang, s string) {
		at := c.at(w.key + "/" + string(lang))
		if short := shorteners.FindString(s); short != "" {
			c.error(at, short+" is a shortened link, and phone companies hold back texts with those", "name the clinic's own page by its fact, as {website}, or leave it out")
		} else if whole := webLink.FindString(s); whole != "" {
			c.warn(at, whole+" is written out here", "set it in the clinic's configuration, and name the fact, as {website}")
		}
	})
}
