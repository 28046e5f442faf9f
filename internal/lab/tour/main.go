// The program tour shows what Kobo can do: it plays three people and some others who use a running lab over HTTP, and writes what they
// asked and were answered as a page to read. It knows of Kobo what a client knows. When an answer is not what the page says that it is,
// the tour stops: a page that is written is true.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"

	"kobo/internal/day"
	"kobo/internal/lab"
	"kobo/internal/lab/porten"
)

func main() {
	dir := flag.String("data", lab.DefaultDir, "the running lab's folder")
	kobo := flag.String("kobo", "bin/kobo", "the program kobo, which verifies the log; the environment says where the database, the keys and the anchors are")
	flag.Parse()
	text, err := run(context.Background(), *dir, *kobo)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tour:", err)
		os.Exit(1)
	}
	if _, err := os.Stdout.WriteString(text); err != nil {
		os.Exit(1)
	}
}

// tour is a tour under way. After the first thing that is not as it should be nothing more is done, so that each step can be written
// without a look at the one before.
type tour struct {
	*page
	ctx     context.Context
	running lab.Running
	viewers porten.Viewers
	err     error

	trine, intake, rusty, guard, officer *person
	turveien                             []string // the dwellings that were imported
	known                                string   // the dwelling that the import changed
}

// run takes the tour of a lab and returns the transcript.
func run(ctx context.Context, dir, kobo string) (string, error) {
	running, err := lab.ReadRunning(dir)
	if err != nil {
		return "", err
	}
	viewers, err := running.Viewers(ctx)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t := &tour{page: newPage(day.Of(time.Now())), ctx: ctx, running: running, viewers: viewers}
	t.begin()
	t.login()
	t.whoSeesWhat()
	t.imports()
	t.filters()
	t.status()
	t.tenancy()
	t.shielded()
	t.log(kobo)
	t.logOut()
	return t.out.String(), t.err
}

// expect stops the tour when what the page says is not so.
func (t *tour) expect(ok bool, what string) {
	if t.err == nil && !ok {
		t.err = fmt.Errorf("it is not so that %s; the page so far ends:\n%s", what, last(t.out.String(), 1500))
	}
}

func last(text string, most int) string { return text[max(0, len(text)-most):] }

// failed notes what went wrong, if something did.
func (t *tour) failed(err error) bool {
	if t.err == nil {
		t.err = err
	}
	return t.err != nil
}

// numbers are those that differ from run to run.
var numbers = regexp.MustCompile(`[0-9]+`)

type vars = map[string]any

// quiet asks without a word in the transcript.
func (t *tour) quiet(p *person, query string, variables vars) reply {
	if t.err != nil {
		return reply{}
	}
	r, err := p.ask(t.ctx, fromClient(), query, variables)
	t.failed(err)
	return r
}

// ask asks and writes down what was asked and answered.
func (t *tour) ask(p *person, query string, variables vars) reply {
	r := t.quiet(p, query, variables)
	if t.err == nil && !t.failed(t.operation(p.name, query, variables)) {
		t.failed(t.answer(r))
	}
	return r
}

// act asks for something that must be carried out, and returns the answer.
func (t *tour) act(p *person, query string, variables vars) reply {
	r := t.ask(p, query, variables)
	payload, _ := r.tree.(map[string]any)
	for name := range payload {
		errs, _ := r.at(name + ".userErrors").([]any)
		t.expect(len(errs) == 0, name+" was carried out")
	}
	t.expect(len(payload) > 0, "the act was answered")
	return r
}

// refused is the code and message of why the act was not carried out.
func refused(r reply) (code, message string) {
	payload, _ := r.tree.(map[string]any)
	for name := range payload {
		return r.text(name + ".userErrors.0.code"), r.text(name + ".userErrors.0.message")
	}
	return "", ""
}

// in is a day so many days from today, as the graph has it; dotted as Norwegians write it.
func (t *tour) in(days int) string     { return t.today.Add(days).String() }
func (t *tour) dotted(days int) string { return t.today.Add(days).Format("02.01.2006") }

func (t *tour) begin() {
	t.out.WriteString(`# A tour of Kobo

This page is written by a program (` + "`make tour`" + `): it starts a lab of its own with two synthetic municipalities, logs people in as browsers do,
and notes what they ask and are answered over HTTP. If an answer were not as it says here, the program would stop. Ids, days and points in time are
replaced by ‹names› so that each run writes the same page; only the numbers of the whole register follow the calendar. Messages are in Norwegian,
as people get them.
`)
}

