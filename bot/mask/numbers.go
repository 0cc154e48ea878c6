package mask

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// gap is what people put between the groups of one number.
const gap = `[ .\-_/]{0,3}`

var (
	// A social security number is 3, 2 and 4 digits. Social Security Administration,
	// "Social Security Number Randomization": no area is 000, 666 or 9xx, no group
	// 00, no serial 0000. The letter is that of a Medicare number from before 2020.
	socialShape = regexp.MustCompile(`(\d{3})[ .,)\-_/]{1,3}(\d{2})[ .,\-_/]{1,3}(\d{4})[a-z]?\d?`)
	socialPlain = regexp.MustCompile(`\b(\d{9})\b`)
	socialName  = `(?:\bssn|\bss\b|\bss ?(?:#|num|no\b)|s\.s\.n|social|\bsoc\b|seguro|\bnss\b|\bitin\b)`
	socialNamed = regexp.MustCompile(socialName + `[^0-9\x02]{0,30}(\d(?:` + gap + `\d){8})`)
	socialAfter = regexp.MustCompile(`(\d(?:` + gap + `\d){8})[^0-9\x02]{0,15}(?:\bssn\b|social|seguro social|\bitin\b)`)
	socialLast  = regexp.MustCompile(`(?:last|ultim[oa]s|final)[^0-9\x02]{0,8}(?:4|four|cuatro)?[^0-9\x02]{0,20}(?:\bssn?\b|\bsocial\b|\bseguro)[^0-9\x02]{0,15}(\d{4})`)
	socialEnds  = regexp.MustCompile(`(?:\bssn?\b|\bsocial\b|\bseguro social)[^0-9\x02]{0,12}(?:end|last|termina|ultim)[^0-9\x02]{0,12}(?:4 )?[^0-9\x02]{0,8}(\d{4})`)
)

// socials finds social security numbers, and taxpayer numbers, which look alike.
func socials(v *view, _ time.Time, take func(Kind, int, int)) {
	if v.digits < 4 {
		return
	}
	whole := func(from, to int) bool { return !v.alnumAt(from-1) && !v.alnumAt(to) }
	v.each(socialShape, func(m []int) int {
		before := m[2] - 2 // "1-123-45-6789" is longer than one
		if !whole(m[0], m[1]) || v.digitAt(before) && v.b[m[2]-1] != ' ' {
			return 0
		}
		d := v.numerals(m[2], m[7])
		switch {
		case isSocial(d):
			take(SSN, m[0], m[1])
		case isTaxpayer(d):
			take(ITIN, m[0], m[1])
		default:
			return 0
		}
		return m[1]
	})
	if !v.has("ss", "s.s", "soc", "seguro", "itin") {
		return
	}
	named := func(m []int) int {
		if glued := bytes.HasSuffix(v.b[:m[2]], []byte("ssn")); !whole(m[2], m[3]) && !(glued && !v.alnumAt(m[3])) {
			return 0
		}
		kind := SSN
		if v.b[m[2]] == '9' && v.count(m[2], m[3]) == 9 {
			kind = ITIN
		}
		take(kind, m[2], m[3])
		return m[3]
	}
	for _, re := range []*regexp.Regexp{socialNamed, socialAfter, socialLast, socialEnds} {
		v.each(re, named)
	}
}

// bareSocials finds those written as nine digits and nothing else: what people text
// otherwise is shorter or longer. It comes after what a number is called.
func bareSocials(v *view, _ time.Time, take func(Kind, int, int)) {
	if v.digits < 9 {
		return
	}
	v.each(socialPlain, func(m []int) int {
		if v.alnumAt(m[0]-1) || v.alnumAt(m[1]) || v.b[max(0, m[0]-1)] == '+' {
			return 0
		}
		switch d := v.numerals(m[0], m[1]); {
		case isSocial(d):
			take(SSN, m[0], m[1])
		case isTaxpayer(d):
			take(ITIN, m[0], m[1])
		default:
			return 0
		}
		return m[1]
	})
}

func isSocial(d string) bool {
	area := d[:3]
	return area != "000" && area != "666" && area[0] != '9' && d[3:5] != "00" && d[5:] != "0000"
}

// isTaxpayer knows an individual taxpayer number: it begins with 9, and its fourth
// and fifth digits are of certain ranges (IRS, "ITIN reference guide").
func isTaxpayer(d string) bool {
	group := d[3:5]
	return d[0] == '9' && (group >= "50" && group <= "65" || group >= "70" && group <= "88" || group >= "90" && group != "93")
}

var (
	cardName = regexp.MustCompile(`(?:card|tarjeta|visa|master|\bmc\b|amex|american express|discover|debit|credit|\bebt\b)[^0-9\x02]{0,25}$`)
	cardSaid = regexp.MustCompile(`^[^0-9\x02]{0,12}\b(?:card|tarjeta|visa|mastercard|amex|discover|ebt)\b`)
	cardCode = regexp.MustCompile(`\b(?:cvv2?|cvc2?|csc|security code|codigo de seguridad)[^0-9\x02]{0,10}(\d{3,4})`)
)

