package main

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// demoOthers are the made-up people who text by themselves, beside the one whose
// phone is on the page.
type demoOthers struct {
	mu      sync.Mutex
	invited int
	talking int
	booked  int
}

// othersState is what the page shows of them.
type othersState struct {
	Texting bool `json:"texting"`
	Left    bool `json:"left"` // there are more who can text
	Booked  int  `json:"booked"`
}

const (
	// othersAtOnce is how many one tap lets text, and othersMost how many a demo has.
	othersAtOnce, othersMost = 8, 32
	// othersApart is the time between two who begin, and othersPause how long each
	// takes to answer: a calm pace to look at, and some 20 texts a second at most.
	othersApart, othersPause = 900 * time.Millisecond, 220 * time.Millisecond
	// othersTexts ends a talk that leads nowhere.
	othersTexts = 30
)

// other is one of them.
type other struct {
	number string
	lang   string
	name   string
	wish   string // said when times are offered; "" = the soonest will do
	pick   string // which of the times that are offered
}

// otherWishes are who the eight of one tap are.
var otherWishes = [othersAtOnce]other{
	{lang: "en", name: "Alex", pick: "1"},
	{lang: "es", name: "Rosa", pick: "1"},
	{lang: "en", name: "Jo", wish: "mornings", pick: "1"},
	{lang: "en", name: "Kim", pick: "2"},
	{lang: "en", name: "Lee", wish: "friday", pick: "1"},
	{lang: "es", name: "Luz", wish: "por la mañana", pick: "2"},
	{lang: "en", name: "Max", pick: "3"},
	{lang: "en", name: "Pat", wish: "afternoon", pick: "1"},
}

// What the clinic's texts say, in the words of its scripts.
var (
	otherOffered  = regexp.MustCompile(`(?m)^(These times are open|I have nothing at that time|Hay estas horas|A esa hora no hay)`)
	otherHeld     = regexp.MustCompile(`(?m)^(I can give you|Le puedo dar) `)
	otherBooked   = regexp.MustCompile(`(?m)^(Booked|Su cita): `)
	otherQuestion = []string{"", "1", "1", "1", "1", "1", "1", "4", "", "4", "7", "3"}
)

// otherNumbers are 907-555-01xx numbers that nobody else in the demo has.
func otherNumbers(taken []string) []string {
	var numbers []string
	for n := 101; n < demoPerson; n++ {
		if number := demoNumber(n); !slices.Contains(taken, number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// taken are the numbers of the clinic and its staff.
func (d *demo) taken() []string {
	taken := []string{d.clinic.Texting.Line, d.clinic.Phone}
	for _, s := range d.clinic.Staff {
		taken = append(taken, s.Phone)
	}
	return taken
}

// numbers are those of the ones who have been let text so far.
func (o *demoOthers) numbers(taken []string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return otherNumbers(taken)[:o.invited]
}

// letOthersText lets the next eight text.
func (d *demo) letOthersText(w http.ResponseWriter, _ *http.Request) {
	people := d.invite()
	if people == nil {
		http.Error(w, "they are texting already, or all have texted", http.StatusConflict)
		return
	}
	d.program.loops.Go(func() {
		var talks sync.WaitGroup
		for i, o := range people {
			talks.Go(func() { d.talk(o, time.Duration(i)*othersApart) })
		}
		talks.Wait()
	})
	w.WriteHeader(http.StatusAccepted)
}

// invite picks those who text next; none while others do, or if all have.
func (d *demo) invite() []other {
	o := &d.others
	o.mu.Lock()
	defer o.mu.Unlock()
	numbers := otherNumbers(d.taken())
	if o.talking > 0 || o.invited+othersAtOnce > min(othersMost, len(numbers)) {
		return nil
	}
	people := slices.Clone(otherWishes[:])
	for i := range people {
		people[i].number = numbers[o.invited+i]
	}
	o.invited += len(people)
	o.talking = len(people)
	return people
}

func (o *demoOthers) state() othersState {
	o.mu.Lock()
	defer o.mu.Unlock()
	return othersState{Texting: o.talking > 0, Left: o.invited < othersMost, Booked: o.booked}
}

// talk has one of them text until their visit is booked, each text when the
// answer to the one before is there. They wait while the clock is being moved:
// nobody answers for days in two seconds.
func (d *demo) talk(o other, after time.Duration) {
	defer func() {
		d.others.mu.Lock()
		defer d.others.mu.Unlock()
		d.others.talking--
	}()
	wait := time.NewTimer(after)
	defer wait.Stop()
	heard := ""
	for n := 0; n < othersTexts; {
		select {
		case <-d.done:
			return
		case <-wait.C:
		}
		wait.Reset(othersPause)
		if d.clock.Moving() {
			continue
		}
		say := o.answer(n, heard)
		if say == "" {
			return
		}
		heard = ""
		for _, m := range d.twilio.Text(o.number, say).Replies {
			heard += m.Body + "\n"
		}
		if otherBooked.MatchString(heard) {
			d.others.mu.Lock()
			d.others.booked++
			d.others.mu.Unlock()
		}
		n++
	}
}

// answer is their text number n, from 0, to what they heard; "" = they are done.
func (o *other) answer(n int, heard string) string {
	switch {
	case n == 0:
		return map[string]string{"en": "hi", "es": "hola"}[o.lang]
	case otherBooked.MatchString(heard), otherHeld.MatchString(heard):
		return "1"
	case otherOffered.MatchString(heard):
		if wish := o.wish; wish != "" {
			o.wish = ""
			return wish
		}
		if !strings.Contains(heard, "\n"+o.pick+" ") {
			return "1"
		}
		return o.pick
	case n < len(otherQuestion) && otherQuestion[n] == "":
		return o.name
	case n < len(otherQuestion):
		return otherQuestion[n]
	}
	return ""
}
