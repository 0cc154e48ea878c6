package text

// SpanishSound writes a folded word as it sounds, which is how people who spell
// by ear write it: "kiero", "ola", "nesesito", "bivir" and "enbarasada" sound as
// "quiero", "hola", "necesito", "vivir" and "embarazada" do.
func SpanishSound(w string) string { return string(AppendSpanishSound(nil, w)) }

// AppendSpanishSound is [SpanishSound] for whoever has room for the letters.
func AppendSpanishSound(b []byte, w string) []byte {
	last := byte(0)
	for i := 0; i < len(w); {
		c, n := soundAt(w[i:])
		i += n
		if c != 0 && c != last {
			b, last = append(b, c), c
		}
	}
	return b
}

// soundAt returns the sound that w begins with, 0 for none, and how many letters
// write it.
func soundAt(w string) (sound byte, letters int) {
	next := byte(0)
	if len(w) > 1 {
		next = w[1]
	}
	front := next == 'e' || next == 'i'
	switch c := w[0]; {
	case c == 'q' && next == 'u':
		return 'k', 2
	case c == 'g' && next == 'u' && len(w) > 2 && (w[2] == 'e' || w[2] == 'i'):
		return 'g', 2
	case c == 'c' && next == 'h':
		return 'x', 2
	case c == 'q', c == 'c' && !front:
		return 'k', 1
	case c == 'c', c == 'z':
		return 's', 1
	case c == 'v':
		return 'b', 1
	case c == 'g' && front:
		return 'j', 1
	case c == 'n' && (next == 'b' || next == 'v' || next == 'p'):
		return 'm', 1
	case c == 'h':
		return 0, 1
	case c == 'l' && next == 'l':
		return 'y', 2
	default:
		return c, 1
	}
}
