package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// person is someone with a browser of her own: what she has is cookies, as everybody.
type person struct {
	name    string // as she is called in the transcript
	kobo    string
	browser *http.Client
	hops    []string // the addresses that the login went by
}

// logIn logs someone in as a browser does: from Kobo to Ansattporten and back with a code, by redirects. The hint chooses her in the
// simulated Ansattporten, which then asks nothing.
func logIn(ctx context.Context, kobo, name, pid, organisation string) (*person, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	p := &person{name: name, kobo: kobo, browser: &http.Client{Jar: jar}}
	p.browser.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		p.hops = append(p.hops, place(r.URL, kobo))
		if len(via) > 10 {
			return errors.New("the login goes in circles")
		}
		return nil
	}
	query := url.Values{"login_hint": {"testid:" + pid + "_high_" + organisation}, "return": {"/schema.graphql"}}
	p.hops = []string{"Kobo /login/ansattporten"}
	status, _, err := p.send(ctx, http.MethodGet, "/login/ansattporten?"+query.Encode(), nil, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("logging in ended with status %d", status)
	}
	return p, err
}

// place is an address as the transcript names it: without ports and secrets.
func place(u *url.URL, kobo string) string {
	if "http://"+u.Host == kobo {
		return "Kobo " + u.Path
	}
	return "Ansattporten " + u.Path
}

// send sends a request with the person's cookies and reads the answer.
func (p *person) send(ctx context.Context, method, path string, header http.Header, body []byte) (int, []byte, error) {
	answer, err := p.do(ctx, method, path, header, body)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	return answer.StatusCode, content, err
}

func (p *person) do(ctx context.Context, method, path string, header http.Header, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.kobo+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if header != nil {
		r.Header = header
	}
	return p.browser.Do(r)
}

// fromClient are the headers of the caseworker's client. A foreign page can't set them.
func fromClient() http.Header {
	return http.Header{"X-Kobo-Client": {"caseworker"}, "Content-Type": {"application/json"}}
}

// reply is an answer to an operation.
type reply struct {
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
	tree any
}

// ask sends an operation to the graph.
func (p *person) ask(ctx context.Context, header http.Header, query string, variables map[string]any) (r reply, err error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return r, err
	}
	_, content, err := p.send(ctx, http.MethodPost, "/graphql", header, body)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(content, &r); err != nil {
		return r, fmt.Errorf("the answer is no JSON: %w", err)
	}
	if len(r.Data) > 0 {
		err = json.Unmarshal(r.Data, &r.tree)
	}
	return r, err
}

// at is what stands at a place in the data, "dwellings.nodes.0.id"; nil when nothing does.
func (r reply) at(path string) any {
	v := r.tree
	for step := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// text is the text at a place; "" when there is none.
func (r reply) text(path string) string {
	text, _ := r.at(path).(string)
	return text
}

// number is the number at a place; -1 when there is none.
func (r reply) number(path string) int {
	n, ok := r.at(path).(float64)
	if !ok {
		return -1
	}
	return int(n)
}

// upload sends a file as a browser's form does, and returns the answer.
func (p *person) upload(ctx context.Context, path, name string, content []byte) (id string, answer []byte, err error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return "", nil, err
	}
	header := fromClient()
	header.Set("Content-Type", form.FormDataContentType())
	status, answer, err := p.send(ctx, http.MethodPost, path, header, body.Bytes())
	if err != nil {
		return "", nil, err
	}
	var uploaded struct{ ID string }
	if err := json.Unmarshal(answer, &uploaded); err != nil || status != http.StatusCreated {
		return "", nil, fmt.Errorf("the upload was answered %d %s", status, answer)
	}
	return uploaded.ID, answer, nil
}

// listen subscribes to changes, and returns when the server has begun to tell. Ending ctx ends it.
func (p *person) listen(ctx context.Context) (<-chan string, error) {
	header := fromClient()
	header.Set("Accept", "text/event-stream")
	answer, err := p.do(ctx, http.MethodPost, "/graphql", header, []byte(`{"query":`+strconv.Quote(subscription)+`}`))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, errors.Join(fmt.Errorf("subscribing was answered %d", answer.StatusCode), answer.Body.Close())
	}
	events := make(chan string, 1000)
	go func() {
		defer close(events)
		defer answer.Body.Close()
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			select {
			case events <- data:
			case <-ctx.Done():
				return
			}
		}
	}()
	return events, nil
}

const subscription = "subscription { registerChanged { ids } }"

// patience is how long the tour waits for something that is bound to come.
const patience = time.Minute
