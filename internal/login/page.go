package login

import (
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"kobo/internal/fault"
	"kobo/internal/message"
)

// page is one of the few pages that login shows itself; texts are keys of the message catalogue.
type page struct {
	Title, Lead, Problem string
	Args                 []any
	Link, LinkText       string
	Post                 *post
}

// post is the page's form.
type post struct {
	Action  string
	Fields  []field
	Options []option
	Submit  string
	Auto    bool // sent by a script at once; the button is for browsers without
}

type field struct{ Name, Value string }

type option struct {
	Value, Label, Hint string
	Checked            bool
}

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Language}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{if .P.Problem}}{{.T "login.problem"}}: {{end}}{{.T .P.Title}} – Kobo</title>
<style nonce="{{.Nonce}}">
:root{color-scheme:light dark}
body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:2rem 1rem;color:#1e2b3c;background:#fff}
h1{font-size:1.75rem;line-height:1.2}
fieldset{border:0;padding:0;margin:0 0 1.5rem}legend{font-weight:600;padding:0;margin-bottom:.5rem}
label{display:flex;gap:.75rem;align-items:flex-start;padding:.75rem;border:1px solid #68707c;border-radius:.25rem;margin:.5rem 0}
label:has(:checked){border-color:#0062ba;box-shadow:inset 0 0 0 1px #0062ba}
input{width:1.25rem;height:1.25rem;margin:.2rem 0 0;flex:none}small{display:block;font-size:1rem}
button,a.button{display:inline-block;font:inherit;font-weight:600;padding:.6rem 1.25rem;border:0;border-radius:.25rem;background:#0062ba;color:#fff;cursor:pointer;text-decoration:none}
.problem{border-left:.25rem solid #c01b1b;padding:.25rem 1rem;margin:1rem 0}
:focus-visible{outline:3px solid #1e2b3c;outline-offset:3px}
@media (prefers-color-scheme:dark){body{color:#e8ebef;background:#14181d}label:has(:checked){border-color:#7ab8f5;box-shadow:inset 0 0 0 1px #7ab8f5}:focus-visible{outline-color:#e8ebef}}
</style>
<main>
<h1>{{.T .P.Title}}</h1>
{{if .P.Problem}}<div class="problem" role="alert" id="problem">{{.T .P.Problem}}</div>{{end}}
{{if .P.Lead}}<p>{{.T .P.Lead}}</p>{{end}}
{{with .P.Post}}<form method="post" action="{{.Action}}" id="form">
{{range .Fields}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{end}}{{if .Options}}<fieldset{{if $.P.Problem}} aria-describedby="problem"{{end}}><legend>{{$.T "login.organisation"}}</legend>
{{range .Options}}<label><input type="radio" name="organisation" value="{{.Value}}" required{{if .Checked}} checked{{end}}><span>{{.Label}}{{if .Hint}}<small>{{$.T .Hint}}</small>{{end}}</span></label>
{{end}}</fieldset>
{{end}}<button>{{$.T .Submit}}</button>
</form>
{{if .Auto}}<script nonce="{{$.Nonce}}">document.getElementById("form").submit()</script>{{end}}{{end}}
{{if .P.Link}}<p><a class="button" href="{{.P.Link}}">{{.T .P.LinkText}}</a></p>{{end}}
</main>
</html>
`))

type shownPage struct {
	Language, Nonce string
	P               page
}

// T returns the text of the key in the page's language.
func (s shownPage) T(key string) string { return message.Text(s.Language, key, s.P.Args...) }

// page writes a page. It may run its own script, and its form may go to its own address and back to us.
func (l *Login) page(w http.ResponseWriter, _ *http.Request, status int, language string, p page) {
	nonce := secret()[:22]
	targets := "'self'"
	if p.Post != nil {
		if u, err := url.Parse(p.Post.Action); err == nil && u.Host != "" {
			targets += " " + u.Scheme + "://" + u.Host
		}
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+nonce+"'; script-src 'nonce-"+nonce+
		"'; form-action "+targets+"; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, shownPage{language, nonce, p}) // the reader may be gone
}

// notice is a page with one message and one way on.
type notice struct {
	title, text, link, linkText, language string
	args                                  []any
}

func (l *Login) notice(w http.ResponseWriter, r *http.Request, status int, n notice) {
	if n.language == "" {
		n.language = language(r)
	}
	if n.link != "" && n.linkText == "" {
		n.linkText = "login.tryAgain"
	}
	p := page{Title: n.title, Args: n.args, Link: n.link, LinkText: n.linkText}
	if n.title == "" {
		p.Title, p.Problem = "login.title", n.text
	} else {
		p.Lead = n.text
	}
	if wantsJSON(r) {
		respond(w, status, map[string]string{"message": message.Text(n.language, n.text, n.args...)})
		return
	}
	l.page(w, r, status, n.language, p)
}

// broken answers an unexpected error: the log has it under an id that the reader can quote.
func (l *Login) broken(w http.ResponseWriter, r *http.Request, err error) {
	id := secret()[:10]
	l.Log.ErrorContext(r.Context(), "login is broken", "id", id, "error", err)
	l.notice(w, r, http.StatusInternalServerError, notice{text: "fault.internal", args: []any{"id", id}})
}

func respond(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // the reader may be gone
}

func respondFault(w http.ResponseWriter, status int, language string, f *fault.Error) {
	respond(w, status, map[string]any{"code": f.Code, "message": message.Text(language, f.Message, f.Args...)})
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// language returns the reader's, by what her browser prefers.
func language(r *http.Request) string {
	var preferred []string
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		preferred = append(preferred, tag)
	}
	return message.Pick(preferred...)
}
