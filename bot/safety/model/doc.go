// Package model is the trained half of the crisis screen: a linear model over
// words, pairs of words and runs of letters, which hears danger that is told
// without any of the words that the rules know.
//
// It is small and can be looked through. A text is cut into features, each with
// one weight for each label; the score of a label is their sum, and [Weights.Explain]
// says which words made it. Reading is integer sums over a fixed table: the same
// text has the same score on every machine, without a network, a clock or a store.
//
// The table (weights.bin) is made from the labelled texts in ../corpus by
// `make model`, which gives the same bytes each time. What a score means for a
// person, and what stands above it, is package safety's to say.
package model
