package answer

import (
	"strings"
	"unicode"

	"nightdesk/bot/text"
)

// FreeText keeps at most limit characters of s, without control characters and
// the blanks around it. ok is false if nothing is left.
func FreeText(s string, limit int) (kept string, ok bool) {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d':
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > limit {
		s = strings.TrimSpace(string(r[:max(limit, 0)]))
	}
	return s, s != ""
}

var skips = set(`skip pass next skip_it skip_this skip_please pass_please next_question rather_not rather_not_say id_rather_not_say i_rather_not_say prefer_not_to_say
 prefer_not_to id_rather_not i_dont_want_to_say i_dont_want_to_answer dont_want_to_say dont_want_to_answer no_comment none_of_your_business none_of_ur_business
 not_saying id_prefer_not_to i_prefer_not_to i_prefer_not_to_say id_prefer_not_to_say im_not_saying no_answer skip_that_one skip_question ill_skip ill_pass i_pass i_skip
 saltar salta saltarla saltalo siguiente paso prefiero_no_decir prefiero_no_contestar prefiero_no_responder no_quiero_decir no_quiero_contestar no_quiero_responder
 omitir otra_pregunta la_salto lo_salto sin_respuesta mejor_no_digo`)

// Skip reports whether s asks to pass on a question.
func Skip(s string) bool { return skips[strings.Join(text.Words(s), "_")] }
