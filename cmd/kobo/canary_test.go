package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// canarySeed makes the random operations. A failure names the viewer and the number of the operation; the same seed makes the same again.
const canarySeed = 2026

// canaryOperations is how many random operations there are.
const canaryOperations = 3000

// Both walls, by what comes out: every value of the two municipalities says whose it is, and everybody asks for everything.
//
// The data is marked by a superuser in a lab of the test's own. What a viewer may see is computed by this test from policy.csv and the
// ids of rows, not by the program. What has come out is judged by the canaries in it and by the ids in it.
func TestCanary(t *testing.T) {
	t.Parallel()
	c := newCanary(t)
	t.Run("shielded", c.testShielded)
	t.Run("same set", c.testSameSet)
	t.Run("random operations", c.testRandom)
	t.Run("acts on the shielded tell nothing", c.testActsOnShielded)
	t.Run("logs", c.testLogs)
	t.Run("all is seen by those who may", c.testSeen)
	t.Run("a leak is seen", c.testLeak) // the last, as it breaks a wall
}

var (
	anyPid = regexp.MustCompile(`(?:^|[^.0-9a-z])[0-7]\d(8[1-9]|9[0-2])\d{7}\b`) // the lab's people are born in month 81 to 92
	// What an error must never show: the database's words, and ours.
	inside = regexp.MustCompile(`(?i)SQLSTATE|ERROR:|violates|row-level|relation "|column "|syntax error at|goroutine \d|\.go:\d+|panic|kobo\.(may|viewer|municipality)|pgx|dial (tcp|unix)`)
)

// judge says what in an answer must not be there, and counts by class what was rightly seen. request is what was asked.
func (c *canary) judge(v *canaryViewer, request, header string, body []byte) (leaks []string, seen map[string]int) {
	seen = map[string]int{}
	defer func() {
		c.seeing.Lock()
		defer c.seeing.Unlock()
		for class, n := range seen {
			c.seen[class] += n
		}
	}()
	if strings.Contains(header, "spreadsheetml") {
		body = unzipped(body)
	}
	text := strings.ToLower(header + "\n" + string(body))
	for _, m := range canaryToken.FindAllStringSubmatch(text, -1) {
		shielded := m[4] != ""
		class := strings.ToUpper(m[3])
		if !v.may(m[1], int(m[2][0]-'0'), class, shielded) {
			leaks = append(leaks, "a canary: "+m[0])
			continue
		}
		if shielded {
			class += " SHIELDED"
		}
		seen[class]++
	}
	// The log tells which things were touched, and which were asked for in vain (testLogs judges it); a change of many names again what it was asked for.
	echoes, logged := strings.Contains(request, "dwellingsChange"), strings.Contains(request, "subjects")
	for _, id := range idsIn(text) {
		r, known := c.rows[id]
		if !known || logged || echoes && strings.Contains(request, id) {
			continue
		}
		if !v.may(r.municipality, r.unit, r.class, r.shielded) {
			leaks = append(leaks, fmt.Sprintf("the id of a row of %s: %s (%s/%d %s, shielded %t)", r.table, id, r.municipality, r.unit, r.class, r.shielded))
		}
	}
	if m := shieldedIn(text); m != "" {
		if !v.reads["SHIELDED"] {
			leaks = append(leaks, "a value of a shielded tenancy: "+m)
		}
		seen["dates and rents SHIELDED"]++
	}
	if m := anyPid.FindString(text); m != "" {
		leaks = append(leaks, "a national identity number")
	}
	if m := inside.FindString(errorsOf(body)); m != "" {
		leaks = append(leaks, "an error shows what is inside: "+m)
	}
	return leaks, seen
}

// shieldedIn finds a value of a shielded tenancy that is no canary.
func shieldedIn(text string) string {
	if !strings.Contains(text, shieldedYear) && !strings.Contains(text, "876") { // most don't, and the pattern is slow
		return ""
	}
	return shieldedValue.FindString(text)
}

// unzipped is all that is in a workbook.
func unzipped(body []byte) []byte {
	var all bytes.Buffer
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	for _, f := range archive.File {
		if r, err := f.Open(); err == nil {
			_, _ = all.ReadFrom(r) // what is broken can't be read by anyone
		}
	}
	return all.Bytes()
}

// idsIn are the ids in a text: found by the dash, the version and the dashes after it, which is faster than any pattern.
func idsIn(text string) (ids []string) {
	for from := 0; ; {
		i := strings.Index(text[from:], "-8")
		if i < 0 {
			return ids
		}
		at := from + i - 13
		from += i + 2
		if at >= 0 && at+36 <= len(text) && text[at+8] == '-' && text[at+18] == '-' && text[at+23] == '-' {
			ids = append(ids, text[at:at+36])
		}
	}
}

// errorsOf is the part of an answer that tells of errors.
func errorsOf(body []byte) string {
	var answer struct{ Errors json.RawMessage }
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	return string(answer.Errors)
}