// cards finds payment cards by issuer and check digit, and what is said to be one.
func cards(v *view, _ time.Time, take func(Kind, int, int)) {
	if v.digits < 3 {
		return
	}
	if v.digits >= cardShortest {
		for _, c := range v.chains() {
			v.cardsIn(c, take)
		}
	}
	if v.has("cv", "csc", "security code", "codigo de") {
		v.each(cardCode, func(m []int) int {
			if v.alnumAt(m[3]) {
				return 0
			}
			take(Card, m[2], m[3])
			return m[3]
		})
	}
}

const cardShortest, cardLongest = 13, 19

// group is a run of digits.
type group struct{ from, to int }

// chains are runs of digits with no more than gap between them.
func (v *view) chains() [][]group {
	var all [][]group
	var chain []group
	for i := 0; i < len(v.b); {
		if !isDigit(v.b[i]) {
			i++
			continue
		}
		g := group{i, i}
		for g.to < len(v.b) && isDigit(v.b[g.to]) {
			g.to++
		}
		if n := len(chain); n > 0 && !v.joined(chain[n-1].to, g.from) {
			all, chain = append(all, chain), nil
		}
		chain = append(chain, g)
		i = g.to
	}
	if len(chain) > 0 {
		all = append(all, chain)
	}
	return all
}

// joined reports whether what stands between two runs of digits is only a gap.
func (v *view) joined(from, to int) bool {
	return to-from <= 3 && strings.Trim(string(v.b[from:to]), " .-_/") == ""
}

// cardsIn finds cards in one chain.
func (v *view) cardsIn(c []group, take func(Kind, int, int)) {
	all := v.count(c[0].from, c[len(c)-1].to)
	if all < cardShortest {
		return
	}
	end := c[len(c)-1].to
	if all <= cardLongest && !v.alnumAt(end) &&
		(cardName.Match(v.b[max(0, c[0].from-45):c[0].from]) || cardSaid.Match(v.b[end:min(len(v.b), end+30)])) {
		take(Card, c[0].from, c[len(c)-1].to)
		return
	}
	for i := 0; i < len(c); i++ {
		if v.phones(c[i:]) || v.alnumAt(c[i].from-1) {
			continue
		}
		if size := func(n int) bool { return c[n].to-c[n].from == 4 }; len(c) == i+4 && size(i) && size(i+1) && size(i+2) && size(i+3) &&
			v.b[c[i].from] >= '3' && v.b[c[i].from] <= '6' && !v.alnumAt(c[i+3].to) {
			take(Card, c[i].from, c[i+3].to) // as a card is embossed: a digit of it is mistyped
			return
		}
		digits := ""
		for j := i; j < len(c) && len(digits) < cardLongest; j++ {
			if digits += string(v.b[c[j].from:c[j].to]); isCard(digits) && !v.alnumAt(c[j].to) {
				take(Card, c[i].from, c[j].to)
				i = j
				break
			}
		}
	}
}

// phones reports whether groups begin with a telephone number.
func (v *view) phones(c []group) bool {
	size := func(i int) int { return c[i].to - c[i].from }
	if len(c) > 0 && size(0) == 1 && v.b[c[0].from] == '1' {
		c = c[1:]
	}
	return len(c) >= 3 && size(0) == 3 && size(1) == 3 && size(2) == 4 || len(c) >= 1 && size(0) == 10
}

// isCard reports whether digits are a card's: its issuer's range and length (ISO/IEC
// 7812 as the networks publish theirs) and the check digit of Luhn.
func isCard(d string) bool {
	if len(d) < cardShortest || len(d) > cardLongest || !luhn(d) {
		return false
	}
	head := func(n int) int {
		x, _ := strconv.Atoi(d[:n])
		return x
	}
	size := func(n ...int) bool { return slices.Contains(n, len(d)) }
	switch two, three, four := head(2), head(3), head(4); {
	case d[0] == '4':
		return size(13, 16, 19)
	case two >= 51 && two <= 55, four >= 2221 && four <= 2720:
		return size(16)
	case two == 34, two == 37:
		return size(15)
	case four == 6011, two == 65, three >= 644 && three <= 649, two == 35, two == 62:
		return size(16, 17, 18, 19)
	case three >= 300 && three <= 305, two == 36, two == 38, two == 39:
		return size(14, 15, 16, 17, 18, 19)
	}
	return false
}

func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		x := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return sum%10 == 0
}

// medicareShape is a Medicare beneficiary identifier. CMS, "Understanding the MBI":
// 11 characters, each place a digit or a letter, never S, L, O, I, B or Z.
var medicareShape = func() *regexp.Regexp {
	const letter, either, digit = `[ac-hjkmnp-rt-y]`, `[0-9ac-hjkmnp-rt-y]`, `[0-9]`
	places := []string{`[1-9]`, letter, either, digit, letter, either, digit, letter, letter, digit, digit}
	return regexp.MustCompile(strings.Join(places, `[ .\-_/]{0,2}`))
}()

