package console

import "net/http"

// standIn asks Options.SignedIn who is there.
type standIn struct{ c *Console }

func newAuthenticator(c *Console) authenticator { return standIn{c} }

func (s standIn) authenticate(_ http.ResponseWriter, r *http.Request) (identity, error) {
	if s.c.o.SignedIn == nil {
		return identity{}, errSignedOut
	}
	a, ok := s.c.o.SignedIn(r)
	if !ok {
		return identity{}, errSignedOut
	}
	return identity{account: a}, nil
}