func (c *canary) testRandom(t *testing.T) {
	pools := c.pools(t)
	type asked struct {
		v         *canaryViewer
		number    int
		when      float64 // of all that the viewer asks
		path      string  // of a file; else an operation
		text      string
		variables map[string]any
	}
	weight := func(v *canaryViewer) int { return 2 + len(v.reads) } // who sees more asks more
	weights := 0
	for _, v := range c.viewers {
		weights += weight(v)
	}
	fallback := c.schema(t, c.viewer(t, "9901", "Trine"))
	var all []asked
	for i, v := range c.viewers {
		schema := c.schema(t, v)
		if schema == nil {
			schema = fallback
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(v.name)) // never fails (hash)
		mine := canaryOperations*weight(v)/weights + 1
		for n := range mine {
			r := rand.New(rand.NewPCG(canarySeed+uint64(i)<<32, h.Sum64()+uint64(n)))
			a := asked{v: v, number: n, when: float64(n) / float64(mine)}
			switch {
			case n%20 == 7:
				a.path = "/files/" + pools.ids["file"][r.IntN(len(pools.ids["file"]))]
			case n%20 == 13 && r.IntN(4) == 0:
				a.path = "/export/imports/" + pools.ids["import_run"][r.IntN(len(pools.ids["import_run"]))] + "/errors.xlsx"
			case n%20 == 13:
				a.path = pools.export(r)
			default:
				a.text, a.variables = pools.random(schema, v.municipality, r)
			}
			all = append(all, a)
		}
	}
	// In turn, so that nobody has to wait because of its own haste.
	slices.SortStableFunc(all, func(a, b asked) int { return cmp.Compare(a.when, b.when) })

	listening := c.listen(t)
	var (
		mu       sync.Mutex
		seen     = map[string]int{}
		codes    = map[string]int{}
		broken   = map[string]string{}
		answered int
		group    sync.WaitGroup
		next     = make(chan asked)
	)
	start := time.Now()
	for range 4 {
		group.Go(func() {
			for a := range next {
				var status int
				var header string
				var body []byte
				if a.path != "" {
					status, header, body = c.send(t, a.v, http.MethodGet, a.path, "", nil)
				} else {
					status, header, body = c.ask(t, a.v, a.text, a.variables)
				}
				variables, err := json.Marshal(a.variables)
				if err != nil {
					t.Error(err)
				}
				request := a.path + a.text + string(variables)
				leaks, mine := c.judge(a.v, request, header, body)
				mu.Lock()
				for class, n := range mine {
					seen[class] += n
				}
				if status == http.StatusOK {
					answered++
				}
				for _, code := range codesOf(body) {
					if a.path != "" {
						code = "file " + code
					}
					codes[code]++
					switch code {
					case "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED":
						t.Errorf("%s, operation %d is not valid, so the test is wrong: %s\n%s\n%s", a.v, a.number, errorsOf(body), a.text, variables)
					case "INTERNAL":
						broken[errorsPath(body)] = fmt.Sprintf("%s, operation %d\n%s\n%s\n%s\n%s", a.v, a.number, a.text, variables, errorsOf(body), c.logged(body))
					}
				}
				mu.Unlock()
				if len(leaks) > 0 {
					if strings.HasPrefix(string(body), "PK") {
						body = unzipped(body)
					}
					t.Errorf("LEAK (seed %d) to %s, operation %d: %s\n%s\n%s\n→ %d %.3000s", canarySeed, a.v, a.number,
						strings.Join(slices.Compact(slices.Sorted(slices.Values(leaks))), "; "), a.path+a.text, variables, status, body)
				}
			}
		})
	}
	for _, a := range all {
		next <- a
	}
	close(next)
	group.Wait()
	t.Logf("%d operations by %d viewers in %s, %d answered; errors %v; seen %v", len(all), len(c.viewers), time.Since(start).Round(time.Millisecond), answered, codes, seen)
	for path, example := range broken {
		t.Errorf("a valid operation broke at %s: %s", path, example)
	}
	// Operations that see nothing prove nothing.
	for _, class := range []string{"DWELLING", "RENT", "TENANCY", "NOTE", "IMPORT", "SETTINGS", "LOG", "UNIT_NAME", "ACTOR", "SHARED_FILTER", "dates and rents SHIELDED"} {
		if seen[class] == 0 {
			t.Errorf("the random operations saw nothing of %s", class)
		}
	}
	if limited := codes["LIMIT_EXCEEDED"]; limited > len(all)/50 {
		t.Errorf("%d operations passed a limit: the generator should keep within them", limited)
	}
	if answered < len(all)*3/4 {
		t.Errorf("only %d of %d were answered", answered, len(all))
	}
	listening(t)
}

// errorsPath says where the first internal error of an answer is.
func errorsPath(body []byte) string {
	var answer struct {
		Errors []struct {
			Path       []any
			Extensions struct{ Code string }
		}
	}
	_ = json.Unmarshal(body, &answer) // codesOf read it already
	for _, e := range answer.Errors {
		if e.Extensions.Code == "INTERNAL" {
			return fmt.Sprint(e.Path)
		}
	}
	return "?"
}

// logged are the lines of the server's log with the id that an internal error gives its client.
func (c *canary) logged(body []byte) (lines string) {
	log, err := os.ReadFile(c.site.LogFile)
	m := regexp.MustCompile(`"id":"([0-9a-f]{16})"`).FindSubmatch(body)
	if err != nil || m == nil {
		return ""
	}
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, string(m[1])) && strings.Contains(line, `"ERROR"`) {
			lines += line
		}
	}
	return lines
}

func codesOf(body []byte) (codes []string) {
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil // a file
	}
	for _, e := range answer.Errors {
		codes = append(codes, e.Extensions.Code)
	}
	return codes
}

// schema is the graph as the viewer sees it, as it is told.
func (c *canary) schema(t testing.TB, v *canaryViewer) *ast.Schema {
	t.Helper()
	status, _, text := c.send(t, v, http.MethodGet, "/schema.graphql", "", nil)
	if status != http.StatusOK {
		return nil
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		t.Fatalf("the schema of %s: %v", v, err)
	}
	return schema
}

