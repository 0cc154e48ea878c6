package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nightdesk/bot/text"
)

// nameMost is how long a name may be, in characters.
const nameMost = 40

// nameLeads are what people put before their name, folded, longest first.
var nameLeads = []string{
	"you can call me", "u can call me", "just call me", "please call me", "everyone calls me", "everybody calls me", "people call me", "friends call me",
	"they call me", "i go by", "my nickname is", "nickname is", "first name", "mi nombre", "nombre", "es", "pueden decirme", "puede decirme", "ok its", "ok im", "sure im", "sure its", "yes im", "yeah its", "my first name is", "first name is", "my names", "my name is", "my name", "name is", "the name is", "the names", "names",
	"name", "call me", "this is", "its", "it is", "im", "i am", "me puede llamar", "me pueden llamar", "puede llamarme", "pueden llamarme", "mi nombre es", "me llamo", "me dicen",
	"llameme", "llamame", "diganme", "digame", "dime", "yo soy", "soy", "con", "hi im", "hello im", "hey im",
}

var nameGreetings = set("hi hello hey hola yo buenas good morning afternoon evening buenos dias tardes noches")

// nameNot are words that are no name, nor begin one.
var nameNot = set(`yes no yeah yep yup nope nah ok okay sure si claro maybe what why who how when where huh idk none nothing nobody nada nadie skip pass next
 help stop later tomorrow today thanks thank you please gracias por favor whatever anything anyone someone private secret anonymous
 your you u ur sick pregnant new here the a an not dont cant wont i im need want have is are was do does did can could would que como cuando donde
 quien porque necesito quiero tengo estoy hungry tired fine good ready done sorry lol haha test asdf qwerty rather prefiero none of business it they them we
 hi hello hey hola call me back english espanol spanish human person bot medicare medicaid mom mama dad son daughter
 my mi in for name nombre nickname monday tuesday wednesday thursday friday saturday sunday nuevo nueva paciente patient yo de off fuck shit wtf there whats yours
 over start anonimo anonima pain scared or he she him her back again
 good morning afternoon evening night buenas buenos tardes noches dias`)

// Name reads s as what somebody wants to be called, without "my name is" and
// the like. ok is false for questions, sentences, digits, yes and no, and
// whatever else is no name; then ask again.
func Name(s string) (name string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || !utf8.ValidString(s) || strings.ContainsAny(s, "?¿@#$%\\<>{}[]=_*+") || Skip(s) {
		return "", false
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",!;:\"()/~", r) })
	for i, w := range words { // a full stop ends a sentence; after one letter it is part of the name
		if len(w) > 2 {
			words[i] = strings.TrimRight(w, ".")
		}
	}
	words = slices.DeleteFunc(words, func(w string) bool {
		return !strings.ContainsFunc(w, unicode.IsLetter) && !strings.ContainsAny(w, "0123456789")
	})
	words = nameAfterLead(words)
	for i, w := range words { // what follows a name: "Sam thanks", "Dee and i need ..."
		if i > 0 && nameEnds[strings.ReplaceAll(text.Fold(w), "'", "")] {
			words = words[:i]
			break
		}
	}
	if len(words) == 0 || len(words) > 4 {
		return "", false
	}
	for i, w := range words {
		if f := text.Fold(w); i > 0 && (f == "de" || f == "la" || f == "del") {
			continue // Ana de la Cruz
		}
		if !isNameWord(w) {
			return "", false
		}
	}
	name = nameCase(words)
	if utf8.RuneCountInString(name) > nameMost {
		return "", false
	}
	return name, true
}

var nameEnds = set("and y thanks thank gracias please pls but pero from here for lol btw i im is works work he she they him her nice at")

// nameAfterLead drops a greeting and a lead from the front.
func nameAfterLead(words []string) []string {
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = strings.ReplaceAll(text.Fold(w), "'", "")
	}
	for len(words) > 1 && nameGreetings[folded[0]] {
		words, folded = words[1:], folded[1:]
	}
	all := strings.Join(folded, " ") + " "
	best := 0
	for _, lead := range nameLeads {
		if n := strings.Count(lead, " ") + 1; strings.HasPrefix(all, lead+" ") && n > best && n < len(words) {
			best = n
		}
	}
	return words[best:]
}

func isNameWord(w string) bool {
	folded := strings.ReplaceAll(text.Fold(w), "'", "")
	if nameNot[folded] {
		return false
	}
	letters := 0
	for _, r := range w {
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r):
			letters++
		case r == '\'', r == '’', r == '-', r == '.':
		default:
			return false
		}
	}
	return letters > 0
}

// nameCase writes names that came all small or all large with capitals.
func nameCase(words []string) string {
	s := strings.Join(words, " ")
	if s != strings.ToLower(s) && (s != strings.ToUpper(s) || utf8.RuneCountInString(s) < 3) {
		return s
	}
	up := true
	return strings.Map(func(r rune) rune {
		was := up
		up = r == ' ' || r == '-' || r == '\'' || r == '’'
		if was {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}
