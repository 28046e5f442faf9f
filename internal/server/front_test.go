package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/server"
	"kobo/internal/viewer"
)

func TestRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	good := `{"query":"{ me }"}`
	bearer := []string{"Authorization", "Bearer staff"}
	with := func(more ...string) []string {
		return append([]string{"Content-Type", "application/json", "Authorization", "Bearer staff"}, more...)
	}
	for name, c := range map[string]struct {
		method, body string
		header       []string
		status       int
		code         any
	}{
		"nobody asks":                {"POST", good, []string{"Content-Type", "application/json"}, 401, "UNAUTHENTICATED"},
		"an unknown token":           {"POST", good, []string{"Content-Type", "application/json", "Authorization", "Bearer x"}, 401, "UNAUTHENTICATED"},
		"nobody, and nothing parsed": {"POST", "{", nil, 401, "UNAUTHENTICATED"},
		"GET":                        {"GET", "", bearer, 405, "BAD_REQUEST"},
		"PUT":                        {"PUT", good, with(), 405, "BAD_REQUEST"},
		"TRACE":                      {"TRACE", "", bearer, 405, "BAD_REQUEST"},
		"OPTIONS of nowhere":         {"OPTIONS", "", bearer, 405, "BAD_REQUEST"},
		"a form":                     {"POST", "query={me}", append(bearer, "Content-Type", "application/x-www-form-urlencoded"), 415, "BAD_REQUEST"},
		"a multipart form":           {"POST", "--x--", append(bearer, "Content-Type", "multipart/form-data; boundary=x"), 415, "BAD_REQUEST"},
		"plain text":                 {"POST", good, append(bearer, "Content-Type", "text/plain"), 415, "BAD_REQUEST"},
		"no content type":            {"POST", good, bearer, 415, "BAD_REQUEST"},
		"another charset":            {"POST", good, append(bearer, "Content-Type", "application/json; charset=iso-8859-1"), 415, "BAD_REQUEST"},
		"UTF-16":                     {"POST", good, append(bearer, "Content-Type", "application/json; charset=utf-16"), 415, "BAD_REQUEST"},
		"a compressed body":          {"POST", good, with("Content-Encoding", "gzip"), 415, "BAD_REQUEST"},
		"an answer in HTML":          {"POST", good, with("Accept", "text/html"), 406, "BAD_REQUEST"},
		"an answer in latin-1":       {"POST", good, with("Accept", "application/json;charset=latin-1"), 406, "BAD_REQUEST"},
		"a second value":             {"POST", good + good, with(), 400, "BAD_REQUEST"},
		"text after the value":       {"POST", good + " x", with(), 400, "BAD_REQUEST"},
		"an array (batch)":           {"POST", "[" + good + "]", with(), 400, "BAD_REQUEST"},
		"invalid UTF-8":              {"POST", "{\"query\":\"{ me }\",\"x\":\"\xff\"}", with(), 400, "BAD_REQUEST"},
		"a member twice":             {"POST", `{"query":"{ me }","query":"{ secret }"}`, with(), 400, "BAD_REQUEST"},
		"deep JSON":                  {"POST", `{"query":"{ me }","x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, with(), 400, "BAD_REQUEST"},
		"a foreign origin":           {"POST", good, with("Origin", "https://evil.example"), 403, "BAD_REQUEST"},
		"a foreign site":             {"POST", good, with("Sec-Fetch-Site", "cross-site"), 403, "BAD_REQUEST"},
		"no path":                    {"POST", good, with(), 404, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := "/graphql"
			if c.status == 404 {
				path = "/nowhere"
			}
			r := b.do(t, c.method, path, c.body, c.header...)
			check(t, r, c.status, c.code)
			switch {
			case c.status == 401 && !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Bearer"):
				t.Error("401 without WWW-Authenticate: Bearer")
			case c.status == 405 && r.Header.Get("Allow") != "POST":
				t.Error("405 without Allow")
			}
			if strings.Contains(r.text, `"data"`) {
				t.Errorf("a data entry in %s", r.text)
			}
		})
	}
	t.Cleanup(func() {
		if n := b.root.Calls.Load(); n != 0 {
			t.Errorf("%d root fields were resolved", n)
		}
	})
}

func TestUnknownMembersAreIgnored(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	check(t, b.post(t, "staff", ` {"id":7,"query":"{ me }","more":{"a":[1]}} `), 200, nil)
}

func TestLargeBodies(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for name, length := range map[string]int64{"with a length": 50 << 20, "without": -1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", b.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			framing := fmt.Sprintf("Content-Length: %d\r\n", length)
			if length < 0 {
				framing = "Transfer-Encoding: chunked\r\n"
			}
			go func() { // ends when the server closes
				fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: kobo\r\nAuthorization: Bearer staff\r\n"+
					"Content-Type: application/json\r\n%s\r\n", framing)
				chunk := strings.Repeat(" ", 1<<16)
				for range 50 << 20 >> 16 {
					text := chunk
					if length < 0 {
						text = fmt.Sprintf("%x\r\n%s\r\n", len(chunk), chunk)
					}
					if _, err := io.WriteString(conn, text); err != nil {
						return
					}
				}
			}()
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != 413 || !strings.Contains(string(text), `"limit":"body"`) || !strings.Contains(string(text), `"max":1048576`) {
				t.Errorf("answered %d %s", resp.StatusCode, text)
			}
			if !resp.Close {
				t.Error("the connection stays open")
			}
		})
	}
}

func TestSmuggledRequestIsNotAnswered(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	conn, err := net.Dial("tcp", b.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil { // a connection kept open fails, not hangs
		t.Fatal(err)
	}
	// A proxy that goes by the length forwards all of this as one request; by the chunks it is two.
	fmt.Fprint(conn, "POST /graphql HTTP/1.1\r\nHost: kobo\r\nAuthorization: Bearer staff\r\nContent-Type: application/json\r\n"+
		"Content-Length: 65\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"+
		"GET /healthz HTTP/1.1\r\nHost: kobo\r\n\r\n")
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(all), "HTTP/1.1 "); n != 1 {
		t.Errorf("%d answers:\n%s", n, all)
	}
	if !strings.Contains(string(all), "Connection: close") {
		t.Errorf("no Connection: close:\n%s", all)
	}
}

func TestNothingOfABrokenBodyIsRepeated(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for _, body := range []string{
		`{"query":"{ me }","variables":{"number":"01859912345"`,
		`01859912345`,
		`{"query":"{ me }","variables":"01859912345"}`,
		`{"01859912345":1`,
		`{"query":"query($n: String) { me }","extensions":{"persistedQuery":{"sha256Hash":"01859912345"}}}`,
	} {
		r := b.post(t, "staff", body)
		if r.StatusCode != 400 || strings.Contains(r.text, "01859912345") {
			t.Errorf("%s answered %d %s", body, r.StatusCode, r.text)
		}
	}
	b.do(t, "GET", "/nowhere/01859912345?number=01859912345", "")
	b.do(t, "BREW01859912345", "/graphql", "", "User-Agent", "01859912345")
	if strings.Contains(b.logs.String(), "01859912345") {
		t.Errorf("logged: %s", b.logs)
	}
}

func TestErrorsAreMasked(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for how, want := range map[string]string{"conflict": "CONFLICT", "wrapped": "NOT_FOUND", "plain": "INTERNAL", "panic": "INTERNAL"} {
		r := b.ask(t, "staff", `query($how: String!) { fail(how: $how) }`, map[string]any{"how": how})
		check(t, r, 200, want)
		if string(r.body.Data) != `{"fail":null}` || strings.Contains(r.text, "person") {
			t.Errorf("%s: %s", how, r.text)
		}
		if len(r.body.Errors) != 1 || len(r.body.Errors[0].Path) != 1 {
			t.Errorf("%s: %s", how, r.text)
			continue
		}
		id, isInternal := r.body.Errors[0].Extensions["id"].(string)
		if isInternal != (want == "INTERNAL") {
			t.Errorf("%s: id %q", how, id)
		}
		if isInternal && (!strings.Contains(r.body.Errors[0].Message, id) || id != r.Header.Get("X-Request-Id") ||
			!strings.Contains(b.logs.String(), id)) {
			t.Errorf("%s: the id %q is not the one to quote and to find: %s", how, id, r.body.Errors[0].Message)
		}
		if how == "conflict" && (r.body.Errors[0].Extensions["field"] != "input.version" ||
			r.body.Errors[0].Message != message.Text("nb", "fault.conflict")) {
			t.Errorf("conflict: %s", r.text)
		}
	}
	if strings.Contains(b.logs.String(), "01859912345") || !strings.Contains(b.logs.String(), "fixture.query.Fail") {
		t.Errorf("the log must have the stack and no values: %s", b.logs)
	}
}

func TestTheLabMayLogTexts(t *testing.T) {
	t.Parallel()
	b := start(t, func(_ *server.Config, o *server.Options) { o.LogErrorText = true })
	check(t, b.ask(t, "staff", `{ fail(how: "plain") }`, nil), 200, "INTERNAL")
	if !strings.Contains(b.logs.String(), "01859912345") {
		t.Error("no text in the log")
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *server.Config, _ *server.Options) {
		limits := server.Standard()
		limits.Execute = 20 * time.Millisecond
		c.Limits = &limits
	})
	r := b.ask(t, "vendor", `{ fail(how: "wait") }`, nil)
	check(t, r, 200, "UNAVAILABLE")
	if r.body.Errors[0].Message != message.Text("en", "server.timeout") {
		t.Errorf("answered %s", r.text)
	}
}

func TestSuggestionsAndLongErrors(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for _, query := range []string{
		`{ secre }`, `{ dwelling(i: 1) { id } }`, `{ echo(text: "a", status: LETT) }`, `{ ... on Dwellin { id } }`,
		`query($x: Dwellin) { me }`, `{ echo(text: "a") @skp(if: true) }`, `mutation { rename(id: 1, input: {nam: "x"}) { id } }`,
		`{ me { x } }`, `{ dwellings }`,
	} {
		r := b.ask(t, "vendor", query, nil)
		check(t, r, 400, "GRAPHQL_VALIDATION_FAILED")
		if strings.Contains(r.text, "Did you mean") || strings.Contains(r.text, `"data"`) {
			t.Errorf("%s: %s", query, r.text)
		}
	}
	var fields strings.Builder
	for i := range 200 {
		fmt.Fprintf(&fields, "x%s%d ", strings.Repeat("x", 100+i), i)
	}
	r := b.ask(t, "staff", "{ dwelling(id: 1) { "+fields.String()+strings.Repeat("y", 2000)+" } }", nil)
	check(t, r, 400, "GRAPHQL_VALIDATION_FAILED")
	if len(r.body.Errors) != 50 {
		t.Errorf("%d errors", len(r.body.Errors))
	}
	for _, err := range r.body.Errors {
		if len([]rune(err.Message)) > 300 {
			t.Errorf("a message of %d characters", len(err.Message))
		}
	}
	r = b.ask(t, "staff", "{ dwellings(first: 60) { nodes { notes(first: 13) { text } } } }", nil)
	if len(r.body.Errors) != 50 || r.code() != "NOT_FOUND" {
		t.Errorf("%d errors of execution", len(r.body.Errors))
	}
	check(t, b.ask(t, "staff", "{ me", nil), 400, "GRAPHQL_PARSE_FAILED")
	r = b.ask(t, "staff", "{ me", nil, "Accept", "application/json")
	check(t, r, 200, "GRAPHQL_PARSE_FAILED")
}

func TestTwoProjectionsShareNothing(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for range 3 { // whoever comes first, and again when both are cached
		r := b.ask(t, "vendor", `{ secret }`, nil)
		check(t, r, 200, nil)
		if string(r.body.Data) != `{"secret":"hemmelig"}` {
			t.Errorf("answered %s", r.text)
		}
		check(t, b.ask(t, "staff", `{ secret }`, nil), 400, "GRAPHQL_VALIDATION_FAILED")
		check(t, b.registered(t, snooping, server.ClientHeader, "caseworker"), 400, "NOT_FOUND")
	}
	staff := b.do(t, "GET", "/schema.graphql", "", "Authorization", "Bearer staff")
	vendor := b.do(t, "GET", "/schema.graphql", "", "Authorization", "Bearer vendor")
	if staff.text != "# without secret" || !strings.Contains(vendor.text, "secret: String") {
		t.Error("the SDL is not the viewer's own")
	}
	check(t, b.do(t, "GET", "/schema.graphql", ""), 401, "UNAUTHENTICATED")
}

// A client's documents are written for its broadest user: what another may not see is absent, not an error.
func TestRegisteredDocumentsArePruned(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	r := b.registered(t, broad, server.ClientHeader, "caseworker")
	check(t, r, 200, nil)
	if string(r.body.Data) != `{"me":"Trine"}` {
		t.Errorf("answered %s", r.text)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	client := []string{server.ClientHeader, "caseworker"}
	post := func(body string, header ...string) *reply {
		return b.do(t, "POST", "/graphql", body, append([]string{"Content-Type", "application/json", "Cookie", "kobo=session",
			"Accept", "application/graphql-response+json"}, header...)...)
	}
	r := b.registered(t, mine, client...)
	check(t, r, 200, nil)
	if r.text != `{"data":{"me":"Trine"},"extensions":{"cost":{"computed":1,"limit":2000}}}` {
		t.Errorf("answered %s", r.text)
	}
	check(t, b.registered(t, mine), 403, "BAD_REQUEST")                                   // no header: perhaps a forged request
	check(t, b.registered(t, mine, server.ClientHeader, "nobody"), 403, "BAD_REQUEST")    // no client of ours
	check(t, b.registered(t, mine, server.ClientHeader, "citizen"), 403, "BAD_REQUEST")   // another role's client
	check(t, b.registered(t, "{ me }", client...), 400, "PERSISTED_QUERY_NOT_FOUND")      // not registered
	check(t, post(`{"query":"{ me }"}`, client...), 400, "PERSISTED_QUERY_REQUIRED")      // no hash
	check(t, post(`{"query":"{ secret }","extensions":{"persistedQuery":{"sha256Hash":"`+ // the hash says what runs
		hash(mine)+`"}}}`, client...), 200, nil)
	check(t, b.registered(t, mine, append(client, "Origin", "https://evil.example")...), 403, "BAD_REQUEST")
	check(t, b.registered(t, mine, append(client, "Origin", "https://minside.example.no")...), 403, "BAD_REQUEST") // another client's
	check(t, b.registered(t, mine, append(client, "Origin", b.URL, "Sec-Fetch-Site", "same-origin")...), 200, nil)

	lab := start(t, func(c *server.Config, _ *server.Options) { c.FreeDocuments = true })
	check(t, lab.do(t, "POST", "/graphql", `{"query":"{ me }"}`, append(client, "Content-Type", "application/json",
		"Cookie", "kobo=session")...), 200, nil)
	check(t, lab.do(t, "POST", "/graphql", `{"query":"{ me }"}`, "Content-Type", "application/json",
		"Cookie", "kobo=session"), 403, "BAD_REQUEST")
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	for origin, allowed := range map[string]string{"https://minside.example.no": "https://minside.example.no", "https://evil.example": ""} {
		r := b.do(t, "OPTIONS", "/graphql", "", "Origin", origin, "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "content-type,x-kobo-client")
		if got := r.Header.Get("Access-Control-Allow-Origin"); got != allowed {
			t.Errorf("%s: allowed %q", origin, got)
		}
	}
}

func TestQueriesByGet(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *server.Config, _ *server.Options) { c.QueriesByGet = true })
	check(t, b.do(t, "GET", "/graphql?query={me}", "", "Authorization", "Bearer staff"), 200, nil)
	r := b.do(t, "GET", `/graphql?query=mutation{rename(id:1,input:{name:"x"}){id}}`, "", "Authorization", "Bearer staff")
	check(t, r, 405, "BAD_REQUEST")
	check(t, b.do(t, "GET", "/graphql?query={me}", "", "Cookie", "kobo=session", server.ClientHeader, "caseworker"), 405, "BAD_REQUEST")
	check(t, b.do(t, "GET", "/graphql?query={me}&query={secret}", "", "Authorization", "Bearer staff"), 400, "BAD_REQUEST")
	if n := b.root.Calls.Load(); n != 1 {
		t.Errorf("%d root fields were resolved", n)
	}
}

func TestNothingLeavesUnaccounted(t *testing.T) {
	t.Parallel()
	type mark struct{}
	var fail error
	var seen []server.Operation
	b := start(t, func(c *server.Config, _ *server.Options) {
		c.Prepare = func(ctx context.Context, _ *server.Operation) context.Context {
			return context.WithValue(ctx, mark{}, "collected")
		}
		c.BeforeAnswer = func(ctx context.Context, op *server.Operation) error {
			if ctx.Value(mark{}) != "collected" || viewer.FromContext(ctx) == nil {
				return errors.New("another context")
			}
			seen = append(seen, *op)
			return fail
		}
	})
	check(t, b.registered(t, mine, server.ClientHeader, "caseworker"), 200, nil)
	if len(seen) != 1 || seen[0].Hash != hash(mine) || seen[0].Kind != "query" || seen[0].Client != "caseworker" || seen[0].RootFields[0] != "me" {
		t.Errorf("saw %+v", seen)
	}
	fail = errors.New(leak)
	r := b.registered(t, mine, server.ClientHeader, "caseworker")
	check(t, r, 500, "INTERNAL")
	if strings.Contains(r.text, "Trine") || strings.Contains(r.text, "person") || strings.Contains(b.logs.String(), "01859912345") {
		t.Errorf("answered %s", r.text)
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *server.Config, _ *server.Options) {
		limits := server.Standard()
		limits.Rate, limits.Burst = 10, 25
		c.Limits = &limits
	})
	check(t, b.ask(t, "staff", `{ me }`, nil), 200, nil) // 20 for a new document and 1 for running it
	for range 4 {
		check(t, b.ask(t, "staff", `{ me }`, nil), 200, nil)
	}
	r := b.ask(t, "staff", `{ me }`, nil)
	check(t, r, 429, "LIMIT_EXCEEDED")
	if r.Header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
	}
	check(t, b.ask(t, "vendor", `{ me }`, nil), 200, nil) // a bucket of its own
	r = b.ask(t, "staff", `{ me x }`, nil)
	check(t, r, 429, "LIMIT_EXCEEDED") // not even checked
	if r.Header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
	}
	b.clock.advance(100 * time.Millisecond)
	check(t, b.ask(t, "staff", `{ me }`, nil), 200, nil)
	check(t, b.ask(t, "staff", `{ me }`, nil), 429, "LIMIT_EXCEEDED")
	b.clock.advance(time.Hour)
	check(t, b.ask(t, "staff", `{ me x }`, nil), 400, "GRAPHQL_VALIDATION_FAILED")
}

func TestAtOnce(t *testing.T) {
	t.Parallel()
	entered, release := make(chan bool), make(chan bool)
	b := start(t, func(c *server.Config, _ *server.Options) {
		limits := server.Standard()
		limits.AtOnce = 1
		c.Limits = &limits
		c.BeforeAnswer = func(context.Context, *server.Operation) error { entered <- true; <-release; return nil }
	})
	done := make(chan *reply)
	go func() { done <- b.ask(t, "staff", `{ me }`, nil) }()
	<-entered
	check(t, b.ask(t, "staff", `{ me }`, nil), 429, "LIMIT_EXCEEDED")
	go func() { done <- b.ask(t, "vendor", `{ me }`, nil) }() // someone else
	<-entered
	release <- true
	release <- true
	check(t, <-done, 200, nil)
	check(t, <-done, 200, nil)
}

func TestBucketsThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *server.Config, _ *server.Options) { c.Buckets = brokenBuckets{} })
	check(t, b.ask(t, "staff", `{ me }`, nil), 503, "UNAVAILABLE")
}

