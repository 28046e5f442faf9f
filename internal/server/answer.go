package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// answer is a response in the three pieces it is written in. What the executor has encoded is written as it is: encoding
// it again, as json.Marshal does with a RawMessage, costs as much as making it.
type answer struct{ head, data, tail []byte }

// cost is what clients are told of an operation's cost.
type cost struct {
	Computed int `json:"computed"`
	Limit    int `json:"limit"`
}

// encode makes the answer of a response: errors first, so that a reader of a long answer knows at once, then data unless
// the request never ran, then extensions.
func encode(resp *graphql.Response, c *cost, mostErrors int) (answer, error) {
	var a answer
	var head bytes.Buffer
	head.WriteByte('{')
	if len(resp.Errors) > 0 {
		errs, err := json.Marshal(resp.Errors[:min(len(resp.Errors), mostErrors)])
		if err != nil {
			return a, err
		}
		head.WriteString(`"errors":`)
		head.Write(errs)
	}
	if resp.Data != nil {
		if head.Len() > 1 {
			head.WriteByte(',')
		}
		head.WriteString(`"data":`)
	}
	a.head, a.data = head.Bytes(), resp.Data
	extensions := resp.Extensions
	if c != nil {
		extensions = map[string]any{"cost": c}
		for name, value := range resp.Extensions {
			extensions[name] = value
		}
	}
	if len(extensions) > 0 {
		more, err := json.Marshal(extensions)
		if err != nil {
			return a, err
		}
		a.tail = append(append(a.tail, `,"extensions":`...), more...)
	}
	a.tail = append(a.tail, '}')
	return a, nil
}

// writeTo writes the pieces.
func (a answer) writeTo(w io.Writer) {
	for _, piece := range [][]byte{a.head, a.data, a.tail} {
		if _, err := w.Write(piece); err != nil {
			return // the client has left; there is nobody to tell
		}
	}
}

// worthCompressing is from which size on an answer is compressed: below, a packet is saved at best.
const worthCompressing = 2 << 10

// compressors are kept for reuse: each holds some hundred kilobytes.
var compressors = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // fails for unknown levels only
	return z
}}

// send answers with status and media type.
//
// SECURITY: compressing secrets beside what an attacker chose can tell of them (BREACH); here nobody can have a browser
// send requests of their own making, since all need a header or a token that other sites can't set.
func (a answer) send(w http.ResponseWriter, r *http.Request, status int, media string) {
	h := w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Add("Vary", "Accept, Accept-Encoding")
	length := len(a.head) + len(a.data) + len(a.tail)
	if length < worthCompressing || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Length", strconv.Itoa(length))
		w.WriteHeader(status)
		a.writeTo(w)
		return
	}
	h.Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(w)
	a.writeTo(z)
	_ = z.Close() // fails when the client has left
}

// failure makes the response of a request that didn't run.
func (p *presenter) failure(ctx context.Context, errs gqlerror.List) *graphql.Response {
	resp := &graphql.Response{}
	for _, err := range errs {
		resp.Errors = append(resp.Errors, p.present(ctx, err))
	}
	return resp
}