func (c *canary) pools(t testing.TB) *canaryPools {
	p := &canaryPools{ids: map[string][]string{}, own: map[string][]string{}, hidden: map[string][]string{}, today: time.Now()}
	for table := range canaryTables {
		p.ids[table] = c.idsOf(table, nil)
		p.hidden[table] = c.idsOf(table, func(r canaryRow) bool { return r.shielded })
		for number := range c.modules {
			p.own[table+" "+number] = c.idsOf(table, func(r canaryRow) bool { return r.municipality == number })
		}
	}
	r := rand.New(rand.NewPCG(canarySeed, 1))
	for _, table := range slices.Sorted(maps.Keys(p.ids)) {
		for range min(len(p.ids[table]), 60) {
			p.all = append(p.all, p.ids[table][r.IntN(len(p.ids[table]))])
		}
	}
	for _, m := range selectAll(t, c, `select id::text as id from municipality order by number`) {
		p.all = append(p.all, m["id"].(string))
	}
	for _, d := range selectAll(t, c, `select dwelling_id::text as id from canary.shielded order by 1`) {
		p.hidden["dwelling"] = append(p.hidden["dwelling"], d["id"].(string))
	}
	p.texts = []string{
		"", "barlind", "adressev 2", "CANARY", "canary-9901", "canary-9902-1-dwelling", "gnr 118/507", "H0101", "%", "_", "\\", "«æøå»", "1893", "0908", "a",
	}
	for _, row := range selectAll(t, c, `select owner_name, vendor_dwelling_id, street from dwelling order by id limit 40`) {
		p.texts = append(p.texts, row["owner_name"].(string), row["vendor_dwelling_id"].(string), row["street"].(string))
	}
	for _, v := range []*canaryViewer{c.viewer(t, "9901", "Trine"), c.viewer(t, "9901", "Skjermetsaksbehandler"), c.viewer(t, "9902", "Hestedrosje")} {
		for _, sort := range []string{"{address: ASCENDING}", "{contractEnd: ASCENDING}", "{expectedVacancy: DESCENDING}", "{rent: ASCENDING}"} {
			_, _, body := c.ask(t, v, "{ dwellings(first: 3, sort: "+sort+") { edges { cursor } } }", nil)
			for _, m := range regexp.MustCompile(`"cursor":"([^"]+)"`).FindAllStringSubmatch(string(body), -1) {
				p.cursors = append(p.cursors, m[1])
			}
		}
	}
	if len(p.cursors) < 20 {
		t.Fatalf("only %d cursors", len(p.cursors))
	}
	viewers, err := c.running.Viewers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, person := range viewers.Persons[:20] {
		p.pids = append(p.pids, person.Pid)
	}
	return p
}

// export is the address of a random export.
func (p *canaryPools) export(r *rand.Rand) string {
	q := url.Values{}
	for range r.IntN(3) {
		switch r.IntN(6) {
		case 0:
			q.Set("q", p.texts[r.IntN(len(p.texts))])
		case 1:
			q.Set("status", []string{"LET", "READY", "LET,READY", "UNDER_MAINTENANCE"}[r.IntN(4)])
		case 2:
			q.Set("contractEndsWithinMonths", fmt.Sprint(r.IntN(600)))
		case 3:
			q.Set("sort", []string{"address", "-rent", "contractEnd", "-expectedVacancy"}[r.IntN(4)])
		case 4:
			q.Set("unit", p.ids["unit"][r.IntN(len(p.ids["unit"]))])
		case 5:
			q.Set("expectedVacantBefore", "1893-12-31")
		}
	}
	return "/export/dwellings." + []string{"csv", "csv", "xlsx"}[r.IntN(3)] + "?" + q.Encode()
}

// listen subscribes some viewers to changes; the function returned judges what they were told.
func (c *canary) listen(t *testing.T) (judge func(t *testing.T)) {
	type heard struct {
		v      *canaryViewer
		events []string
	}
	var mu sync.Mutex
	var all []*heard
	for _, who := range [][2]string{
		{"9901", "Trine"}, {"9901", "Skjermetsaksbehandler"}, {"9901", "Enhetsforvalter"}, {"9901", "Søknadsinnsyn"}, {"9902", "Hestedrosje"}, {"9901", "fdv-skisse"},
	} {
		h := &heard{v: c.viewer(t, who[0], who[1])}
		all = append(all, h)
		events := c.subscribe(t, h.v)
		go func() {
			for event := range events {
				mu.Lock()
				h.events = append(h.events, event)
				mu.Unlock()
			}
		}()
	}
	return func(t *testing.T) {
		mu.Lock()
		defer mu.Unlock()
		told := 0
		for _, h := range all {
			for _, event := range h.events {
				told++
				leaks, _ := c.judge(h.v, "", "", []byte(event))
				for _, leak := range leaks {
					t.Errorf("LEAK to %s by subscription: %s\n%s", h.v, leak, event)
				}
			}
		}
		if told == 0 {
			t.Error("nobody was told of any change")
		}
	}
}

// subscribe listens for changes; it returns when the server has begun to tell.
func (c *canary) subscribe(t *testing.T, v *canaryViewer) <-chan string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/graphql", strings.NewReader(`{"query":"subscription { registerChanged { ids } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+v.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	answer, err := canaryClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s can't listen: %s", v, answer.Status)
	}
	events := make(chan string, 1000)
	go func() {
		defer close(events)
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				events <- data
			}
		}
	}()
	return events
}