// find is the person with exactly those rights in the organisation.
func (t *tour) find(organisation, rights string) (name, pid, number string) {
	for _, p := range t.viewers.Persons {
		for _, o := range p.Organisations {
			if o.Name == organisation && o.Rights == rights {
				return p.Name, p.Pid, o.Orgno
			}
		}
	}
	t.expect(false, "someone in "+organisation+" has the rights "+rights)
	return "", "", ""
}

func (t *tour) login() {
	t.chapter("Three people log in")
	t.out.WriteString("\n| who | works for | rights | |\n|---|---|---|---|\n")
	const krokvik, barlind = "KROKVIK KOMMUNE", "BARLIND KOMMUNE"
	for _, who := range []struct {
		as                           **person
		organisation, rights, remark string
	}{
		{&t.trine, krokvik, "saksbehandling, boligoversikt", "the first person"},
		{&t.intake, krokvik, "soknadsregistrering", "the second: registers applications, and sees of dwellings what that takes"},
		{&t.rusty, barlind, "saksbehandling, boligoversikt", "the third: all of Trine's rights, but in another municipality"},
		{&t.guard, krokvik, "skjermet, saksbehandling, boligoversikt", "keeps what concerns people with a protected address"},
		{&t.officer, krokvik, "innsyn-logg (les)", "the data-protection officer"},
	} {
		name, pid, number := t.find(who.organisation, who.rights)
		if t.err != nil {
			return
		}
		p, err := logIn(t.ctx, t.running.URL, name, pid, number)
		if t.failed(err) {
			return
		}
		*who.as = p
		fmt.Fprintf(&t.out, "| %s | %s | %s | %s |\n", name, who.organisation, who.rights, who.remark)
	}
	t.say("Each has a browser with a cookie jar. The login is OpenID Connect's, with the simulated Ansattporten:")
	t.block("", strings.Join(t.trine.hops, "\n  → "))
	t.expect(len(t.trine.hops) == 4, "the login took four steps")
	t.say(`What she has then is one cookie, which no script can read (HttpOnly) and no other site can send along (SameSite=Lax). It is not enough to
act: a request must also have a header that a page of another site can't set.`)
	const query = "{ viewer { name organisationName rights { label write } } }"
	if t.err != nil || t.failed(t.operation(t.trine.name+", without the header", query, nil)) {
		return
	}
	r, err := t.trine.ask(t.ctx, http.Header{"Content-Type": {"application/json"}}, query, nil)
	if t.failed(err) || t.failed(t.answer(r)) {
		return
	}
	t.expect(len(r.Errors) == 1, "a request without the header is refused")
	r = t.ask(t.trine, query, nil)
	t.expect(r.text("viewer.name") == t.trine.name, "Trine is who she is")
}