type brokenBuckets struct{}

func (brokenBuckets) Take(context.Context, string, int) (time.Duration, error) {
	return 0, errors.New(leak)
}

func TestHooksThatFail(t *testing.T) {
	t.Parallel()
	fail := errors.New(leak)
	b := start(t, func(c *server.Config, _ *server.Options) {
		c.Graph = func(*viewer.Viewer) (*server.Endpoint, error) { return nil, fail }
		c.Ready = func(context.Context) error { return fail }
	})
	b.server.Mount("GET /panic", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(leak) }))
	check(t, b.ask(t, "staff", `{ me }`, nil), 500, "INTERNAL")
	check(t, b.do(t, "GET", "/panic", ""), 500, "INTERNAL")
	r := b.do(t, "GET", "/readyz", "")
	check(t, r, 503, nil)
	if strings.Contains(b.logs.String()+r.text, "01859912345") {
		t.Error("shown or logged")
	}
	fail = fault.New(fault.Unavailable, "server.unavailable")
	check(t, b.ask(t, "staff", `{ me }`, nil), 503, "UNAVAILABLE")
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *server.Config, _ *server.Options) { c.Secure = true })
	for _, r := range []*reply{b.ask(t, "staff", `{ me }`, nil), b.do(t, "GET", "/nowhere", ""), b.do(t, "GET", "/config.json", "")} {
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": "frame-ancestors 'none'",
			"Referrer-Policy": "same-origin", "Permissions-Policy": "camera=()", "Strict-Transport-Security": "max-age=",
		} {
			if !strings.Contains(r.Header.Get(name), want) {
				t.Errorf("%s: %q", name, r.Header.Get(name))
			}
		}
		if r.Header.Get("Server") != "" || len(r.Header.Get("X-Request-Id")) != 16 {
			t.Errorf("headers %v", r.Header)
		}
	}
	if r := b.do(t, "GET", "/config.json", ""); r.text != `{"municipality":"Krokvik"}` {
		t.Errorf("answered %s", r.text)
	}
	if r := b.ask(t, "staff", `{ me }`, nil); r.Header.Get("Content-Type") != "application/graphql-response+json; charset=utf-8" {
		t.Errorf("type %q", r.Header.Get("Content-Type"))
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	r := b.ask(t, "staff", `{ dwellings(first: 50) { nodes { id name } } }`, nil) // the transport asks for gzip and undoes it
	check(t, r, 200, nil)
	if !r.Uncompressed || !json.Valid([]byte(r.text)) {
		t.Errorf("uncompressed %v: %.100s", r.Uncompressed, r.text)
	}
	if r := b.ask(t, "staff", `{ me }`, nil); r.Uncompressed {
		t.Error("a small answer was compressed")
	}
	if r := b.ask(t, "staff", `{ dwellings(first: 50) { nodes { id name } } }`, nil, "Accept-Encoding", "identity"); r.ContentLength != int64(len(r.text)) {
		t.Errorf("length %d of %d", r.ContentLength, len(r.text))
	}
}

