package store

import (
	"context"

	"nightdesk/bot"
)

// People are all of whom a session is kept, in no order.
func (s *Store) People(ctx context.Context) ([]bot.PersonID, error) {
	var all []bot.PersonID
	err := s.eachKey(ctx, s.names.session(""), func(id string) error {
		all = append(all, bot.PersonID(id))
		return nil
	})
	return all, err
}
