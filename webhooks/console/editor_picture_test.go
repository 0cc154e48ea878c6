package console

import (
	"testing"

	"nightdesk/flows"
)

// Names stand in their boxes, and no two labels in one place.
func TestThePictureCanBeRead(t *testing.T) {
	src := "flow a\nstep begin\n  set adult yes\n  then pick\nstep pick\n  if adult is yes then grown\n  if adult is no then small\n  then other\nstep grown\n  say en  Hi.\n  then end\nstep small\n  say en  Ho.\n  then end\nstep other\n  say en  Ha.\n  then end\n"
	script, _ := flows.Parse(map[string]string{"a.flow": src})
	p := draw(script, "a.flow")
	for _, b := range p.Boxes {
		if b.H == boxHeight && len(b.Lines) == 0 {
			t.Errorf("the box %q is empty, and its name is drawn as of a small one", b.Name)
		}
	}
	at, labels := map[[2]int]string{}, 0
	for _, a := range p.Arrows {
		if a.Label == "" {
			continue
		}
		labels++
		if had := at[[2]int{a.LabelX, a.LabelY}]; had != "" {
			t.Errorf("%q stands on %q", a.Label, had)
		}
		at[[2]int{a.LabelX, a.LabelY}] = a.Label
	}
	if labels < 3 {
		t.Errorf("%d labels are drawn", labels)
	}
	a := pictureArrow{Label: "adult is yes", LabelX: 100, LabelY: 100}
	d := &drawing{p: &picture{Arrows: []pictureArrow{a}}}
	if b := d.clear(pictureArrow{Label: "otherwise", LabelX: 140, LabelY: 100}); b.LabelY != 88 {
		t.Errorf("a label is at %d, over the other", b.LabelY)
	}
}
