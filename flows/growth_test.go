package flows_test

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nightdesk/bot"
	"nightdesk/flows"
)

// hostile are inputs that grow in one way each, in proportion to n.
var hostile = map[string]func(n int) string{
	"a long line":     func(n int) string { return "flow a\nstep s\n  say en  " + strings.Repeat("word {x} ", n) + "\n" },
	"names unknown":   func(n int) string { return "flow a\nstep s\n  say en  " + count("{a#} [b#] ", n) + "\n      es  a\n" },
	"a long wording":  func(n int) string { return "flow a\nstep s\n  say en  a\n" + strings.Repeat("      b\n", 4*n) },
	"a long value":    func(n int) string { return "flow a\nstep s\n  set x" + strings.Repeat(" a", 4*n) + "\n  then end\n" },
	"a long alert":    func(n int) string { return "flow a\nstep s\n  handoff \"" + strings.Repeat("a, ", n) + "\" level 2\n" },
	"words of answer": func(n int) string { return oneOption(count("en: w# x, ", n)) },
	"long words":      func(n int) string { return oneOption(strings.Repeat("word of ", n)) },
	"many words": func(n int) string {
		return strings.Replace(oneOption(""), "    2 y ", count("    1# o#  en: "+count("view@ of it, ", 100)+"\n", n/100)+"    2 y ", 1)
	},
	"marks of answer": func(n int) string { return oneOption(count("xx: w# ", n)) },
	"deep indents":    func(n int) string { return "flow a\nstep s\n" + deep(n) },
	"unknown words":   func(n int) string { return "flow a\nstep s\n" + strings.Repeat("  wrod x\n  say en  a\n", n) },
	"unknown answers": func(n int) string { return "flow a\nstep s\n" + asking("k") + count("  if x# then s\n", n) },
	"many steps":      func(n int) string { return "flow a\n" + count("step s#\n  say en  a\n      es  a\n", n) },
	"many says": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("  say en  a\n      es  a\n", n) + "  then end\n"
	},
	"many ifs": func(n int) string {
		return "flow a\nstep s\n" + asking("k") + count("  if k is yes then s\n", n) + "  then end\n"
	},
	"many names": func(n int) string { return "flow a\n" + count("step s#\n  set n# x\n  if n# is x then s0\n", n) },
	"many settings": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("  set language other\n", n) + "  then end\n"
	},
	"far away": func(n int) string {
		return "flow a\n" + count("step s#\n"+asking("k#")+"  if no then s0\n", n) + count("step t#\n  say en  a\n      es  a\n  if k# is yes then s0\n", n)
	},
	"one name": func(n int) string {
		return "flow a\n" + count("step s#\n"+asking("k")+"step t#\n  say en  {k}\n      es  {k}\n  if k is yes then s0\n", n)
	},
	"lost steps": func(n int) string {
		return "flow a\nstep s\n  say en  a\n      es  a\n  then end\n" + count("step s#\n  say en  a\n      es  a\n  then end\n", n)
	},
	"never come to": func(n int) string {
		return "flow a\nstep s\n" + asking("k") + "  if k is yes then end\n  then end\n" + count("step s#\n  say en  a\n      es  a\n  then s#\n", n)
	},
	"round and back": func(n int) string {
		return "flow a\n" + count("step s#\n  say en  a\n      es  a\n  if recent is yes then s0\n", n)
	},
	"circles": func(n int) string {
		return "flow a\n" + count("step s#\n"+asking("k#")+"step t#\n  say en  a\n      es  a\n  if k# is yes then s#\n", n)
	},
	"knots": func(n int) string {
		ifs := strings.NewReplacer("@", "#").Replace(count("  if g# is yes then b@\n", 12))
		return "flow a\n" + count("step a#\n"+asking("g#"), 12) + count("step b#\n"+asking("k#")+ifs+"  if no then b#\n", n)
	},
	"no language": func(n int) string { // what is set last holds; else each would double what may be
		return "flow a\nstep s\n" + asking("k") + "  if k is yes then s\n  then t\nstep t\n" + strings.Repeat("  set language other\n", n) + "  if language is es then s\n  if language is en then t\n  then s\n"
	},
	"a hub": func(n int) string {
		return "flow a\nstep h\n" + asking("q") + count("  if n# is x then s#\n", n) + "  then end\n" + count("step s#\n  set n# x\n"+asking("k#")+"  if no then h\n  then s#\n", n)
	},
	"a hub of answers": func(n int) string {
		return "flow a\nstep h\n" + asking("q") + count("  if k is v# then s#\n", n) + "  then s0\n" + count("step s#\n  set k v#\n"+asking("k#")+"  then h\n", n)
	},
	"many topics": func(n int) string {
		return "questions\n" + count("topic t#\n  asked en  what is # | where is #\n  say en  a\n", n)
	},
	"many answers": func(n int) string {
		return "flow a\n" + count("step s#\n  ask en  Which? 1 x# 2 y#\n  answer choice\n    1 x#  en: x#, my x#\n    2 y#  en: y#, my y#\n  then s0\n", n)
	},
	"acceptances": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("  # accept spin: because of this\n", n) + strings.Repeat("  say en  WORDS\n", n)
	},
	"accepted": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("  # accept shouting: because of this\n  say en  HELLO you\n      es  a\n", n)
	},
	"long facts": func(n int) string {
		return "flow a\nstep s\n  say en  " + strings.Repeat("{hours}", n) + "\n      es  {hours}\n"
	},
	"numbers of a question": func(n int) string {
		return "flow a\nstep s\n  ask en  Which? 1 x 2 y " + count("1 x 3 z# 2 ", n) + "\n      es  Cual? 1 x 2 y" + strings.Repeat(" 7 z", n) + "\n  answer choice\n    1 x  en: x  es: x\n    2 y  en: y  es: y\n    9 z  en: z  es: z\n  then end\n"
	},
	"many bare numbers": func(n int) string {
		return "flow a\n" + count("step s#\n  ask en  Which? 1 x 2\n      es  Cual? 1 x\n  answer choice\n    1 x  en: x\n    2 y  en: y  es: y\n  then s0\n", n)
	},
	"at the left edge": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("ask en  a\nes  a\nanswer choice\n1 a  en: a\n2 b  en: b\n", n)
	},
	"open braces": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("  say en  {hours a\n          b {{a}} c\n      es  a} {}\n", n)
	},
	"no such steps": func(n int) string {
		return "flow a\n" + count("step s#\n"+asking("k#")+"  if yes then nowhere#\n  then done\n", n)
	},
	"answers in one line": func(n int) string {
		return "flow a\nstep s\n  ask en  a\n  answer choice: " + count("a#, ", n) + "\n" + count("step t#\n  ask en  a\n  answer a, b, c\n", n)
	},
	"other languages": func(n int) string {
		return "flow a\nstep s\n" + strings.Repeat("  say en  Le llamamos cuando usted quiera, por favor.\n      es  We call you when you like, please.\n", n)
	},
	"pieces": func(n int) string { return "flow a\n" + count("step s#\n  use p\n  then end\n", n) },
}

