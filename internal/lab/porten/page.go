package porten

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
)

var pages = template.Must(template.New("").Parse(`
{{define "top"}}<!doctype html>
<html lang="nb">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Heading}} – syntetisk {{.Issuer}}</title>
<style>
:root{color-scheme:light dark;--ink:#1e2b3c;--paper:#fff;--line:#68707c;--act:#7a1f5c;--soft:#f6eef3}
@media (prefers-color-scheme:dark){:root{--ink:#eceef2;--paper:#15181d;--line:#98a0ac;--act:#f0b4d8;--soft:#2a1f27}}
body{font:1.0625rem/1.5 system-ui,sans-serif;margin:0;color:var(--ink);background:var(--paper)}
header{background:repeating-linear-gradient(135deg,#7a1f5c 0 24px,#6a1a50 24px 48px);color:#fff;padding:.75rem 1rem}
header strong{letter-spacing:.12em}
main{max-width:44rem;margin:0 auto;padding:1rem 1rem 4rem}h1{font-size:1.6rem;line-height:1.25}
ul{list-style:none;padding:0}li{margin:.5rem 0}
li>label,.person{display:flex;gap:.75rem;width:100%;box-sizing:border-box;text-align:left;font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:.375rem;padding:.75rem 1rem;cursor:pointer}
.person{display:block}.person:hover,li>label:hover{background:var(--soft)}
.person b{display:block}.person span,small{display:block;font-size:.95rem}
input[type=search],select{font:inherit;padding:.5rem;border:1px solid var(--line);border-radius:.25rem;width:100%;box-sizing:border-box;background:var(--paper);color:inherit}
input[type=radio],input[type=checkbox]{width:1.25rem;height:1.25rem;flex:none;margin-top:.2rem}
.field{margin:1rem 0}.field label{font-weight:600}
.row{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.5rem}
.row button,.row a{font:inherit;font-weight:600;padding:.6rem 1.25rem;border:2px solid var(--act);border-radius:.25rem;background:none;color:var(--act);cursor:pointer;text-decoration:none}
.row .main{background:var(--act);color:var(--paper)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
</style>
<header><strong>SYNTETISK</strong> – dette er en simulator av {{.Issuer}}, med oppdiktede personer</header>
<main><h1>{{.Heading}}</h1>{{end}}

{{define "person"}}{{template "top" .}}
<p>Til tjenesten <b>{{.Client}}</b>. Velg hvem du vil logge inn som.</p>
<form role="search" method="get" action="/person"><input type="hidden" name="i" value="{{.ID}}">
<div class="field"><label for="q">Søk etter navn, nummer eller tilgang</label><input type="search" id="q" name="q" value="{{.Query}}" autocomplete="off"></div></form>
<form method="post" action="/person"><input type="hidden" name="i" value="{{.ID}}">
<div class="field"><label for="acr">Sikkerhetsnivå</label><select id="acr" name="acr">{{range .Levels}}<option{{if eq . $.Level}} selected{{end}}>{{.}}</option>{{end}}</select></div>
<p id="count" role="status">{{len .Persons}} personer</p>
<ul id="persons">{{range .Persons}}
<li><button class="person" name="pid" value="{{.Pid}}"><b>{{.Name}}</b><span>{{.Pid}}{{if .Note}} · {{.Note}}{{end}}</span>{{range .Rights}}<span>{{.}}</span>{{end}}</button></li>{{end}}
</ul>
<div class="row"><button name="cancel" value="1">Avbryt</button></div>
</form></main>
<script>
const q=document.getElementById("q"),all=[...document.querySelectorAll("#persons li")],count=document.getElementById("count");
q.addEventListener("input",()=>{const w=q.value.toLowerCase().split(/\s+/).filter(Boolean);let n=0;
for(const li of all){const t=li.textContent.toLowerCase();const on=w.every(x=>t.includes(x));li.hidden=!on;if(on)n++}
count.textContent=n+" personer"});
</script></html>{{end}}

{{define "organisation"}}{{template "top" .}}
<p>{{if .Organisations}}{{.Name}} kan representere disse i <b>{{.Client}}</b>.{{else}}{{.Name}} har ingen rettigheter som <b>{{.Client}}</b> spør etter.{{end}}</p>
<form method="post" action="/organisation"><input type="hidden" name="i" value="{{.ID}}">
<ul>{{range $n, $o := .Organisations}}
<li><label><input type="{{if $.Multiple}}checkbox{{else}}radio{{end}}" name="orgno" value="{{.Orgno}}"{{if or $.Multiple (eq $n 0)}} checked{{end}}><span><b>{{.Name}}</b><small>{{.Orgno}} · {{.Rights}}</small></span></label></li>{{end}}
</ul>
<div class="row">{{if .Organisations}}<button class="main">Fortsett</button>{{end}}
{{if not .Required}}<button name="none" value="1">Logg inn uten å representere noen</button>{{end}}
<button name="cancel" value="1">Avbryt</button></div>
</form></main></html>{{end}}

{{define "loggedout"}}{{template "top" .}}
<p>Økten hos {{.Issuer}} er avsluttet.</p>
{{range .Frames}}<iframe src="{{.}}" title="Logger ut av en tjeneste" width="1" height="1" hidden></iframe>{{end}}
{{if .To}}<div class="row"><a class="main" href="{{.To}}">Fortsett</a></div>
<script>addEventListener("load",()=>location.replace({{.To}}))</script>{{end}}
</main></html>{{end}}

{{define "problem"}}{{template "top" .}}<p role="alert">{{.Text}}</p><p><small>{{.Code}}</small></p></main></html>{{end}}
`))

