package store_test

import (
	"context"
	"fmt"

	"nightdesk/bot"
	"nightdesk/bot/store"
)

// A turn is committed once, however often its text is delivered.
func Example() {
	ctx := context.Background()
	e, err := store.Embedded(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	st, err := e.Open("c1")
	if err != nil {
		fmt.Println(err)
		return
	}
	who := st.Person("+19075550123")
	for range 2 {
		out, err := st.Commit(ctx, bot.Commit{
			Input: "SM0123", Person: who, Session: &bot.Session{Phone: "+19075550123"},
			Reply: "Who is this for? 1 me 2 someone else", Actor: "person", Note: "asked",
		})
		fmt.Println(out.Result, out.Reply.Text(), err)
	}
	// Output:
	// applied Who is this for? 1 me 2 someone else <nil>
	// duplicate Who is this for? 1 me 2 someone else <nil>
}
