package flows_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nightdesk/bot"
	"nightdesk/flows"
)

const someQuestions = `questions

# What people ask.
topic hours   # the desk's
  asked en  when are you open | what are your hours
  # as people say it
  asked es  a que hora abren
  say en  We are open {hours}.   # a fact
      es  Abrimos {hours}.
  missing en  Ask us.
          es  Pregunte.

# Rides.
topic ride of hours
  asked en  is there a bus
        es  hay autobus
  say en  Yes.
      es  Si.
`

func topicIn(t *testing.T, src, name string) bot.Topic {
	t.Helper()
	s, _ := flows.Parse(map[string]string{"questions.flow": src})
	for _, topic := range s.Topics {
		if topic.Name == name {
			return topic
		}
	}
	t.Fatalf("no topic %s", name)
	return bot.Topic{}
}

func TestSetTopic(t *testing.T) {
	for _, c := range []struct {
		name, topic string
		change      func(*bot.Topic)
		was, is     string
	}{
		{"nothing", "hours", func(*bot.Topic) {}, "", ""},
		{"an answer", "hours", func(x *bot.Topic) { x.Say[bot.English] = "Open {hours}." }, "say en  We are open {hours}.   # a", "say en  Open {hours}.   # a"},
		{"an answer on a shared phone", "hours", func(x *bot.Topic) { x.Discreet = bot.Text{"en": "Open.", "es": "Abierto."} },
			"          es  Pregunte.\n", "          es  Pregunte.\n  discreet en  Open.\n           es  Abierto.\n"},
		{"without one", "hours", func(x *bot.Topic) { x.Missing = nil }, "  missing en  Ask us.\n          es  Pregunte.\n", ""},
		{"without a language", "hours", func(x *bot.Topic) { delete(x.Missing, "es") }, "          es  Pregunte.\n", ""},
		{"an example more", "hours", func(x *bot.Topic) { x.Examples["es"] = append(x.Examples["es"], "cuando abren") },
			"abren\n", "abren | cuando abren\n"},
		{"an example of two languages in one sentence", "ride", func(x *bot.Topic) { x.Examples["en"] = []string{"a bus", "a bus", " any  train "} },
			"  asked en  is there a bus\n        es  hay autobus\n", "  asked en  a bus | any train\n  asked es  hay autobus\n"},
		{"a part of none", "ride", func(x *bot.Topic) { x.Of = "none" }, "ride of hours", "ride of none"},
		{"by itself", "ride", func(x *bot.Topic) { x.Of = "" }, "ride of hours", "ride"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, ending := range []string{"\n", "\r\n"} {
				src := strings.ReplaceAll(someQuestions, "\n", ending)
				want := strings.ReplaceAll(strings.Replace(someQuestions, c.was, c.is, 1), "\n", ending)
				topic := topicIn(t, src, c.topic)
				c.change(&topic)
				got, err := flows.SetTopic("questions.flow", src, topic)
				if err != nil {
					t.Fatal(err)
				}
				if c.name == "an example more" { // all its examples are written anew, the comment stays
					want = strings.Replace(want, "  # as people say it"+ending, "", 1)
					want = strings.Replace(want, "cuando abren"+ending, "cuando abren"+ending+"  # as people say it"+ending, 1)
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("-want +got:\n%s", d)
				}
			}
		})
	}
}

func TestAddAndRemoveTopic(t *testing.T) {
	for _, ending := range []string{"\n", "\r\n"} {
		src := strings.ReplaceAll(someQuestions, "\n", ending)
		topic := bot.Topic{Name: "pets", Of: "none", Examples: map[bot.Lang][]string{"en": {"can i bring my dog"}, "es": {"puedo llevar mi perro"}},
			Say: bot.Text{"en": "Please no.", "es": "Por favor no."}}
		with, err := flows.SetTopic("questions.flow", src, topic)
		if err != nil {
			t.Fatal(err)
		}
		want := src + strings.ReplaceAll("\ntopic pets of none\n  asked en  can i bring my dog\n  asked es  puedo llevar mi perro\n  say en  Please no.\n      es  Por favor no.\n", "\n", ending)
		if d := cmp.Diff(want, with); d != "" {
			t.Error(d)
		}
		without, err := flows.RemoveTopic("questions.flow", with, "pets")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(strings.TrimSpace(src), strings.TrimSpace(without)); d != "" {
			t.Error(d)
		}
	}
	if _, err := flows.RemoveTopic("questions.flow", someQuestions, "hours"); err == nil || !strings.Contains(err.Error(), "ride") {
		t.Errorf("a topic that another is a part of went: %v", err)
	}
}

func TestSetTopicRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(*bot.Topic)
		want string
	}{
		{"no name", func(x *bot.Topic) { x.Name = "Two words" }, "one word"},
		{"no answer", func(x *bot.Topic) { x.Say = nil }, "no answer"},
		{"a bar", func(x *bot.Topic) { x.Examples["en"] = []string{"a | b"} }, "sign |"},
		{"half a brace", func(x *bot.Topic) { x.Say["en"] = "We {are open." }, "without }"},
		{"a comment", func(x *bot.Topic) { x.Examples["en"] = []string{"# x"} }, "begin with #"},
	} {
		topic := topicIn(t, someQuestions, "hours")
		c.make(&topic)
		got, err := flows.SetTopic("questions.flow", someQuestions, topic)
		if err == nil || !strings.Contains(err.Error(), c.want) || got != someQuestions {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// Every topic of the clinic can be changed by the form, and only it changes.
func TestSetEveryTopic(t *testing.T) {
	src, err := os.ReadFile("clinic/questions.flow")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := flows.Parse(map[string]string{"questions.flow": string(src)})
	for _, topic := range s.Topics {
		if same, err := flows.SetTopic("questions.flow", string(src), topic); err != nil || same != string(src) {
			t.Errorf("%s changes by being written as it is: %v", topic.Name, err)
		}
		topic.Say = bot.Text{"en": "New.", "es": "Nuevo."}
		topic.Discreet, topic.Missing = bot.Text{"en": "New."}, nil
		topic.Examples["en"] = append(topic.Examples["en"], "a new example")
		if _, err := flows.SetTopic("questions.flow", string(src), topic); err != nil {
			t.Errorf("%s: %v", topic.Name, err)
		}
	}
}