func (t *tour) whoSeesWhat() {
	t.chapter("What each may see")
	t.say("There is one graph, but each sees it projected to the rights she has. Their schemas are of different length:")
	lengths := map[*person]int{}
	for _, p := range []*person{t.trine, t.intake, t.officer} {
		if t.err != nil {
			return
		}
		_, schema, err := p.send(t.ctx, http.MethodGet, "/schema.graphql", nil, nil)
		if t.failed(err) {
			return
		}
		lengths[p] = strings.Count(string(schema), "\n")
		fmt.Fprintf(&t.out, "\n- %s: %d lines", p.name, lengths[p])
	}
	t.out.WriteString("\n")
	t.expect(lengths[t.officer] < lengths[t.intake] && lengths[t.intake] < lengths[t.trine], "fewer rights give a shorter schema")

	t.say("Trine reads a dwelling with its asking rent, its notes and whether it is held for someone.")
	const whole = `
		{
		  dwellings(filter: {text: "adresseveien 29 0908"}) {
		    totalCount registerCount
		    nodes { id version address { text } displayStatus bedrooms rent { totalOre } reservation { heldUntil } notes { text } tenancies { id } }
		  }
		}`
	r := t.ask(t.trine, whole, nil)
	t.known = r.text("dwellings.nodes.0.id")
	t.expect(r.number("dwellings.totalCount") == 1 && r.number("dwellings.nodes.0.rent.totalOre") > 0, "Trine sees one dwelling with its rent")
	t.expect(r.number("dwellings.registerCount") == 714, "Krokvik has 714 dwellings")

	t.say("The second person asks the same. She isn't told that she may not: for her there are no such fields.")
	r = t.ask(t.intake, whole, nil)
	t.expect(len(r.Errors) > 0 && len(r.Data) == 0 || string(r.Data) == "null", "the second person gets nothing")
	t.expect(strings.HasPrefix(first(r), `Cannot query field "rent" on type "Dwelling".`), "the field does not exist")
	t.say("What she may see, she gets.")
	r = t.ask(t.intake, `{ dwellings(filter: {text: "adresseveien 29 0908"}) { totalCount nodes { address { text } displayStatus bedrooms } } }`, nil)
	t.expect(r.number("dwellings.totalCount") == 1, "the second person finds the dwelling")

	t.say(`The third has the same rights as Trine in another municipality, so the same schema. Trine's dwelling does not exist for him by any way in,
and an act on it is answered as one on nothing.`)
	r = t.ask(t.rusty, whole, nil)
	t.expect(r.number("dwellings.totalCount") == 0 && r.number("dwellings.registerCount") == 121, "the third sees Barlind's 121 dwellings only")
	r = t.ask(t.rusty, `query($id: ID!) { dwelling(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }`, vars{"id": t.known})
	t.expect(r.at("dwelling") == nil && r.at("node") == nil && r.at("nodes.0") == nil, "the dwelling does not exist for the third")
	r = t.ask(t.rusty, `mutation($id: ID!) { dwellingUpdate(id: $id, version: 1, input: {bedrooms: 9}) { dwelling { id } userErrors { code message } } }`,
		vars{"id": t.known})
	code, _ := refused(r)
	t.expect(code == "NOT_FOUND", "the third's act is NOT_FOUND")
}

// first is the first error's message.
func first(r reply) string {
	if len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Message
}

// workbook is a list as a municipality has it: columns in an order and with names of its own, local words, and Latin-1.
func (t *tour) workbook(unit string) (string, []byte, error) {
	text := strings.NewReplacer("{40}", t.dotted(-40), "{10}", t.dotted(-10), "{unit}", unit).Replace(strings.TrimLeft(`
Status;Fra dato;Type;Gate;Nr;Postnr;Bolignr;Gnr/bnr;Disposisjonsform;Ant. soverom;BRA;Månedsleie;Fargekode
Klar for innflytting;{40};Komm.bolig;Turveien;1;0908;H0101;9/901;Kommunalt eid;2;54,5;8 500;grønn
Klar for innflytting;{40};Komm.bolig;Turveien;1;0908;H0102;9/901;Kommunalt eid;1;38;7 200;grønn
Under vedlikehold;{10};Komm.bolig;Turveien;3;0908;{unit};9/902;Kommunalt eid;3;71;9 900;gul
Klar for innflytting;{40};Omsorgsbolig;Turveien;5;0908;H0101;9/903;Kommunalt eid;1;45;8 000;grønn
;;;Adresseveien;29;0908;H0202;1/1;;3;;;rød
`, "\n"))
	content, err := charmap.ISO8859_1.NewEncoder().String(text)
	return text, []byte(content), err
}

const importFields = "id version state counts { new changed same error applied undone }"

// create uploads a workbook and begins its import.
func (t *tour) create(name, unit, fields string) reply {
	text, content, err := t.workbook(unit)
	if t.failed(err) {
		return reply{}
	}
	if unit == "H101" {
		t.block("", text)
	}
	id, answer, err := t.trine.upload(t.ctx, "/files?purpose=import", name, content)
	if t.failed(err) {
		return reply{}
	}
	fmt.Fprintf(&t.out, "\n**%s**, `POST /files?purpose=import`\n", t.trine.name)
	t.block("json", spaced([]byte(strings.TrimSpace(string(answer)))))
	return t.act(t.trine, `
		mutation($file: ID!) {
		  importCreate(fileId: $file) {
		    import { `+fields+` }
		    userErrors { code message field }
		  }
		}`, vars{"file": id})
}

