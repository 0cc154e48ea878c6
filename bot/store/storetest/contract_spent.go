package storetest

// spent is a day's sum over all processes, each of which says its own again and
// again.
func spent(s *suite) {
	for _, mine := range []int{0, 7, 7, 9} {
		all, err := s.st.Spent(s.ctx, "2026-11-23", mine)
		s.must(err)
		s.equal(all, mine)
	}
	all, err := s.st.Spent(s.ctx, "2026-11-24", 2)
	s.must(err)
	s.equal(all, 2)
}
