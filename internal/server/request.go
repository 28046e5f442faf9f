package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"kobo/internal/fault"
)

// The media types of answers.
const (
	typeJSON   = "application/json"
	typeGraph  = "application/graphql-response+json"
	typeStream = "text/event-stream"
)

// accepted picks the media type of the answer that the client likes best, or "" when it takes none we have. Without a wish
// it is application/json (GraphQL over HTTP, section Legacy Watershed).
func accepted(header []string) string {
	if len(header) == 0 {
		return typeJSON
	}
	best, bestQ := "", 0.0
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		media, args, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if charset := args["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
			continue
		}
		q := 1.0
		if text, ok := args["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		switch media {
		case "*/*", "application/*":
			media = typeJSON
		case typeJSON, typeGraph, typeStream:
		default:
			continue
		}
		if q > bestQ {
			best, bestQ = media, q
		}
	}
	return best
}

// params is a GraphQL request as it came in.
type params struct {
	query         string
	operationName string
	variables     map[string]any
	extensions    map[string]any
}

// hash returns the hash of the registered document that is asked for, or "".
func (p *params) hash() string {
	persisted, _ := p.extensions["persistedQuery"].(map[string]any)
	hash, _ := persisted["sha256Hash"].(string)
	return hash
}

// refusal is an answer that isn't GraphQL's: the request itself is wrong.
type refusal struct {
	status int
	err    *fault.Error
	header [2]string // one more header, if any
}

func refuse(status int, code fault.Code, key string, args ...any) *refusal {
	return &refusal{status: status, err: fault.New(code, key, args...)}
}

// readBody reads the parameters from a request body: at most so many bytes of UTF-8 that are one JSON object.
// Unknown members are ignored, as GraphQL over HTTP demands; members given twice are refused, since others may read them
// differently.
//
// SECURITY: nothing of the body is ever repeated, neither in answers nor in logs.
func readBody(w http.ResponseWriter, r *http.Request, limits *Limits) (*params, *refusal) {
	media, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, hasCharset := args["charset"]
	if err != nil || media != typeJSON || hasCharset && !strings.EqualFold(charset, "utf-8") {
		return nil, refuse(http.StatusUnsupportedMediaType, fault.Invalid, "server.mediaType")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, refuse(http.StatusUnsupportedMediaType, fault.Invalid, "server.encoding")
	}
	tooLarge := refuse(http.StatusRequestEntityTooLarge, fault.Limited, "server.limit", "limit", "body", "max", limits.Body)
	if r.ContentLength > limits.Body {
		w.Header().Set("Connection", "close") // the rest of the body isn't worth reading
		return nil, tooLarge
	}
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, limits.Body)); err != nil {
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			return nil, tooLarge
		}
		return nil, refuse(http.StatusBadRequest, fault.Invalid, "server.body")
	}
	if p, ok := decode(body.Bytes(), limits.Nesting); ok {
		return p, nil
	}
	return nil, refuse(http.StatusBadRequest, fault.Invalid, "server.body")
}

// readURL reads the parameters of a query asked by GET.
func readURL(u *url.URL) (*params, *refusal) {
	values := u.Query()
	body := map[string]any{}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		switch text, given := values[name]; {
		case !given || len(text) == 1 && text[0] == "":
		case len(text) > 1:
			return nil, refuse(http.StatusBadRequest, fault.Invalid, "server.body")
		case name == "query" || name == "operationName":
			body[name] = text[0]
		default:
			body[name] = json.RawMessage(text[0])
		}
	}
	encoded, err := json.Marshal(body)
	if err == nil {
		if p, ok := decode(encoded, 100); ok {
			return p, nil
		}
	}
	return nil, refuse(http.StatusBadRequest, fault.Invalid, "server.body")
}

func decode(body []byte, nesting int) (*params, bool) {
	if !utf8.Valid(body) || !shallow(body, nesting) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil, false
	}
	p, seen := &params{}, map[string]bool{}
	for d.More() {
		token, err := d.Token()
		name, isName := token.(string)
		if err != nil || !isName || seen[name] {
			return nil, false
		}
		seen[name] = true
		switch name {
		case "query":
			err = d.Decode(&p.query)
		case "operationName":
			err = d.Decode(&p.operationName)
		case "variables":
			err = d.Decode(&p.variables)
		case "extensions":
			err = d.Decode(&p.extensions)
		default:
			var ignored json.RawMessage
			err = d.Decode(&ignored)
		}
		if err != nil {
			return nil, false
		}
	}
	if _, err := d.Token(); err != nil { // the closing brace
		return nil, false
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) { // and nothing after it
		return nil, false
	}
	return p, p.query != "" || p.hash() != ""
}

// shallow reports whether brackets nest no deeper than allowed, those in texts aside.
func shallow(body []byte, most int) bool {
	depth, text := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}
