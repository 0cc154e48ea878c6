package flows

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"nightdesk/bot"
)

// Behind is a translation that was left as it was when the first language changed.
type Behind struct {
	Key  string // as in Wording
	Lang bot.Lang
	// Was is what the first language said when the translation was last written.
	Was string
}

// LeftBehind are the translations of the last of several versions of the scripts,
// oldest first, that do not follow a change of the first language. A translation stays
// behind, whatever was published since, until it changes too, the first language is as
// it was again, or somebody says that it is still right.
func LeftBehind(versions []*bot.Script, known Known) []Behind {
	langs := known.Languages
	if len(langs) == 0 {
		langs = []bot.Lang{bot.English, bot.Spanish}
	}
	first, others := langs[0], langs[1:]
	type text struct {
		key  string
		lang bot.Lang
	}
	type written struct{ translation, first string }
	last := map[text]written{}
	var behind []Behind
	for i, s := range versions {
		now := map[text]written{}
		behind = nil
		for _, w := range Wordings(s) {
			for _, lang := range others {
				t := w.Text[lang]
				if t == "" || w.Text[first] == "" {
					continue
				}
				is := text{w.Key, lang}
				was, had := last[is]
				if !had || was.translation != t || plainWords(was.first) == plainWords(w.Text[first]) {
					was = written{t, w.Text[first]}
				}
				now[is] = was
				if i > 0 && plainWords(was.first) != plainWords(w.Text[first]) && !w.Answer {
					behind = append(behind, Behind{Key: w.Key, Lang: lang, Was: was.first})
				}
			}
		}
		last = now
	}
	slices.SortFunc(behind, func(a, b Behind) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Lang, b.Lang)) })
	return behind
}

// Fingerprint is a short name of a wording, as it stands in notes and sheets: another
// wording has another.
func Fingerprint(wording string) string {
	h := sha256.Sum256([]byte(plainWords(wording)))
	return hex.EncodeToString(h[:3])
}

// stillRight begins the comment by which somebody says that a translation needs no
// change though the first language has: an accepted warning of "stale", which names what
// the first language said then.
const stillRight = "# accept stale: still says the same as the "

func stillRightOf(first bot.Lang, said string) string {
	return stillRight + languageName(first) + " (" + Fingerprint(said) + ")"
}

// IsStillRight reports whether somebody said, in the source of its file, that a
// translation of a wording needs no change as long as the first language says what it
// says now.
func IsStillRight(src string, w Wording, lang, first bot.Lang) bool {
	lines := strings.Split(src, "\n")
	at := w.Lines[lang] - 2
	return at >= 0 && at < len(lines) && strings.TrimSpace(lines[at]) == stillRightOf(first, w.Text[first])
}

// MarkStillRight writes into the source that a translation needs no change as long as
// the first language says what it says now.
func MarkStillRight(file, src, key string, lang, first bot.Lang) (string, error) {
	before, _ := Parse(map[string]string{file: src})
	for _, w := range Wordings(before) {
		if w.Key != key {
			continue
		}
		if w.Text[lang] == "" || w.Text[first] == "" || w.Answer || w.Lines[lang] <= w.Lines[first] {
			return src, errors.New("there is no translation under a text of the first language")
		}
		if IsStillRight(src, w, lang, first) {
			return src, nil
		}
		p := pen{lines: strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n"), bom: strings.HasPrefix(src, "\ufeff")}
		at := w.Lines[lang] - 1
		if at > 0 && strings.HasPrefix(strings.TrimSpace(p.lines[at-1]), stillRight) { // of an older wording
			p.lines = slices.Delete(p.lines, at-1, at)
			at--
		}
		p.lines = slices.Insert(p.lines, at, p.endings([]string{strings.Repeat(" ", indentOf(p.lines[at])) + stillRightOf(first, w.Text[first])})...)
		return p.String(), nil
	}
	return src, errors.New("there is no such text in " + file + " any more")
}