// testLogs: what the server and the database write for those who run them, and what jobs are told, holds nobody's data.
func (c *canary) testLogs(t *testing.T) {
	check := func(what, text string) {
		if text == "" {
			t.Errorf("%s is empty", what)
		}
		text = strings.ToLower(text)
		for _, pattern := range []*regexp.Regexp{canaryToken, anyPid, shieldedValue} {
			if m := pattern.FindStringIndex(text); m != nil {
				t.Errorf("%s holds %s: …%s…", what, text[m[0]:m[1]], text[max(0, m[0]-300):min(len(text), m[1]+200)])
			}
		}
	}
	server, err := os.ReadFile(c.site.LogFile)
	if err != nil {
		t.Fatal(err)
	}
	check("the server's log", string(server))
	folder := selectAll(t, c, "select current_setting('data_directory') as dir")[0]["dir"].(string)
	database, err := os.ReadFile(filepath.Join(filepath.Dir(folder), "postgres.log"))
	if err != nil {
		t.Fatal(err)
	}
	check("the database's log", string(database))
	jobs := selectAll(t, c, "select coalesce(string_agg(concat_ws(' ', kind, args, metadata, errors::text, tags::text), e'\\n'), '-') as jobs from river.river_job")[0]["jobs"].(string)
	check("the queue", jobs)
	// What is logged of what was really touched is of the same municipality, and shielded when one of the things is.
	for _, e := range selectAll(t, c, `select m.number, e.what, e.kind, e.shielded, e.subjects::text[] as subjects from audit.entry e join municipality m on m.id = e.municipality_id
		where e.kind <> 'DENIED' and not e.classes @> '{LOG}' and e.subjects <> '{}'`) {
		for _, id := range e["subjects"].([]any) {
			if r, known := c.rows[id.(string)]; known && (r.municipality != e["number"] || r.shielded && e["shielded"] != true) {
				t.Errorf("LEAK: an entry of %s, %s %s (shielded %v), names %s of %s, shielded %t", e["number"], e["kind"], e["what"], e["shielded"], r.table, r.municipality, r.shielded)
			}
		}
	}
	did := selectAll(t, c, `select count(*) filter (where kind = 'CHANGE') as changes, count(distinct xid) filter (where kind = 'CHANGE') as acts from audit.entry where role like 'kobo%'`)[0]
	if asInt(did["acts"]) < 20 {
		t.Errorf("only %v acts were carried out: the mutations prove little", did["acts"])
	}
	t.Logf("%d bytes of the server's log, %d of the database's, %d of jobs; %v changes by %v acts; told to wait %d times", len(server), len(database), len(jobs),
		did["changes"], did["acts"], strings.Count(string(server), `"status":429`))
	// What the log of who did what shows to those who may read it.
	entries := selectAll(t, c, "select coalesce(string_agg(distinct concat_ws(' ', what, actor, organisation, purpose, classes::text), e'\\n'), '-') as text from audit.entry where actor not like 'CANARY%'")[0]["text"].(string)
	check("the log of who did what", entries)
}

