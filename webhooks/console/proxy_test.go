package console

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

// anyProxy believes every address on this machine.
var anyProxy = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// Only what a proxy of ours says is believed, from the right.
func TestWhoseAddressCounts(t *testing.T) {
	d := &door{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, tt := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:5", "", "192.0.2.1"},
		{"192.0.2.1:5", "203.0.113.9", "192.0.2.1"},
		{"10.0.0.1:5", "203.0.113.9", "203.0.113.9"},
		{"10.0.0.1:5", "6.6.6.6, 203.0.113.9, 10.2.2.2", "203.0.113.9"},
		{"10.0.0.1:5", "nonsense", "10.0.0.1"},
		{"10.0.0.1:5", "203.0.113.9:51234", "203.0.113.9"},
		{"10.0.0.1:5", "[2001:db8:1:2:3::4]:51234", "2001:db8:1:2::/64"},
		{"10.0.0.1:5", "[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"},
		{"[::ffff:10.0.0.1]:5", "::ffff:203.0.113.9, [::ffff:10.9.9.9]:80", "203.0.113.9"},
		{"10.0.0.1:5", "fe80::1%eth0", "fe80::/64"},
		{"[fe80::1%eth0]:5", "203.0.113.9", "fe80::/64"},
		{"10.0.0.1:5", "", "10.0.0.1"},
		{"[2001:db8:1:2:3::4]:5", "", "2001:db8:1:2::/64"},
		{"@", "", "unknown"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.peer
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := d.sender(r); got != tt.want {
			t.Errorf("%s by way of %q: %s, want %s", tt.peer, tt.forwarded, got, tt.want)
		}
	}
}
