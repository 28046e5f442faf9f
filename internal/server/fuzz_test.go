package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kobo/internal/server"
)

// FuzzBody holds that no body whatever is answered with anything but 200, 400, 413 or 429, and none with an internal error.
func FuzzBody(f *testing.F) {
	for _, body := range []string{
		`{"query":"{ me }"}`, `{"query":"query($n: Int) { dwellings(first: $n) { nodes { id } } }","variables":{"n":1}}`, `{`, `[]`, `{"query":"{"}`,
		`{"query":"{ ...a } fragment a on Query { ...a }"}`, `{"query":"mutation { rename(id: 1, input: {name: \"x\"}) { id } }","operationName":"A"}`,
		`{"query":"{ nodes(ids: [\"a\"]) { ... on Dwelling { id @skip(if: true) } } }"}`, `{"extensions":{"persistedQuery":{"sha256Hash":"x"}}}`,
		`{"query":"query($i: DwellingInput = {name: \"a\"}) { take(input: $i, statuses: LET) }","variables":{"i":{"tags":null}}}`,
		`{"query":"query($f: DwellingFilter) { dwellings(first: 2, filter: $f) { edges { node { notes(first: 3) { text } } } } }","variables":{"f":{"status":["LET"]}}}`,
	} {
		f.Add(body)
	}
	b := start(f, func(c *server.Config, _ *server.Options) { c.Buckets = server.NewBuckets(1<<40, 1<<40, c.Now) })
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer staff"}}
		w := httptest.NewRecorder()
		b.server.Handler().ServeHTTP(w, r)
		if w.Code != 200 && w.Code != 400 && w.Code != 413 && w.Code != 406 || strings.Contains(w.Body.String(), "INTERNAL") && !strings.Contains(body, "fail") {
			t.Errorf("%q answered %d %s", body, w.Code, w.Body)
		}
	})
}
