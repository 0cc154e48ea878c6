package model

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"sync"
)

// The outputs, in the order of precedence of the labels that they stand for. Any
// is whether the text speaks of any of them.
const (
	OverdoseNow = iota
	MedicalEmergency
	SuicideRisk
	DangerFromOthers
	Withdrawal
	Any
	Outputs
)

// stride is Outputs rounded up, so that a bucket's weights share a cache line.
const stride = 8

// Weights are a trained model.
type Weights struct {
	Bias  [Outputs]float64
	Scale [Outputs]float64 // what a weight of 1 stands for
	W     []int8           // Buckets × stride
}

//go:embed weights.bin
var trained []byte

// Trained is the model that this build carries.
var Trained = sync.OnceValue(func() *Weights {
	w, err := Decode(trained)
	if err != nil { // it is part of the program, and tested
		panic(err)
	}
	return w
})

// Scores are log odds by output.
type Scores [Outputs]float64

// Chance is the probability that a score stands for.
func Chance(score float64) float64 { return 1 / (1 + math.Exp(-score)) }

// Score reads a folded text.
func (m *Weights) Score(r *Reader, folded string) Scores {
	r.read(folded)
	var sum [Outputs]int32
	for _, f := range r.features {
		w := m.W[int(f.bucket)*stride:][:Outputs]
		for k := range sum {
			sum[k] += int32(w[k])
		}
	}
	var out Scores
	norm := Norm(len(r.features))
	for k := range out {
		out[k] = m.Bias[k] + float64(norm*m.Scale[k])*float64(sum[k])
	}
	return out
}

// Part is what one word of a text adds to a score, in log odds. From and To are
// its place in the folded text.
type Part struct {
	From, To int
	Adds     float64
}

// Explain says what each word of a folded text adds to an output. What several
// words stand for together is shared among them. The sum of all parts and the
// output's bias is the score.
func (m *Weights) Explain(r *Reader, folded string, output int) []Part {
	r.read(folded)
	parts := make([]Part, len(r.words))
	for i, w := range r.words {
		parts[i] = Part{From: w.from, To: w.to}
	}
	norm := float64(Norm(len(r.features)) * m.Scale[output])
	for _, f := range r.features {
		adds := norm * float64(m.W[int(f.bucket)*stride+output])
		first, n := int(f.first), max(int(f.n), 1)
		for i := first; i < first+n; i++ {
			parts[i].Adds += adds / float64(n)
		}
	}
	return parts
}

// magic begins a table of this form: features, buckets and outputs as here.
const magic = "nightdesk screen 1\n"

// Encode writes the table.
func (m *Weights) Encode() []byte {
	out := []byte(magic)
	for k := range Outputs {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(m.Bias[k]))
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(m.Scale[k]))
	}
	for b := range Buckets {
		for k := range Outputs {
			out = append(out, byte(m.W[b*stride+k]))
		}
	}
	return out
}

// Decode reads what Encode wrote.
func Decode(data []byte) (*Weights, error) {
	const head = len(magic) + Outputs*16
	if len(data) != head+Buckets*Outputs || string(data[:len(magic)]) != magic {
		return nil, errors.New("not a table of weights of this build; `make model` makes one")
	}
	m := &Weights{W: make([]int8, Buckets*stride)}
	for k := range Outputs {
		at := data[len(magic)+k*16:]
		m.Bias[k] = math.Float64frombits(binary.LittleEndian.Uint64(at))
		m.Scale[k] = math.Float64frombits(binary.LittleEndian.Uint64(at[8:]))
	}
	for b := range Buckets {
		for k := range Outputs {
			m.W[b*stride+k] = int8(data[head+b*Outputs+k])
		}
	}
	return m, nil
}

// New makes weights of zero, to be filled in by training.
func New() *Weights { return &Weights{W: make([]int8, Buckets*stride)} }

// Set sets one weight.
func (m *Weights) Set(bucket, output int, w int8) { m.W[bucket*stride+output] = w }
