package answer

// topicNone are texts that ask none of a clinic's common questions: small talk,
// answers, wrong numbers, offers, other care, and what only staff can settle for
// a present patient. They keep such texts from being taken for a topic that
// happens to share a word.
const topicNone = `hi
hello
thanks
ok
yes
no`