// until waits until an import has a state, and writes the answer that says so: it asks each time the server tells that the import has changed.
func (t *tour) until(events <-chan string, id, state string) reply {
	late := time.NewTimer(patience)
	defer late.Stop()
	for t.err == nil {
		r := t.quiet(t.trine, "query($id: ID!) { import(id: $id) { "+importFields+" done total failure } }", vars{"id": id})
		switch is := r.text("import.state"); is {
		case state:
			t.failed(t.answer(r))
			return r
		case "FAILED":
			t.failed(fmt.Errorf("the import failed: %s", r.text("import.failure")))
		}
		for told := false; !told && t.err == nil; {
			select {
			case event, ok := <-events:
				if !ok {
					t.failed(errors.New("the subscription ended"))
				}
				told = strings.Contains(event, id)
			case <-late.C:
				t.failed(fmt.Errorf("the import did not become %s; it is %s", state, r.text("import.state")))
			}
		}
	}
	return reply{}
}

func (t *tour) imports() {
	t.chapter("A workbook with errors")
	t.say(`Trine has a list as municipalities have them: another order of columns, names and words of its own, Norwegian letters in Latin-1 and semicolons.
One unit number is wrong, one word is local («Komm.bolig»), one column is no concern of ours, and the last row is a dwelling that is in the register
already, with another number of bedrooms.`)
	r := t.create("boliger.csv", "H101", importFields+" columns { heading label } unknownWords { column word rows }")
	id := r.text("importCreate.import.id")
	t.expect(r.number("importCreate.import.counts.error") == 3 && r.number("importCreate.import.counts.changed") == 1, "three rows have errors and one is a change")
	t.expect(r.text("importCreate.import.unknownWords.0.word") == "Komm.bolig", "the word is not known")
	t.say("Nothing is in the register yet: this is a preview. All headings but two are understood. What is wrong is told for each cell.")
	r = t.ask(t.trine, `
		query($id: ID!) {
		  import(id: $id) {
		    rows(state: [ERROR], first: 5) { totalCount nodes { number problems { column value message } } }
		    errorsUrl
		  }
		}`, vars{"id": id})
	t.expect(r.number("import.rows.totalCount") == 3, "three rows have errors")
	t.errorsWorkbook(r.text("import.errorsUrl"))

	t.say("She says once what the local word means, and what «Fra dato» is. The municipality's next workbook is understood by itself.")
	r = t.act(t.trine, `
		mutation($id: ID!, $version: Int!) {
		  importMap(id: $id, version: $version, input: {
		    words: [{column: "koboboligtype", word: "Komm.bolig", code: "ORDINARY"}],
		    columns: [{heading: "Fra dato", column: "statusdato"}]
		  }) {
		    import { `+importFields+` }
		    userErrors { code message field }
		  }
		}`, vars{"id": id, "version": 1})
	t.expect(r.number("importMap.import.counts.error") == 1, "one error is left")
	t.say("And mends the one cell that is left.")
	r = t.act(t.trine, `
		mutation($id: ID!) {
		  importFixRow(id: $id, number: 4, cells: [{column: "bruksenhetsnummer", value: "H0101"}]) {
		    row { number state problems { message } }
		    userErrors { code message field }
		  }
		}`, vars{"id": id})
	t.expect(r.text("importFixRow.row.state") == "NEW", "the mended row is a new dwelling")
	t.say("The row that was in the register says what would change.")
	r = t.ask(t.trine, `query($id: ID!) { import(id: $id) { version rows(state: [CHANGED], first: 1) { nodes { number dwelling { address { text } } changes { label before after } } } } }`,
		vars{"id": id})
	t.expect(r.text("import.rows.nodes.0.changes.0.after") == "3", "the number of bedrooms changes")

	t.chapter("Carry out, undo, carry out again")
	t.say("Carrying out goes on in the background. Trine's browser listens, over server-sent events, to what changes in what she may see:")
	if t.err != nil {
		return
	}
	events, err := t.trine.listen(t.ctx)
	if t.failed(err) || t.failed(t.operation(t.trine.name, subscription, nil)) {
		return
	}
	const apply = `
		mutation($id: ID!, $version: Int!) {
		  importApply(id: $id, version: $version) { import { state } userErrors { code message } }
		}`
	t.act(t.trine, apply, vars{"id": id, "version": r.number("import.version")})
	t.say("Of each change she is told the ids, no more. When the import is among them she asks how it is, until it is done:")
	r = t.until(events, id, "APPLIED")
	t.expect(r.number("import.counts.applied") == 5, "five rows were carried out")
	const look = `
		{
		  dwellings(filter: {text: "turveien"}, sort: {address: ASCENDING}) {
		    totalCount registerCount
		    nodes { id address { text } description displayStatus statusSince bedrooms rent { totalOre } }
		  }
		}`
	r = t.ask(t.trine, look, nil)
	t.expect(r.number("dwellings.totalCount") == 4 && r.number("dwellings.registerCount") == 718, "four dwellings are new")

	t.say("She mends the cell in her own workbook too, and imports that one: nothing is left to do, so nothing will change.")
	r = t.create("boliger-rettet.csv", "H0101", importFields)
	t.expect(r.number("importCreate.import.counts.same") == 5, "all rows are the same")

	t.say("Was it the wrong workbook? An import can be undone as a whole, as long as nobody has changed what it made.")
	version := t.quiet(t.trine, "query($id: ID!) { import(id: $id) { version } }", vars{"id": id}).number("import.version")
	t.act(t.trine, `
		mutation($id: ID!, $version: Int!) {
		  importUndo(id: $id, version: $version) { import { state } userErrors { code message } }
		}`, vars{"id": id, "version": version})
	r = t.until(events, id, "UNDONE")
	after := t.ask(t.trine, `query($id: ID!) { dwellings(filter: {text: "turveien"}) { totalCount registerCount } dwelling(id: $id) { address { text } bedrooms } }`, vars{"id": t.known})
	t.expect(after.number("dwellings.totalCount") == 0 && after.number("dwellings.registerCount") == 714, "the new dwellings are gone")
	t.expect(after.number("dwelling.bedrooms") == 2, "the changed dwelling is as it was")
	t.say("No, it was the right one: once more. An import that was undone is compared with the register anew first.")
	t.act(t.trine, apply, vars{"id": id, "version": r.number("import.version")})
	t.until(events, id, "APPLIED")
	r = t.quiet(t.trine, look, nil)
	t.expect(r.number("dwellings.totalCount") == 4, "the four dwellings are back")
	for i := range 4 {
		t.turveien = append(t.turveien, r.text(fmt.Sprintf("dwellings.nodes.%d.id", i)))
	}
}