func TestClientFiles(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *server.Config, _ *server.Options) {
		c.Images = []string{"https://tiles.example.no"}
		c.Clients["caseworker"] = server.Client{Files: fstest.MapFS{
			"index.html": {Data: []byte("<!doctype html>")}, "assets/a-1.js": {Data: []byte("1")}, "assets/a-1.js.gz": {Data: []byte("packed")},
		}}
		c.Clients["citizen"] = server.Client{Files: fstest.MapFS{".gitkeep": {}}}
	})
	for path, want := range map[string][3]string{ // status, cache, body
		"/caseworker/":                {"200", "no-cache", "<!doctype html>"},
		"/caseworker/dwellings/d1":    {"200", "no-cache", "<!doctype html>"},
		"/caseworker/assets/a-1.js":   {"200", "public, max-age=31536000, immutable", "packed"},
		"/caseworker/assets/b-1.js":   {"404", "no-store", "404 page not found\n"},
		"/caseworker/..%2f..%2fx.txt": {"404", "no-store", "404 page not found\n"},
	} {
		r := b.do(t, "GET", path, "", "Accept-Encoding", "gzip")
		if fmt.Sprint(r.StatusCode) != want[0] || r.Header.Get("Cache-Control") != want[1] || r.text != want[2] {
			t.Errorf("%s: %d %q %q", path, r.StatusCode, r.Header.Get("Cache-Control"), r.text)
		}
		if csp := r.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'; img-src 'self' data: blob: https://tiles.example.no;") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
	if r := b.do(t, "GET", "/caseworker/assets/a-1.js", "", "Accept-Encoding", "identity"); r.text != "1" ||
		!strings.HasPrefix(r.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("plain: %q %v", r.text, r.Header)
	}
	if r := b.do(t, "GET", "/citizen/", ""); r.StatusCode != 503 || !strings.Contains(r.text, "make clients") || !strings.Contains(r.text, `lang="nb"`) {
		t.Errorf("not built: %d %s", r.StatusCode, r.text)
	}
}

func TestMetricsAndHealth(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	b.ask(t, "staff", `{ me }`, nil)
	b.ask(t, "staff", `{ fail(how: "plain") }`, nil)
	if r := b.do(t, "GET", "/metrics", ""); r.StatusCode != 404 {
		t.Errorf("metrics in public: %d", r.StatusCode)
	}
	for path, wants := range map[string][]string{
		"/metrics": {
			`kobo_http_requests_total{route="POST /graphql",status="2xx"} 2`, `kobo_graphql_operation_seconds_count{kind="query"} 2`,
			`kobo_graphql_errors_total{code="INTERNAL",kind="query"} 1`,
		},
		"/healthz": {"ok"}, "/readyz": {"ready"},
	} {
		text := get(b.server.Internal(), path)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
	if log := b.logs.String(); !strings.Contains(log, `"route":"POST /graphql"`) || strings.Contains(log, "Trine") {
		t.Errorf("log: %s", log)
	}
}

// TestEveryTextExists holds the keys of this package against the catalogue.
func TestEveryTextExists(t *testing.T) {
	t.Parallel()
	for _, key := range server.Keys(t) {
		if !message.Has(key) {
			t.Errorf("no text for %s", key)
		}
	}
}