type shownPerson struct {
	Person
	Rights []string
}

type shownOrganisation struct{ Orgno, Name, Rights string }

func (o *provider) title() string {
	if o.issuer == Ansattporten {
		return "Ansattporten"
	}
	return "ID-porten"
}

func (o *provider) show(w http.ResponseWriter, status int, name string, data map[string]any) {
	data["Issuer"] = o.title()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	_ = pages.ExecuteTemplate(w, name, data) // the reader may be gone
}

// rightsOf says what a person may do, one line per organisation.
func (p *Porten) rightsOf(pid, orgno string) string {
	var names []string
	for _, r := range p.cfg.Rights {
		if r.Pid != pid || r.Orgno != orgno {
			continue
		}
		name := strings.TrimPrefix(r.Resource, "kobo-")
		if r.Actions != nil && !slices.Contains(r.Actions, "write") {
			name += " (les)"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (o *provider) personPage(w http.ResponseWriter, i *interaction, query string) {
	var persons []shownPerson
	for _, p := range o.cfg.Persons {
		s := shownPerson{Person: p}
		text := p.Pid + " " + p.Name + " " + p.Note
		if o.issuer == Ansattporten {
			for _, r := range o.organisations(p.Pid, func(Right) bool { return true }) {
				s.Rights = append(s.Rights, r.OrgName+": "+o.rightsOf(p.Pid, r.Orgno))
			}
			text += " " + strings.Join(s.Rights, " ")
		}
		text = strings.ToLower(text)
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(query)), func(word string) bool { return !strings.Contains(text, word) }) {
			persons = append(persons, s)
		}
	}
	o.show(w, http.StatusOK, "person", map[string]any{
		"Heading": "Hvem er du?", "Client": i.client.ID, "ID": i.id, "Query": query, "Persons": persons,
		"Levels": o.levels[o.level(i.authorization.acr):], "Level": i.acr,
	})
}

func (o *provider) organisationPage(w http.ResponseWriter, i *interaction) {
	person, _ := o.person(i.pid)
	var shown []shownOrganisation
	for _, r := range o.choices(i) {
		shown = append(shown, shownOrganisation{r.Orgno, r.OrgName, o.rightsOf(i.pid, r.Orgno)})
	}
	o.show(w, http.StatusOK, "organisation", map[string]any{
		"Heading": "Hvem vil du representere?", "Client": i.client.ID, "ID": i.id, "Name": person.Name,
		"Organisations": shown, "Multiple": i.multiple(), "Required": i.required(),
	})
}

func (o *provider) loggedOutPage(w http.ResponseWriter, frames []string, to string) {
	o.show(w, http.StatusOK, "loggedout", map[string]any{"Heading": "Du er logget ut", "Frames": frames, "To": to})
}

func (o *provider) problem(w http.ResponseWriter, code, text string) {
	o.show(w, http.StatusBadRequest, "problem", map[string]any{"Heading": "Noe er galt med innloggingen", "Code": code, "Text": text})
}