// errorsWorkbook downloads the workbook with the rows that have errors.
func (t *tour) errorsWorkbook(path string) {
	if t.err != nil {
		return
	}
	status, content, err := t.trine.send(t.ctx, http.MethodGet, path, nil, nil)
	if t.failed(err) {
		return
	}
	t.expect(status == http.StatusOK && strings.HasPrefix(string(content), "PK"), "the workbook of errors can be downloaded")
	t.say("They can be downloaded as a workbook, with a comment in each cell that is wrong: `GET %s` gives %d kB.", path, (len(content)+500)/1000)
}

func (t *tour) filters() {
	t.chapter("What stands empty, and what it costs")
	t.say("All that have been empty for more than thirty days, the longest first. Each number beside a choice is what that choice would find.")
	r := t.ask(t.trine, `
		{
		  dwellings(filter: {vacantMoreThanDays: 30}, sort: {vacantSince: ASCENDING}, first: 3) {
		    totalCount registerCount vacancyCostOre
		    facets { vacantMoreThanDays { label count } type { label count } }
		    nodes { address { text } displayStatus vacancy { days costOre } }
		  }
		}`, nil)
	t.expect(r.number("dwellings.totalCount") > 3 && r.number("dwellings.vacancyCostOre") > 0, "some have been empty for long")
	t.say("Filters go together, and words are found at the start of any part of the address.")
	r = t.ask(t.trine, `
		{
		  dwellings(filter: {text: "turv 1 0908", status: [READY], bedroomsAtLeast: 2, rentAtMostOre: 900000}) {
		    totalCount nodes { address { text } bedrooms rent { totalOre } vacancy { since days costOre } }
		  }
		}`, nil)
	t.expect(r.number("dwellings.totalCount") == 1 && r.number("dwellings.nodes.0.vacancy.days") == 40, "one dwelling on Turveien fits")
	t.say("The second person can't ask by the rent: for her there is no such filter, so what she can't see can't be guessed by filtering either.")
	r = t.ask(t.intake, `{ dwellings(filter: {rentAtMostOre: 900000}) { totalCount } }`, nil)
	t.expect(strings.Contains(first(r), "rentAtMostOre"), "there is no such filter")
}

