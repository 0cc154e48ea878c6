package main

import (
	"math"
	"math/rand/v2"
	"strings"

	"nightdesk/bot/safety/model"
)

// How the model is fitted: logistic regression, one output against the rest, by
// AdaGrad over shuffled lines. The figures hardly move with any of these but the last.
const (
	epochs    = 12
	settled   = 4 // the model is the mean of what it is after this epoch and the later ones
	rate      = 0.5
	decay     = 1e-3
	misspelt  = 1     // copies of each line as thumbs would write it
	certainly = 0.005 // an output this near to the truth has nothing to learn
	// everyday is how much a line of ordinary traffic weighs, or one of the lists that
	// must be right. Most lines are of danger or look like it; most of what a clinic
	// hears is neither.
	everyday = 20
)

func (l *line) weight() float64 {
	if strings.HasPrefix(l.file, "must_") || strings.HasPrefix(l.file, "ordinary") && !l.labels[model.Any] {
		return everyday
	}
	return 1
}

// fitting is a model being fitted.
type fitting struct {
	w, grown       [model.Outputs][]float64 // weights, and the sum of their squared slopes
	bias, biasGrew [model.Outputs]float64
}

// fit trains on lines.
func fit(lines []line) *fitting {
	prepare(lines)
	m := &fitting{}
	for k := range m.w {
		m.w[k], m.grown[k] = make([]float64, model.Buckets), make([]float64, model.Buckets)
	}
	type example struct {
		labels  *[model.Outputs]bool
		weight  float64
		buckets []uint32
	}
	var all []example
	for i := range lines {
		for _, shape := range lines[i].shapes {
			all = append(all, example{&lines[i].labels, lines[i].weight(), shape})
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	mean := &fitting{}
	for epoch := range epochs {
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, x := range all {
			m.learn(x.labels, x.weight, x.buckets)
		}
		if epoch >= settled {
			mean.add(m, 1.0/(epochs-settled))
		}
	}
	return mean
}

// add adds a part of another fitting's weights.
func (m *fitting) add(o *fitting, part float64) {
	for k := range m.w {
		if m.w[k] == nil {
			m.w[k] = make([]float64, model.Buckets)
		}
		for b, w := range o.w[k] {
			m.w[k][b] += float64(part * w)
		}
		m.bias[k] += float64(part * o.bias[k])
	}
}

// prepare reads each line once.
func prepare(lines []line) {
	r, rng := model.NewReader(), rand.New(rand.NewPCG(3, 4))
	for i := range lines {
		l := &lines[i]
		if l.shapes != nil {
			continue
		}
		l.shapes = append(l.shapes, r.Buckets(model.Fold(l.text)))
		for range misspelt {
			l.shapes = append(l.shapes, r.Buckets(model.Fold(misspell(l.text, rng))))
		}
	}
}

// learn moves the weights towards what one text is. Products are converted before
// they are added, so that no processor fuses the two and rounds once less.
func (m *fitting) learn(labels *[model.Outputs]bool, weight float64, buckets []uint32) {
	norm := model.Norm(len(buckets))
	for k, score := range m.score(buckets) {
		miss := model.Chance(score)
		if labels[k] {
			miss--
		}
		if math.Abs(miss) < certainly {
			continue
		}
		miss *= weight
		w, grown := m.w[k], m.grown[k]
		slope := float64(miss * norm)
		for _, b := range buckets {
			g := slope + float64(decay*w[b])
			grown[b] += float64(g * g)
			w[b] -= float64(rate * g / (math.Sqrt(grown[b]) + 1e-3))
		}
		m.biasGrew[k] += float64(miss * miss)
		m.bias[k] -= float64(rate * miss / (math.Sqrt(m.biasGrew[k]) + 1e-3))
	}
}

func (m *fitting) score(buckets []uint32) (out model.Scores) {
	norm := model.Norm(len(buckets))
	for k := range out {
		sum := 0.0
		for _, b := range buckets {
			sum += m.w[k][b]
		}
		out[k] = m.bias[k] + float64(norm*sum)
	}
	return out
}

// quantize rounds the weights to 8 bits. The largest of all are cut off: the
// scale fits all but one in ten thousand.
func (m *fitting) quantize() *model.Weights {
	out := model.New()
	for k := range m.w {
		scale := spread(m.w[k]) / math.MaxInt8
		out.Bias[k], out.Scale[k] = m.bias[k], scale
		for b, w := range m.w[k] {
			out.Set(b, k, int8(math.Round(max(-math.MaxInt8, min(math.MaxInt8, w/scale)))))
		}
	}
	return out
}
