// Package safety screens every inbound text for danger before anything else
// reads it, and holds the fixed words that answer danger.
//
// [Screen] is a pure function of the text (and of the last few texts, for
// messages sent in pieces): no network, no clock, no store. What it knows is in
// the tables under rules/, which a clinician can read: word classes, patterns
// over them, closed lists of figures of speech, old-time markers; and in the
// linear model of package model, trained on the labelled texts under corpus/,
// which hears what is told in none of those words. The model adds to the rules,
// names a danger better, and makes a question of a rule that it finds unlikely;
// it never silences one. [Explain] says which words weighed. It promises:
//
//   - the same text always gives the same finding;
//   - a text on the must-catch list is always caught (testdata/must_catch.jsonl);
//   - third person never lowers a finding; denial, the past, and what is only told
//     of a film or a class lower one only where they govern it; laughter lowers
//     none of suicide or withdrawal;
//   - doubt becomes a question, never silence;
//   - no finding, signal or tag holds a word the person wrote.
//
// [Reply], [Question], [Steady], [Fallback] and [OtherLanguageReply] are the
// answers: at most two GSM-7 segments each, with the elements that [Require]
// checks. A clinic may have its own words for a reply ([Own], by [Names]); those
// that Require has anything to say of are passed over. [Denies] reads the answer
// to a Question by a closed list: what is not plainly a no is a yes ([Unclear] says
// which may be asked again). While staff have been told, [Steady] fits the danger
// that holds and what is said: [NextStep], [Over] and [Gone] read that, by closed
// lists too. It may not know flows, sessions or channels: nothing an administrator
// edits can switch it off.
//
//	f := safety.Screen("hes gray and wont wake up")
//	if f.Raised() && f.Strength == safety.Act {
//		say(safety.Reply(f, safety.Manner{Lang: bot.English}))
//	}
package safety