func (t *tour) status() {
	t.chapter("A status, and a mistake")
	t.say("A pipe leaks in Turveien 1.")
	id := t.dwelling(0)
	version := t.version(id)
	const set = `
		mutation($id: ID!, $version: Int!, $input: DwellingSetStatusInput!) {
		  dwellingSetStatus(id: $id, version: $version, input: $input) {
		    dwelling { version displayStatus statusSince plannedReadyOn statusPeriods { id status validFrom reason } }
		    userErrors { code message field }
		  }
		}`
	r := t.act(t.trine, set, vars{"id": id, "version": version, "input": vars{
		"status": "UNDER_MAINTENANCE", "validFrom": t.in(-1), "reason": "WATER_DAMAGE", "plannedReadyOn": t.in(14),
	}})
	t.expect(r.text("dwellingSetStatus.dwelling.displayStatus") == "UNDER_MAINTENANCE", "the dwelling is under maintenance")
	period := r.text("dwellingSetStatus.dwelling.statusPeriods.0.id")
	t.say("A colleague who has not seen this yet gives the version that was on her screen. She overwrites nothing.")
	stale := t.ask(t.guard, set, vars{"id": id, "version": version, "input": vars{"status": "UNAVAILABLE", "validFrom": t.in(0), "reason": "PLANNED_SALE"}})
	code, _ := refused(stale)
	t.expect(code == "CONFLICT", "a stale version is a conflict")
	t.say("It was the neighbour's pipe. Trine takes the status back; what was recorded stays, with the reason.")
	r = t.act(t.trine, `
		mutation($id: ID!, $version: Int!, $period: ID!) {
		  dwellingCorrectStatus(id: $id, version: $version, input: {periodId: $period, withdraw: true, correction: "Lekkasjen var hos naboen."}) {
		    dwelling { version displayStatus statusSince statusPeriods { status validFrom supersededAt correction } }
		    userErrors { code message field }
		  }
		}`, vars{"id": id, "version": r.number("dwellingSetStatus.dwelling.version"), "period": period})
	t.expect(r.text("dwellingCorrectStatus.dwelling.displayStatus") == "READY", "the dwelling is ready again")
	t.say("How it was on a day can be asked for as it is known now, or as it was known then.")
	r = t.ask(t.trine, `query($id: ID!, $on: Date!) { dwelling(id: $id) { statusOn(on: $on) } stock(on: $on) { total municipallyDisposed } }`, vars{"id": id, "on": t.in(-1)})
	t.expect(r.text("dwelling.statusOn") == "READY", "it was ready")
}

// dwelling is the id of one on Turveien.
func (t *tour) dwelling(i int) string {
	if i >= len(t.turveien) {
		return ""
	}
	return t.turveien[i]
}

// version is a dwelling's version, as its page would know it.
func (t *tour) version(id string) int {
	return t.quiet(t.trine, "query($id: ID!) { dwelling(id: $id) { version } }", vars{"id": id}).number("dwelling.version")
}