func oneOption(words string) string {
	return "flow a\nstep s\n  ask en  Which? 1 x 2 y\n      es  Cual? 1 x 2 y\n  answer choice\n    1 x  en: x " + words + "\n    2 y  en: y  es: y\n  then end\n"
}

func asking(keep string) string {
	return "  ask en  Now? 1 yes 2 no\n      es  Ya? 1 si 2 no\n  answer yesno\n  keep as " + keep + "\n"
}

// deep stands each line further right, down to where nobody would follow.
func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", 2+i%200) + "say en  a\n")
	}
	return b.String()
}

// count repeats s with a number for each #.
func count(s string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(s, "#", strconv.Itoa(i)))
	}
	return b.String()
}

// hostileSet is one of them, with an end and with the piece that it may use.
func hostileSet(name string, n int) map[string]string {
	set := map[string]string{"a.flow": hostile[name](n)}
	if strings.HasPrefix(set["a.flow"], "flow") {
		set["a.flow"] += "step last\n  say en  a\n      es  a\n  then end\n"
	}
	if name == "pieces" {
		set["p.flow"] = "piece p\nstep q\n  say en  a\n      es  a\n  then return\n"
	}
	return set
}

// rich is known with a fact that is as long as a script.
func rich() flows.Known {
	k := known
	k.Values = bot.Facts{"hours": {bot.English: strings.Repeat("from 8 to 5, ", 1000)}}
	return k
}