// gather asks, judges the answer and gathers the ids at a place of the answer, a field of objects or lists named so.
func (c *canary) gather(t testing.TB, v *canaryViewer, query string, variables map[string]any, field string) (ids []string, answer map[string]any) {
	t.Helper()
	_, header, body := c.ask(t, v, query, variables)
	leaks, _ := c.judge(v, query, header, body)
	for _, leak := range leaks {
		t.Errorf("LEAK to %s: %s\n%s", v, leak, query)
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer["errors"] != nil {
		t.Fatalf("%s: %s\n%.2000s", v, query, body)
	}
	var walk func(x any, wanted bool)
	walk = func(x any, wanted bool) {
		switch x := x.(type) {
		case []any:
			for _, y := range x {
				walk(y, wanted)
			}
		case map[string]any:
			if id, ok := x["id"].(string); ok && wanted {
				ids = append(ids, id)
			}
			for name, y := range x {
				walk(y, name == field)
			}
		}
	}
	walk(answer["data"], false)
	return ids, answer
}

// dig follows a path of names in an answer.
func dig(x any, path ...string) any {
	for _, name := range path {
		m, _ := x.(map[string]any)
		x = m[name]
	}
	return x
}

func sorted(ids []string) []string { return slices.Compact(slices.Sorted(slices.Values(ids))) }

// For each viewer, the rows are the same by every way in: the rows that the rules give it.
func (c *canary) testSameSet(t *testing.T) {
	for _, who := range [][2]string{
		{"9901", "Trine"}, {"9901", "Boliginnsyn"}, {"9901", "Enhetsforvalter"}, {"9901", "Skjermetsaksbehandler"}, {"9901", "Skjermetinnsyn"}, {"9901", "Revisor"},
		{"9901", "Søknadsmottak"}, {"9901", "fdv-skisse"}, {"9902", "Hestedrosje"}, {"9901", "Klagebehandler"},
	} {
		v := c.viewer(t, who[0], who[1])
		t.Run(v.name, func(t *testing.T) {
			t.Parallel() // each waits for its own bucket
			c.sameSet(t, v)
		})
	}
}

func (c *canary) sameSet(t *testing.T, v *canaryViewer) {
	// rule is the set that the rules give, computed from what we know of the rows.
	rule := func(table string) []string {
		return c.idsOf(table, func(r canaryRow) bool { return v.may(r.municipality, r.unit, r.class, r.shielded) })
	}
	same := func(what string, got []string, want []string) {
		t.Helper()
		if got = sorted(got); !slices.Equal(got, want) {
			t.Errorf("%s: %d, the rules give %d", what, len(got), len(want))
		}
	}
	dwellings := rule("dwelling")
	if len(dwellings) == 0 {
		t.Fatal("sees no dwelling")
	}
	schema := c.schema(t, v)
	has := func(typeName, field string) bool {
		return schema.Types[typeName] != nil && schema.Types[typeName].Fields.ForName(field) != nil
	}

	// By list, all pages: nodes and edges, forwards; and backwards.
	var nodes, edges, backwards []string
	after := any(nil)
	for {
		page, answer := c.gather(t, v, `query($after: String) { dwellings(filter: {includeLeft: true}, first: 100, after: $after) { edges { node { id } } totalCount registerCount
			pageInfo { hasNextPage endCursor } facets { type { count } unit { count } disposition { count } wheelchair { count } } } }`, map[string]any{"after": after}, "node")
		edges = append(edges, page...)
		got := dig(answer, "data", "dwellings")
		if total := dig(got, "totalCount"); total != float64(len(dwellings)) {
			t.Fatalf("totalCount is %v, the rules give %d", total, len(dwellings))
		}
		for _, facet := range []string{"type", "unit", "disposition", "wheelchair"} {
			sum := 0.0
			for _, choice := range dig(got, "facets", facet).([]any) {
				sum += dig(choice, "count").(float64)
			}
			if sum != float64(len(dwellings)) {
				t.Errorf("the facet %s counts %v, the rules give %d", facet, sum, len(dwellings))
			}
		}
		if dig(got, "pageInfo", "hasNextPage") != true {
			break
		}
		after = dig(got, "pageInfo", "endCursor")
	}
	for offset := 0; offset < len(dwellings)+100; offset += 100 {
		page, _ := c.gather(t, v, `query($offset: Int) { dwellings(filter: {includeLeft: true}, first: 100, offset: $offset) { nodes { id } } }`, map[string]any{"offset": offset}, "nodes")
		nodes = append(nodes, page...)
	}
	before := any(nil)
	for {
		page, answer := c.gather(t, v, `query($before: String) { dwellings(filter: {includeLeft: true}, last: 100, before: $before) { nodes { id } pageInfo { hasPreviousPage startCursor } } }`,
			map[string]any{"before": before}, "nodes")
		backwards = append(backwards, page...)
		if dig(answer, "data", "dwellings", "pageInfo", "hasPreviousPage") != true {
			break
		}
		before = dig(answer, "data", "dwellings", "pageInfo", "startCursor")
	}
	same("dwellings by edges", edges, dwellings)
	same("dwellings by nodes and offset", nodes, dwellings)
	same("dwellings backwards", backwards, dwellings)
	if len(edges) != len(dwellings) || len(nodes) != len(dwellings) || len(backwards) != len(dwellings) {
		t.Errorf("some are on two pages: %d, %d and %d of %d", len(edges), len(nodes), len(backwards), len(dwellings))
	}

	// By id, asking for everything there is in both municipalities: nodes(ids), and node(id) and dwelling(id) for some.
	byIDs := func(ids []string) (found []string) {
		for part := range slices.Chunk(ids, 100) {
			ids, _ := c.gather(t, v, `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": part}, "nodes")
			found = append(found, ids...)
		}
		return found
	}
	for _, kind := range []struct{ table, typeName string }{
		{"dwelling", "Dwelling"}, {"tenancy", "Tenancy"}, {"reservation", "Reservation"}, {"note", "Note"}, {"document", "Document"}, {"image", "Image"},
		{"agreement", "Agreement"}, {"building", "Building"}, {"property", "Property"}, {"import_run", "Import"}, {"import_row", "ImportRow"}, {"network", "Network"},
	} {
		ids, want := c.idsOf(kind.table, nil), rule(kind.table)
		if len(ids) > 900 { // a part of them, from everywhere
			ids = slices.DeleteFunc(ids, func(id string) bool { return id[35] > '3' })
			want = slices.DeleteFunc(want, func(id string) bool { return id[35] > '3' })
		}
		same(kind.table+" by nodes", byIDs(ids), want)
		if shown := schema.Types[kind.typeName] != nil; shown != (len(rule(kind.table)) > 0) && len(c.idsOf(kind.table, func(r canaryRow) bool {
			return r.municipality == v.municipality && (v.unit == 0 || r.unit == 0 || r.unit == v.unit)
		})) > 0 {
			t.Errorf("the two walls differ on %s: the type is shown: %t, rows: %d", kind.typeName, shown, len(rule(kind.table)))
		}
	}
	var one, root, wantOne []string
	for i, id := range c.idsOf("dwelling", nil) {
		if i%25 != 0 {
			continue
		}
		if slices.Contains(dwellings, id) {
			wantOne = append(wantOne, id)
		}
		ids, _ := c.gather(t, v, `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": id}, "node")
		one = append(one, ids...)
		ids, _ = c.gather(t, v, `query($id: ID!) { dwelling(id: $id) { id } }`, map[string]any{"id": id}, "dwelling")
		root = append(root, ids...)
	}
	same("dwellings by node", one, wantOne)
	same("dwellings by dwelling", root, wantOne)

	// What belongs to dwellings: by edge the same as by id. Some dwellings, those with shielded tenancies first.
	of := map[string]string{}
	for _, table := range []string{"tenancy", "note", "document", "image", "status_period", "rent_period", "stock_change", "history"} {
		where := ""
		if table == "rent_period" {
			where = " where tenancy_id is null" // the asking rents
		}
		for _, r := range selectAll(t, c, "select id::text as id, dwelling_id::text as dwelling from "+table+where) {
			of[r["id"].(string)] = r["dwelling"].(string)
		}
	}
	var some []string
	for _, s := range c.shieldedDwellings(t, v) {
		some = append(some, s["dwelling"].(string))
	}
	some = sorted(append(some[:min(len(some), 8)], dwellings[:12]...))
	for _, edge := range []struct{ field, table string }{
		{"tenancies", "tenancy"}, {"notes", "note"}, {"documents", "document"}, {"images", "image"}, {"statusPeriods", "status_period"}, {"rents", "rent_period"},
		{"stockChanges", "stock_change"}, {"history", "history"},
	} {
		if !has("Dwelling", edge.field) {
			continue
		}
		want, field, selection := rule(edge.table), edge.field, edge.field+" { id }"
		want = slices.DeleteFunc(want, func(id string) bool { return !slices.Contains(some, of[id]) })
		if edge.table == "history" {
			field, selection = "nodes", "history(first: 30) { nodes { id } }"
		}
		var got []string
		for part := range slices.Chunk(some, 10) {
			ids, _ := c.gather(t, v, `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Dwelling { `+selection+` } } }`, map[string]any{"ids": part}, field)
			got = append(got, ids...)
		}
		same(edge.field+" by edge", got, want)
	}

	// By export: as many rows, and the ids that the log says were taken out.
	status, header, body := c.send(t, v, http.MethodGet, "/export/dwellings.csv?includeLeft=true", "", nil)
	leaks, _ := c.judge(v, "", header, body)
	for _, leak := range leaks {
		t.Errorf("LEAK to %s by export: %s", v, leak)
	}
	cell := func() (may bool) {
		for right, write := range v.rights {
			word := c.grid["EXPORT"][right].word
			may = may || word == "read" || word == "act" && write
		}
		return may
	}
	if may := cell(); may != (status == http.StatusOK) {
		t.Errorf("may export: %t, was answered %d", may, status)
	} else if may {
		lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\ufeff")))
		lines.Comma, lines.FieldsPerRecord, lines.LazyQuotes = ';', -1, true
		all, err := lines.ReadAll()
		if err != nil || len(all) != len(dwellings)+2 {
			t.Errorf("the export has %d lines for %d dwellings: %v", len(all), len(dwellings), err)
		}
		var ids []string
		for _, r := range selectAll(t, c, `select subjects::text[] as ids from audit.entry where kind = 'EXPORT' and count > 0 and actor = '`+v.person+`' order by id desc limit 1`) {
			for _, id := range r["ids"].([]any) {
				ids = append(ids, id.(string))
			}
		}
		same("the export's log", ids, dwellings)
	}
}

// everything that a viewer can ask of a dwelling, in selections that each keep within the limit of cost: one of what there is one of, and one
// for each list, but for lists within lists.
func everything(schema *ast.Schema) (selections []string) {
	var write func(def *ast.Definition, lists bool) string
	write = func(def *ast.Definition, lists bool) string {
		var parts []string
		for _, f := range def.Fields {
			t := schema.Types[f.Type.Name()]
			isList := f.Type.Elem != nil || strings.HasSuffix(t.Name, "Connection")
			text := ""
			switch {
			case strings.HasPrefix(f.Name, "__") || f.Arguments.ForName("on") != nil || t.Name == "Dwelling":
			case t.IsLeafType():
				text = f.Name
			case !isList || lists && def.Name != "Dwelling":
				text = f.Name + " " + write(t, lists && !isList)
			}
			switch {
			case text != "":
				parts = append(parts, text)
			case def.Name == "Dwelling" && isList && f.Arguments == nil:
				selections = append(selections, "{ "+f.Name+" "+write(t, false)+" }")
			case def.Name == "Dwelling" && isList:
				selections = append(selections, "{ "+f.Name+"(first: 20) { nodes "+write(schema.Types[schema.Types[t.Name].Fields.ForName("nodes").Type.Name()], false)+" } }")
			}
		}
		if parts == nil {
			return "{ __typename }"
		}
		return "{ " + strings.Join(parts, " ") + " }"
	}
	rest := write(schema.Types["Dwelling"], true)
	return append(selections, rest)
}

// all asks everything of a dwelling.
func (c *canary) all(t testing.TB, v *canaryViewer, selections []string, id any, seen map[string]int) (dwelling map[string]any) {
	t.Helper()
	dwelling = map[string]any{}
	for _, selection := range selections {
		_, header, body := c.ask(t, v, `query($id: ID!) { dwelling(id: $id) `+selection+` }`, map[string]any{"id": id})
		leaks, mine := c.judge(v, "", header, body)
		for _, leak := range leaks {
			t.Errorf("LEAK to %s of %v: %s", v, id, leak)
		}
		for class, n := range mine {
			seen[class] += n
		}
		var answer struct {
			Data   struct{ Dwelling map[string]any }
			Errors json.RawMessage
		}
		if err := json.Unmarshal(body, &answer); err != nil || answer.Errors != nil {
			t.Fatalf("%s: %s\n%.1000s", v, selection, body)
		}
		maps.Copy(dwelling, answer.Data.Dwelling)
	}
	return dwelling
}

// shieldedDwellings are the dwellings in a municipality whose tenancy in force is of a person with a protected address.
func (c *canary) shieldedDwellings(t testing.TB, v *canaryViewer) (all []map[string]any) {
	ask := `select t.id::text as tenancy, d.id::text as dwelling, d.version from tenancy t join dwelling d on d.id = t.dwelling_id
		join canary.unit u on u.id = t.unit_id where t.shielded and t.ended_on is null and t.cancelled_at is null and u.number = '` + v.municipality + `'`
	if v.unit != 0 {
		ask += fmt.Sprintf(" and u.place = %d", v.unit)
	}
	if all = selectAll(t, c, ask+" order by 1"); len(all) < 3 {
		t.Fatalf("only %d", len(all))
	}
	return all
}

// A dwelling with a shielded tenancy is let, to everyone. Of the tenancy, its notice, what they lead one to expect, and their history there is
// nothing, but for those with the right.
func (c *canary) testShielded(t *testing.T) {
	for _, who := range [][2]string{
		{"9901", "Trine"}, {"9901", "Revisor"}, {"9901", "Enhetssaksbehandler"}, {"9901", "Boliginnsyn"}, {"9901", "Klagebehandler"}, {"9901", "fdv-skisse"},
		{"9902", "Hestedrosje"}, {"9901", "Skjermetsaksbehandler"}, {"9901", "Skjermetinnsyn"}, {"9902", "Skjermetsaksbehandler"},
	} {
		v := c.viewer(t, who[0], who[1])
		t.Run(v.name, func(t *testing.T) {
			schema := c.schema(t, v)
			selections := everything(schema)
			let := c.shieldedDwellings(t, v)
			for _, s := range let[:3] {
				seen := map[string]int{}
				d := c.all(t, v, selections, s["dwelling"], seen)
				if dig(d, "status") != "LET" || dig(d, "displayStatus") != "LET" || dig(d, "vacancy") != nil {
					t.Errorf("the dwelling is %v", dig(d, "status"))
				}
				marked := false
				if markers, ok := dig(d, "markers").([]any); ok {
					marked = slices.Contains(markers, any("NOTICE_GIVEN"))
				}
				told := []any{dig(d, "tenancy"), dig(d, "statusSince"), dig(d, "expectedVacancy")}
				if !v.reads["SHIELDED"] {
					if told[0] != nil || told[1] != nil || told[2] != nil || marked {
						t.Errorf("LEAK to %s of %s: tenancy %v, status since %v, expected %v, notice %t", v, s["dwelling"], told[0], told[1], told[2], marked)
					}
				} else if told[0] == nil || told[1] == nil || told[2] == nil || !marked || seen["TENANCY SHIELDED"]+seen["HISTORY_TENANCY SHIELDED"] == 0 {
					t.Errorf("%s sees of %s too little: tenancy %v, status since %v, expected %v, notice %t, %v", v, s["dwelling"], told[0], told[1], told[2], marked, seen)
				}
			}
			// Filters, counts, orders and exports give no more away than fields.
			filters := map[string]string{
				"contractEndsWithinMonths": "contractEndsWithinMonths: 0", "expectedVacantBefore": `expectedVacantBefore: "1894-01-01"`,
				"expectedVacantWithinMonths": "expectedVacantWithinMonths: 0", "markers": "markers: [NOTICE_GIVEN]",
			}
			for _, name := range slices.Sorted(maps.Keys(filters)) {
				if schema.Types["DwellingFilter"].Fields.ForName(name) == nil {
					continue
				}
				found, answer := c.gather(t, v, `{ dwellings(first: 100, filter: {`+filters[name]+`}) { nodes { id } totalCount
					facets { markers { value count } expectedVacantWithinMonths { count } contractEndsWithinMonths { count } } } }`, nil, "nodes")
				hits := 0
				for _, s := range let {
					if slices.Contains(found, s["dwelling"].(string)) {
						hits++
					}
				}
				total, _ := dig(answer, "data", "dwellings", "totalCount").(float64)
				if want := v.reads["SHIELDED"]; want != (hits > 0) || !want && name == "expectedVacantBefore" && total != 0 {
					t.Errorf("filter %s: %s finds %d of %d shielded ones (totalCount %v)", name, v, hits, len(let), total)
				}
			}
		})
	}
}

// What one with the right does with a shielded tenancy changes nothing of what others see, and is in nobody else's log.
func (c *canary) testActsOnShielded(t *testing.T) {
	actor, others := c.viewer(t, "9901", "Skjermetsaksbehandler"), []*canaryViewer{
		c.viewer(t, "9901", "Trine"), c.viewer(t, "9901", "Revisor"), c.viewer(t, "9901", "fdv-skisse"),
	}
	keeper := c.viewer(t, "9901", "Personvernombud")
	var s map[string]any
	for _, candidate := range c.shieldedDwellings(t, actor) {
		s = candidate // any will do; the random acts have left some as they were
		_, _, body := c.ask(t, actor, `query($id: ID!) { dwelling(id: $id) { tenancy { version notice { givenOn } } } }`, map[string]any{"id": s["dwelling"]})
		if strings.Contains(string(body), `"version":1,"notice":{`) {
			break
		}
	}
	snapshot := func() (all []string) {
		for _, v := range others {
			text, err := json.Marshal(c.all(t, v, everything(c.schema(t, v)), s["dwelling"], map[string]int{}))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(text))
		}
		return all
	}
	before := snapshot()
	told := c.subscribe(t, others[0])
	act := func(mutation string) {
		t.Helper()
		_, answer := c.gather(t, actor, `query($id: ID!) { dwelling(id: $id) { version tenancy { version } } }`, map[string]any{"id": s["dwelling"]}, "")
		_, _, body := c.ask(t, actor, mutation, map[string]any{"id": s["tenancy"], "v": dig(answer, "data", "dwelling", "tenancy", "version")})
		if !strings.Contains(string(body), `"userErrors":[]`) {
			t.Fatalf("%s: %s", mutation, body)
		}
	}
	act(`mutation($id: ID!, $v: Int!) { tenancyWithdrawNotice(id: $id, version: $v) { userErrors { message } } }`)
	act(`mutation($id: ID!, $v: Int!) { tenancyGiveNotice(id: $id, version: $v, input: {givenOn: "1893-07-07", by: TENANT, vacatesOn: "1893-10-31"}) { userErrors { message } } }`)
	act(`mutation($id: ID!, $v: Int!) { tenancyCorrect(id: $id, version: $v, input: {persons: 2, correction: "Rettet"}) { userErrors { message } } }`)
	act(`mutation($id: ID!, $v: Int!) { tenancySetRent(id: $id, version: $v, input: {validFrom: "` + time.Now().Format(time.DateOnly) + `", components: [{component: RENT, ore: 98765432}]}) { userErrors { message } } }`)
	// What comes after is told, so what came before would have been.
	open := c.idsOf("dwelling", func(r canaryRow) bool { return r.municipality == "9901" })[0]
	c.ask(t, others[0], `mutation($id: ID!) { noteAdd(dwellingId: $id, text: "Nymalt gang") { userErrors { message } } }`, map[string]any{"id": open})
	for event := range told {
		if strings.Contains(event, s["dwelling"].(string)) || strings.Contains(event, s["tenancy"].(string)) {
			t.Errorf("LEAK: %s was told of acts on a shielded tenancy: %s", others[0], event)
		}
		if strings.Contains(event, open) {
			break
		}
	}
	for i, after := range snapshot() {
		if after != before[i] {
			t.Errorf("LEAK: acts on a shielded tenancy changed what %s sees of the dwelling:\n%s", others[i], difference(before[i], after))
		}
	}
	for _, id := range c.idsOf("tenancy", func(r canaryRow) bool { return r.shielded && r.municipality == "9901" }) {
		_, _, body := c.ask(t, keeper, `query($id: ID!) { log(first: 100, filter: {subject: $id, kinds: [READ, CHANGE, EXPORT]}) { nodes { what subjects } } }`, map[string]any{"id": id})
		if !strings.Contains(string(body), `"nodes":[]`) {
			t.Errorf("LEAK: the log tells %s of a shielded tenancy: %.500s", keeper, body)
		}
	}
	if n := selectAll(t, c, `select count(*) as n from audit.entry where shielded and subjects @> array['`+s["tenancy"].(string)+`'::uuid]`)[0]["n"]; asInt(n) == 0 {
		t.Error("nothing of it was logged, so the test sees nothing")
	}
}

// testSeen: a test that sees nothing proves nothing. All that is marked has come out to somebody who may see it.
func (c *canary) testSeen(t *testing.T) {
	look := func(municipality, name, query string) {
		t.Helper()
		c.gather(t, c.viewer(t, municipality, name), query, nil, "")
	}
	for _, m := range []string{"9901", "9902"} {
		look(m, "Skjermetsaksbehandler", `{ dwellings(first: 30) { nodes { documents { title name url } } } viewer { savedFilters { name address } } imports { nodes { name columns { heading } } } }`)
		look(m, "Boligforvalter", `{ imports(first: 3) { nodes { rows(first: 5) { nodes { cells { value } problems { value } } } } } agreements { landlordName reference landlordPhone terms { correction } } }`)
		look(m, "Skjermetsaksbehandler", `{ dwellings(first: 3) { nodes { history(first: 10) { nodes { note changes { before after } } } } } }`)
		look(m, "Administrator", `{ municipality { units { name } settings { phone email website networks { name } } } }`)
		look(m, "Personvernombud", `{ log(first: 10) { nodes { actor purpose } } }`)
		reservations, _ := json.Marshal(c.idsOf("reservation", func(r canaryRow) bool { return r.municipality == m })[:20]) // texts only
		look(m, "Saksinnsyn", `{ nodes(ids: `+string(reservations)+`) { ... on Reservation { reason recordedBy } } }`)
	}
	documents := c.idsOf("file", func(r canaryRow) bool { return r.class == "DOCUMENT" && r.municipality == "9901" })
	for _, id := range documents { // the content itself
		v := c.viewer(t, "9901", "Trine")
		status, header, body := c.send(t, v, http.MethodGet, "/files/"+id, "", nil)
		if leaks, _ := c.judge(v, "", header, body); status != http.StatusOK || !strings.Contains(string(body), "CANARY-9901") || len(leaks) > 0 {
			t.Errorf("a document of one's own: %d %s %v", status, body, leaks)
		}
		v = c.viewer(t, "9901", "Søknadsmottak")
		if status, _, _ := c.send(t, v, http.MethodGet, "/files/"+id, "", nil); status != http.StatusNotFound {
			t.Errorf("LEAK: %s is given a document: %d", v, status)
		}
	}
	for _, class := range []string{
		"DWELLING", "RENT", "TENANCY", "TENANT", "RESERVATION", "NOTE", "DOCUMENT", "IMPORT", "SETTINGS", "LOG", "UNIT_NAME", "ACTOR", "SHARED_FILTER",
		"HISTORY_DWELLING", "HISTORY_RENT", "HISTORY_TENANCY", "HISTORY_NOTE", "HISTORY_RESERVATION", "HISTORY_DOCUMENT",
		"DWELLING SHIELDED", "RENT SHIELDED", "TENANCY SHIELDED", "TENANT SHIELDED", "HISTORY_TENANCY SHIELDED", "dates and rents SHIELDED",
	} {
		if c.seen[class] == 0 {
			t.Errorf("nobody saw any of %s: the test can't see a leak of it", class)
		}
	}
	t.Logf("seen: %v", c.seen)
}

// testLeak breaks the wall of rows where it is, and sees that the test sees it. A field that is judged for one who may not see it is seen too.
func (c *canary) testLeak(t *testing.T) {
	look := func(v, as *canaryViewer, query string) []string {
		_, header, body := c.ask(t, v, query, nil)
		leaks, _ := c.judge(as, query, header, body)
		return leaks
	}
	trine, barlind := c.viewer(t, "9901", "Trine"), c.viewer(t, "9902", "Hestedrosje")
	notes, _ := json.Marshal(c.idsOf("note", func(r canaryRow) bool { return r.municipality == "9901" })[:5])
	hidden, _ := json.Marshal(c.idsOf("tenancy", func(r canaryRow) bool { return r.shielded && r.municipality == "9901" })[:5])
	theirs := `{ nodes(ids: ` + string(notes) + `) { ... on Note { text } } }`
	shielded := `{ nodes(ids: ` + string(hidden) + `) { ... on Tenancy { startsOn } } }`
	rents := `{ dwellings(first: 5) { nodes { rents { correction } } } }`
	for _, query := range []string{theirs, shielded} {
		for _, v := range []*canaryViewer{trine, barlind} {
			if leaks := look(v, v, query); len(leaks) > 0 {
				t.Errorf("%s: %v", query, leaks)
			}
		}
	}
	if _, err := c.db.Exec(t.Context(), `create policy broken on note for select to kobo_staff using (true); create policy broken on tenancy for select to kobo_staff using (true)`); err != nil {
		t.Fatal(err)
	}
	if leaks := look(barlind, barlind, theirs); len(leaks) < 5 {
		t.Errorf("notes of another municipality came out, and the test saw %v", leaks)
	}
	if leaks := look(trine, trine, shielded); len(leaks) == 0 {
		t.Error("shielded tenancies came out, and the test saw nothing")
	}
	less := *trine
	less.reads = maps.Clone(trine.reads)
	delete(less.reads, "RENT")
	if look(trine, trine, rents) != nil || look(trine, &less, rents) == nil {
		t.Error("rents came out to one who may not see them, and the test saw nothing")
	}
}

// difference shows where two texts begin to differ.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("- …%.200s\n+ …%.200s", a[from:], b[from:])
}