func (t *tour) tenancy() {
	t.chapter("A tenancy from beginning to end")
	id := t.dwelling(0)
	end := t.today.Add(-20).Months(36).Add(-1)
	t.names[end.String()] = "‹three years after the start›"
	const register = `
		mutation($id: ID!, $version: Int!, $input: TenancyRegisterInput!, $key: Key) {
		  tenancyRegister(dwellingId: $id, version: $version, input: $input, key: $key) {
		    tenancy { id version kind startsOn endsOn persons rent { totalOre } }
		    dwelling { version displayStatus statusSince availableActs }
		    userErrors { code message field }
		  }
		}`
	input := vars{
		"id": id, "version": t.version(id), "key": "5d0c7d0e-6f5b-4a51-8d8e-0c8f1b9f2f10",
		"input": vars{"kind": "FIXED_3_YEARS", "startsOn": t.in(-20), "endsOn": t.in(100), "persons": 2, "rent": []vars{{"component": "RENT", "ore": 850000}}},
	}
	t.say("Turveien 1 is let. The law's least term is checked.")
	r := t.ask(t.trine, register, input)
	code, _ := refused(r)
	t.expect(code == "BAD_REQUEST", "a term that is too short is refused")
	input["input"].(vars)["endsOn"] = end.String()
	r = t.act(t.trine, register, input)
	tenancy := r.text("tenancyRegister.tenancy.id")
	t.expect(r.text("tenancyRegister.dwelling.displayStatus") == "LET", "the dwelling is let")
	again := t.quiet(t.trine, register, input)
	t.expect(again.text("tenancyRegister.tenancy.id") == tenancy, "the same key gives the same tenancy")
	t.say("The network hiccups and her browser sends the same once more, with the same key: the answer is %s again, and no second one.", tenancy)

	t.say("What can't be done is refused, and what can is named: a client can show it, and here it is in words.")
	dwelling := r.number("tenancyRegister.dwelling.version")
	r = t.ask(t.trine, `
		mutation($id: ID!, $version: Int!, $on: Date!) {
		  dwellingSetStatus(id: $id, version: $version, input: {status: READY, validFrom: $on}) { dwelling { id } userErrors { code message } }
		}`, vars{"id": id, "version": dwelling, "on": t.in(0)})
	code, message := refused(r)
	t.expect(code == "ILLEGAL_ACT" && strings.Contains(message, "Avslutt leieforhold"), "the legal acts are named")

	t.say("The tenant gives notice. The dwelling is still let, but marked, and it can be planned for.")
	r = t.act(t.trine, `
		mutation($id: ID!, $given: Date!, $vacates: Date!) {
		  tenancyGiveNotice(id: $id, version: 1, input: {givenOn: $given, by: TENANT, vacatesOn: $vacates}) {
		    tenancy { version notice { givenOn by vacatesOn } }
		    dwelling { displayStatus markers expectedVacancy { on reason } }
		    userErrors { code message field }
		  }
		}`, vars{"id": tenancy, "given": t.in(-2), "vacates": t.in(60)})
	t.expect(r.text("tenancyGiveNotice.dwelling.markers.0") == "NOTICE_GIVEN", "the dwelling is marked")
	t.say("The second person sees that it is let, and nothing of the tenancy; when it will be vacant is a part of that.")
	seen := t.ask(t.intake, `query($id: ID!) { dwelling(id: $id) { address { text } displayStatus } }`, vars{"id": id})
	t.expect(seen.text("dwelling.displayStatus") == "LET", "the second person sees that it is let")
	seen = t.ask(t.intake, `query($id: ID!, $tenancy: ID!) { node(id: $tenancy) { id } dwelling(id: $id) { markers tenancy { startsOn } expectedVacancy { on } } }`,
		vars{"id": id, "tenancy": tenancy})
	t.expect(len(seen.Errors) == 3, "the second person has no such fields")
	t.say("They agree to end it before that.")
	r = t.act(t.trine, `
		mutation($id: ID!, $version: Int!, $on: Date!, $ready: Date!) {
		  tenancyEnd(id: $id, version: $version, input: {endedOn: $on, endKind: MUTUAL, statusAfter: UNDER_MAINTENANCE, plannedReadyOn: $ready}) {
		    tenancy { endedOn endKind }
		    dwelling { displayStatus statusSince markers plannedReadyOn tenancy { id } vacancy { since } }
		    userErrors { code message field }
		  }
		}`, vars{"id": tenancy, "version": r.number("tenancyGiveNotice.tenancy.version"), "on": t.in(-1), "ready": t.in(7)})
	t.expect(r.text("tenancyEnd.dwelling.displayStatus") == "UNDER_MAINTENANCE" && r.at("tenancyEnd.dwelling.tenancy") == nil, "the tenancy has ended")
	t.say("The dwelling's history tells in words who did what; the latest two:")
	r = t.ask(t.trine, `query($id: ID!) { dwelling(id: $id) { history(first: 2) { nodes { kind actor note changes { label before after } } } } }`, vars{"id": id})
	t.expect(r.at("dwelling.history.nodes.1") != nil, "the history has it")
}