// BenchmarkGrowth: an input of twice the length takes about twice the time.
func BenchmarkGrowth(b *testing.B) {
	k := rich()
	for name := range hostile {
		for _, times := range []int{1, 2, 4} {
			src := hostileSet(name, 1000*times)
			b.Run(fmt.Sprintf("%s/%dx", name, times), func(b *testing.B) {
				before := spent()
				for b.Loop() {
					flows.ParseAndCheck(src, k)
				}
				b.ReportMetric(float64(spent()-before)/float64(b.N)/1e6, "cpu-ms/op")
			})
		}
	}
}

// spent is the time that this process has worked: others may work beside it.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestNothingGrowsFaster: what is allocated for an input of four times the length is
// about four times as much, and so is what is said of it.
func TestNothingGrowsFaster(t *testing.T) {
	k := rich()
	cost := func(name string, n int) (bytes, said float64) {
		src := hostileSet(name, n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, problems := flows.ParseAndCheck(src, k)
		runtime.ReadMemStats(&after)
		for _, p := range problems {
			said += float64(len(p.Text) + len(p.Mend) + len(p.Fix))
		}
		return float64(after.TotalAlloc - before.TotalAlloc), said
	}
	const n, floor = 100, 1 << 20
	for name := range hostile {
		bytes, said := cost(name, n)
		bytes4, said4 := cost(name, 4*n)
		if bytes4 > 6*bytes+floor || said4 > 6*said+floor/8 {
			t.Errorf("%s: %.0f bytes for one, %.0f for four times as much; %.0f and %.0f are said", name, bytes, bytes4, said, said4)
		}
	}
}

// TestPiecesInPieces: a thousand of them, each in the other, are refused before their
// steps' names have grown to what nobody could hold.
func TestPiecesInPieces(t *testing.T) {
	set := map[string]string{"a.flow": "flow a\nstep s\n  use p0\n  then end\n"}
	for i := range 1000 {
		n := strconv.Itoa(i)
		set["p"+n+".flow"] = "piece p" + n + "\nstep asks_whether_they_want_it\n  use p" + strconv.Itoa(i+1) + "\n  then return\n"
	}
	set["p1000.flow"] = "piece p1000\nstep a\n  say en  A.\n      es  A.\n  then return\n"
	script, problems := flows.Parse(set)
	names := 0
	for key := range script.Sources {
		names += len(key)
	}
	if s := fmt.Sprint(problems); !strings.Contains(s, "grow without end") || names > 50<<20 {
		t.Errorf("%d bytes of names, and it is said: %.200s", names, s)
	}
	set["p1000.flow"] = "piece p1000\nstep a\n  use p0\n  then return\n"
	_, problems = flows.Parse(set)
	for _, p := range problems {
		if len(p.Text) > 1000 {
			t.Errorf("this is not for people: %.200s", p.Text)
		}
	}
}

// TestManyFactsInOneText: it is said to be too long, and never written out.
func TestManyFactsInOneText(t *testing.T) {
	set := good()
	set["questions.flow"] = strings.Replace(set["questions.flow"], "{hours}.", strings.Repeat("{hours}", 1000), 1)
	_, problems := flows.ParseAndCheck(set, rich())
	if got := lines(problems); !strings.Contains(got, "error: this text is sent in") || len(got) > 10_000 {
		t.Errorf("got %.500s", got)
	}
}