func medicares(v *view, _ time.Time, take func(Kind, int, int)) {
	if v.digits < 5 {
		return
	}
	v.each(medicareShape, func(m []int) int {
		if v.alnumAt(m[1]) {
			return 0
		}
		take(Medicare, m[0], m[1])
		return m[1]
	})
}

const (
	// number is what an id looks like: groups with digits in each.
	number      = `((?:[a-z]{1,4}-?)?\d[\da-z]*(?:[ \-]\d[\da-z]+){0,4})`
	licenseName = `(?:driver'?s?'? ?(?:licen[cs]e|lic\b)|\bdl\b|licencia|licen[cs]e|green card|alien (?:reg(?:istration)? )?(?:number|num|no|#)|uscis|(?:state|ak|alaska|tribal) id\b|\bid card|passport|pasaporte|matricula)`
	memberName  = `(?:medicaid|medicare|insurance|member|subscriber|policy|\bgro?u?p\b|denali ?care|aetna|premera|blue ?cross|bcbs|cigna|humana|united ?health|\buhc\b|tricare|\bmoda\b|seguro|aseguranza|poliza|miembro|afiliad[oa]|recipient|beneficiar)`
)

var (
	licenseNamed = regexp.MustCompile(licenseName + `([^0-9\x02]{0,25}?)\b` + number)
	memberNamed  = regexp.MustCompile(memberName + `([^0-9\x02]{0,30}?)\b` + number)
	idNamed      = regexp.MustCompile(`\bid((?: (?:number|num|no|numero|is|es)\b\.?| ?[#:=])* ?)\b` + number)
	// said tells a number by its name; rings is what a telephone does.
	said  = regexp.MustCompile(`\b(?:ids?|numbers?|num|no|numero|nro)\b|#`)
	rings = regexp.MustCompile(`phone|\bcel|\bcall|\btel|\btext|\bfax|llam|marque|\bask|\bsa(?:id|ys)\b.*\bcall|whatsapp`)
	// phoneShape is a telephone number as it is written, and phonePlain one that
	// could be (North American Numbering Plan).
	phoneShape = regexp.MustCompile(`^(?:1[ .\-]?)?[2-9]\d\d[ .\-][2-9]\d\d[ .\-]?\d{4}\b|^[2-9]\d\d-\d{4}\b`)
	phonePlain = regexp.MustCompile(`^1?[2-9]\d\d[2-9]\d{6}\b`)
)

// fewestDigits is how many an id has at least.
const fewestDigits = 5

// members finds licences, and the numbers of insurance by their names.
func members(v *view, now time.Time, take func(Kind, int, int)) {
	if v.digits < fewestDigits {
		return
	}
	if v.has("lic", "dl", "id", "green card", "alien", "uscis", "passport", "pasaporte", "matricula") {
		v.each(licenseNamed, v.named(License, now, take))
	}
	if v.has("medic", "insur", "member", "subscr", "policy", "grp", "group", "denali", "aetna", "premera", "cross", "bcbs", "cigna", "humana", "united", "uhc",
		"tricare", "moda", "segur", "poliza", "miembro", "afilia", "recipient", "benefic") {
		v.each(memberNamed, v.named(Member, now, take))
	}
	if v.has("id") {
		v.each(idNamed, v.named(Member, now, take))
	}
}

// named takes a number that stands behind its name, unless it is a telephone's or
// a date.
func (v *view) named(kind Kind, now time.Time, take func(Kind, int, int)) func([]int) int {
	return func(m []int) int {
		from, to := m[4], v.enough(m[4], m[5])
		between := v.b[m[2]:m[3]]
		if v.count(from, to) < fewestDigits || v.alnumAt(to) || v.alnumAt(from-1) || rings.Match(between) || phoneShape.Match(v.b[from:]) {
			return 0
		}
		if !said.Match(v.b[max(0, m[0]-len("number of ")):m[3]]) && phonePlain.Match(v.b[from:]) {
			return 0
		}
		if d, ok := v.dateAt(from); ok && d.year > 0 && !d.solid && d.to >= to {
			return 0
		}
		from = v.prefix(from)
		take(kind, from, to)
		return to
	}
}

// enough ends an id at the group with which it is long enough: what follows may be
// a telephone number.
func (v *view) enough(from, to int) int {
	const long = 9
	for i := from; i < to; i++ {
		if (v.b[i] == ' ' || v.b[i] == '-') && (v.count(from, i) >= long || v.b[i] == ' ' && phoneShape.Match(v.b[i+1:])) {
			return i
		}
	}
	return to
}

// prefix takes in the letters of a plan that stand before its number: "XYA 9012 34567".
func (v *view) prefix(from int) int {
	i := from - 1
	if i < 3 || v.b[i] != ' ' {
		return from
	}
	j := i
	for j > 0 && v.b[j-1] >= 'a' && v.b[j-1] <= 'z' {
		j--
	}
	if n := i - j; n == 3 && j > 0 && v.b[j-1] == ' ' && !notPrefix[string(v.b[j:i])] {
		return j
	}
	return from
}

var notPrefix = wordSet("grp the and num not are was for nro los las del una con por que say has its her his mio you too see ids dob ssn")
