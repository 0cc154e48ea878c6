package console

import (
	"encoding/base64"
	"io"
	"net/http"
)

// frameRoutes are what every page relies on.
func (c *Console) frameRoutes() []route {
	return []route{
		{method: http.MethodGet, path: assetPath + "{file}", open: true, handle: c.serveAsset},
	}
}

// orderID makes the id of one order. A form carries it, so that sending the form
// twice is one order.
func (c *Console) orderID() (string, error) {
	var b [12]byte
	if _, err := io.ReadFull(c.o.Rand, b[:]); err != nil {
		return "", err
	}
	return "console-" + base64.RawURLEncoding.EncodeToString(b[:]), nil
}