func (t *tour) shielded() {
	t.chapter("A protected address")
	id := t.dwelling(1)
	t.say("Only those with the right «Kobo skjermede saker» may register a tenancy of someone with a protected address. Trine has not:")
	const register = `
		mutation($id: ID!, $version: Int!, $input: TenancyRegisterInput!) {
		  tenancyRegister(dwellingId: $id, version: $version, input: $input) {
		    tenancy { id startsOn }
		    dwelling { displayStatus }
		    userErrors { code message field }
		  }
		}`
	input := vars{"id": id, "version": t.version(id), "input": vars{"kind": "OPEN_ENDED", "startsOn": t.in(-5), "persons": 1, "shielded": true}}
	r := t.ask(t.trine, register, input)
	code, _ := refused(r)
	t.expect(code == "BAD_REQUEST", "Trine may not")
	r = t.act(t.guard, register, input)
	tenancy := r.text("tenancyRegister.tenancy.id")
	const look = `
		query($id: ID!, $tenancy: ID!) {
		  dwelling(id: $id) { displayStatus statusSince markers tenancy { startsOn persons } tenancies { id } }
		  node(id: $tenancy) { id }
		  dwellings(filter: {text: "turveien", status: [LET]}) { totalCount }
		}`
	t.say("She who registered it sees it.")
	r = t.ask(t.guard, look, vars{"id": id, "tenancy": tenancy})
	t.expect(r.text("node.id") == tenancy && r.at("dwelling.tenancy") != nil, "the holder of the right sees the tenancy")
	t.say("Trine sees that the dwelling is let, which the register must say, and nothing else: not since when, and her history of the dwelling has no trace of it.")
	r = t.ask(t.trine, look, vars{"id": id, "tenancy": tenancy})
	t.expect(r.text("dwelling.displayStatus") == "LET" && r.at("dwelling.tenancy") == nil && r.at("node") == nil && r.at("dwelling.statusSince") == nil, "Trine sees only that it is let")
	t.expect(r.at("dwelling.tenancies.0") == nil, "Trine sees no tenancies")
	for p, want := range map[*person]bool{t.guard: true, t.trine: false} {
		h := t.quiet(p, `query($id: ID!) { dwelling(id: $id) { history { nodes { kind } } } }`, vars{"id": id})
		t.expect(h.at("dwelling.history.nodes") != nil && strings.Contains(string(h.Data), "TENANCY") == want, "the history tells of the tenancy to whom it may")
	}
}

func (t *tour) log(kobo string) {
	t.chapter("Who did what")
	t.say("Nobody but the data-protection officer reads the municipality's log. For Trine there is none, only what she did herself.")
	const all = `query($id: ID!) { log(filter: {subject: $id, kinds: [CHANGE]}, first: 6) { nodes { kind actor what classes } } }`
	r := t.ask(t.trine, all, vars{"id": t.dwelling(0)})
	t.expect(len(r.Errors) == 1, "Trine has no such field")
	r = t.ask(t.officer, all, vars{"id": t.dwelling(0)})
	t.expect(r.text("log.nodes.0.actor") == t.trine.name, "the officer sees what Trine did")
	t.say("That someone asked for what is not hers, as Trine for the protected tenancy, is in it too, and so is that the log was read. What the third person tried is in the log of his own municipality.")
	r = t.ask(t.officer, `{ log(filter: {kinds: [DENIED, READ]}, first: 6) { nodes { kind actor what count } } }`, nil)
	t.expect(r.at("log.nodes.0") != nil, "denials and reads are logged")
	t.say("And of the dwelling itself he sees nothing: he may read who did what, not what it was done to.")
	r = t.ask(t.officer, `query($id: ID!) { node(id: $id) { id } }`, vars{"id": t.dwelling(0)})
	t.expect(r.at("node") == nil, "the officer sees no dwelling")
	if t.err != nil {
		return
	}
	t.say("Entries are chained and sealed each second. That not one was changed or removed can be proved:")
	out, err := exec.CommandContext(t.ctx, kobo, "audit", "verify").CombinedOutput()
	if t.failed(err) {
		t.err = fmt.Errorf("%w: %s", t.err, out)
		return
	}
	t.expect(strings.Contains(string(out), " entries under "), "the log is whole")
	t.block("", "$ kobo audit verify\n"+numbers.ReplaceAllString(string(out), "‹n›"))
}

func (t *tour) logOut() {
	t.chapter("Out")
	if t.err != nil {
		return
	}
	at, err := url.Parse(t.trine.kobo)
	if t.failed(err) {
		return
	}
	cookies := t.trine.browser.Jar.Cookies(at)
	header := fromClient()
	header.Set("Accept", "application/json")
	status, _, err := t.trine.send(t.ctx, http.MethodPost, "/logout", header, nil)
	if t.failed(err) {
		return
	}
	t.expect(status == http.StatusNoContent && len(cookies) > 0 && len(t.trine.browser.Jar.Cookies(at)) < len(cookies), "she is logged out")
	t.say("Trine logs out with `POST /logout`. Her browser forgets the cookie, and whoever had kept a copy of it has nothing:")
	t.trine.browser.Jar.SetCookies(at, cookies)
	r := t.ask(t.trine, "{ viewer { name } }", nil)
	t.expect(len(r.Errors) == 1 && r.Errors[0].Extensions.Code == "UNAUTHENTICATED", "she is out")
}
