package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kobo/internal/codelist"
	"kobo/internal/municipality"
)

// A canary is a value that says whose it is: CANARY-9901-2-TENANT-SHIELDED-17 is of municipality 9901 (Krokvik), of its second unit (0: of no unit),
// of class TENANT, and of a person with a protected address. Wherever it turns up, one look tells whether it may. The class of history names
// what it tells of too (HISTORY_RENT), since one must be able to read both.
var canaryToken = regexp.MustCompile(`canary-(\d{4})-(\d)-([a-z_]+)(-shielded)?-\d+`) // in lower case, as searches fold it

// What can't hold a text is marked by values that nothing else has: all dates of shielded tenancies are in 1893, all their rents are the same.
var (
	shieldedValue = regexp.MustCompile(`1893-\d\d|\b\d?\d\.\d?\d\.1893\b|\b98765432\b|9[  ]?876[  ]?543,2`)
	shieldedYear  = "1893"
)

// plant marks every value of the two municipalities, and makes rows of the kinds that the lab has none of.
// Triggers don't run: who reads the log should see what viewers do.
const plant = `
set session_replication_role = replica;
create schema canary;
create sequence canary.number;
create table canary.unit as
	select u.id, m.id as municipality_id, m.number, row_number() over (partition by m.id order by u.id) as place from unit u join municipality m on m.id = u.municipality_id;
-- Somebody who has acted in both municipalities, under another name in each.
create table canary.actor as select canary.id as viewer_id from (select gen_random_uuid()) canary(id);

create function canary.token(municipality uuid, unit uuid, class text, shielded boolean) returns text volatile language sql as $$
	select 'CANARY-' || m.number || '-' || coalesce((select u.place from canary.unit u where u.id = unit), 0) || '-' || class
		|| case when shielded then '-SHIELDED' else '' end || '-' || nextval('canary.number')
	from municipality m where m.id = municipality
$$;
create function canary.id(kind integer) returns uuid volatile language sql as $$
	select encode(substr(int8send((extract(epoch from now()) * 1000)::bigint), 3, 6)
		|| substr(set_byte(set_byte(b, 6, 128 | (get_byte(b, 6) & 15)), 7, kind), 7), 'hex')::uuid
	from (select uuid_send(gen_random_uuid()) as b) random
$$;

-- At least three in each unit have a protected address.
create table canary.shielded as
	select id, dwelling_id from (
		select t.*, row_number() over (partition by unit_id order by shielded desc, notice_on, id) as place from tenancy t
		where ended_on is null and cancelled_at is null) t
	where shielded or place <= 3;
update tenancy t set shielded = true from canary.shielded s where s.id = t.id;
update tenancy_term x set shielded = true from canary.shielded s where s.id = x.tenancy_id;
update tenant x set shielded = true from canary.shielded s where s.id = x.tenancy_id;
update rent_period x set shielded = true from canary.shielded s where s.id = x.tenancy_id;
update status_period x set shielded = true from canary.shielded s where s.id = x.tenancy_id and x.status = 'LET';
update outlook x set shielded = true from canary.shielded s where s.id = x.tenancy_id;
update dwelling d set expected_vacant_by_hand = '1893-10-10', expected_vacant_by = (select viewer_id from canary.actor), expected_vacant_at = now()
	where id in (select dwelling_id from canary.shielded order by id limit 3);

update tenancy set starts_on = '1893-01-11', ends_on = '1893-12-12', notice_on = '1893-06-06', notice_by = 'TENANT', vacates_on = '1893-11-11',
	ended_on = case when ended_on is not null then date '1893-11-21' end where shielded;
update tenancy_term set starts_on = '1893-01-11', ends_on = '1893-12-12', notice_on = '1893-06-06', notice_by = 'TENANT', vacates_on = '1893-11-11',
	ended_on = case when ended_on is not null then date '1893-11-21' end where shielded;
update tenant set birth_date = '1893-02-02' where shielded;
update outlook set vacant_on = '1893-11-11', reason = 'NOTICE', notice_given = true, contract_ends_on = '1893-12-12' where shielded;
update rent_period set valid_from = '1893-01-11', total_ore = 98765432, components = '{"RENT": 98765432}' where shielded;

update dwelling set
	extra_reference = canary.token(municipality_id, unit_id, 'DWELLING', false), postal_place = canary.token(municipality_id, unit_id, 'DWELLING', false),
	owner_name = canary.token(municipality_id, unit_id, 'DWELLING', false), owner_phone = canary.token(municipality_id, unit_id, 'DWELLING', false),
	power_meter = canary.token(municipality_id, unit_id, 'DWELLING', false), water_meter = canary.token(municipality_id, unit_id, 'DWELLING', false),
	primary_school = canary.token(municipality_id, unit_id, 'DWELLING', false), secondary_school = canary.token(municipality_id, unit_id, 'DWELLING', false),
	other_information = canary.token(municipality_id, unit_id, 'DWELLING', false), vendor_dwelling_id = canary.token(municipality_id, unit_id, 'DWELLING', false);
update dwelling set search = search || ' ' || lower(owner_name) || ' ' || lower(vendor_dwelling_id);
update building set name = canary.token(municipality_id, null, 'DWELLING', false);
insert into agreement (id, recorded_at, kind, landlord_name, valid_from, municipality_id, unit_id)
	select canary.id(7), now(), 'REFERRAL', '', '2020-01-01', municipality_id, id from canary.unit;
update agreement set reference = canary.token(municipality_id, unit_id, 'DWELLING', false),
	landlord_name = canary.token(municipality_id, unit_id, 'DWELLING', false), landlord_phone = canary.token(municipality_id, unit_id, 'DWELLING', false);
insert into agreement_term (id, recorded_at, valid_from, municipality_id, unit_id, agreement_id)
	select canary.id(22), now(), '2020-01-01', municipality_id, unit_id, id from agreement;
update agreement_term set correction = canary.token(municipality_id, unit_id, 'DWELLING', false);
update status_period set note = canary.token(municipality_id, unit_id, 'DWELLING', shielded), correction = canary.token(municipality_id, unit_id, 'DWELLING', shielded),
	recorded_by = (select viewer_id from canary.actor);
update stock_change set note = canary.token(municipality_id, unit_id, 'DWELLING', false), correction = canary.token(municipality_id, unit_id, 'DWELLING', false);
update rent_period set correction = canary.token(municipality_id, unit_id, 'RENT', shielded);
update tenancy_term set correction = canary.token(municipality_id, unit_id, 'TENANCY', shielded), recorded_by = (select viewer_id from canary.actor);
update tenant set name = canary.token(municipality_id, unit_id, 'TENANT', shielded);
insert into reservation (id, recorded_at, state, held_until, reason, municipality_id, unit_id, dwelling_id)
	select canary.id(10), now(), 'RELEASED', current_date, '', municipality_id, unit_id, id from dwelling where hashtext(id::text) % 5 = 0;
update reservation set reason = canary.token(municipality_id, unit_id, 'RESERVATION', false), recorded_by = (select viewer_id from canary.actor);
update image set alternative_text = canary.token(municipality_id, unit_id, 'DWELLING', false);
update file set name = canary.token(municipality_id, unit_id, data_class, false) || '.jpg';
insert into note (id, recorded_at, recorded_by, text, municipality_id, unit_id, dwelling_id)
	select canary.id(11), now(), (select viewer_id from canary.actor), canary.token(municipality_id, unit_id, 'NOTE', false), municipality_id, unit_id, id from dwelling;
insert into history (id, recorded_at, recorded_by, shielded, kind, data_class, changes, note, municipality_id, unit_id, dwelling_id)
	select canary.id(30), now(), (select viewer_id from canary.actor), false, 'UPDATED', class,
		jsonb_build_array(jsonb_build_object('field', 'otherInformation', 'before', canary.token(municipality_id, unit_id, 'HISTORY_' || class, false),
			'after', canary.token(municipality_id, unit_id, 'HISTORY_' || class, false))),
		canary.token(municipality_id, unit_id, 'HISTORY_' || class, false), municipality_id, unit_id, d.id
	from dwelling d, unnest('{DWELLING,RENT,TENANCY,RESERVATION,NOTE,DOCUMENT}'::text[]) c(class);
insert into history (id, recorded_at, recorded_by, shielded, kind, data_class, changes, note, municipality_id, unit_id, dwelling_id)
	select canary.id(30), now(), (select viewer_id from canary.actor), true, 'TENANCY', class,
		jsonb_build_array(jsonb_build_object('field', 'startsOn', 'after', '1893-01-11')),
		canary.token(d.municipality_id, d.unit_id, 'HISTORY_' || class, true), d.municipality_id, d.unit_id, d.id
	from canary.shielded s join dwelling d on d.id = s.dwelling_id, unnest('{TENANCY,RENT,DWELLING}'::text[]) c(class);
insert into import_run (id, recorded_at, state, name, columns, rows, municipality_id, unit_id, file_id)
	select canary.id(14), now(), 'PREVIEWED', canary.token(municipality_id, id, 'IMPORT', false),
		jsonb_build_object(canary.token(municipality_id, id, 'IMPORT', false), 'gate'), 3, municipality_id, id, f.file
	from canary.unit u, lateral (select canary.id(23) as file where u.id is not null) f;
update import_run set headings = (select jsonb_agg(heading) from jsonb_object_keys(columns) k(heading));
insert into file (id, recorded_at, data_class, name, media_type, size, sha256, municipality_id, unit_id)
	select file_id, now(), 'IMPORT', canary.token(municipality_id, unit_id, 'IMPORT', false), 'text/csv', 1, '\x00', municipality_id, unit_id from import_run;
insert into import_row (id, number, state, cells, problems, dwelling_id, municipality_id, unit_id, import_id)
	select canary.id(15), n, case when n = 2 then 'ERROR' else 'CHANGED' end, jsonb_build_object('gate', canary.token(i.municipality_id, i.unit_id, 'IMPORT', false)),
		case when n = 2 then jsonb_build_array(jsonb_build_object('column', 'gate', 'value', canary.token(i.municipality_id, i.unit_id, 'IMPORT', false), 'message', 'sheet.notANumber')) end,
		(select d.id from dwelling d where d.unit_id = i.unit_id limit 1), i.municipality_id, i.unit_id, i.id
	from import_run i, generate_series(2, 4) n;
insert into word_mapping (id, recorded_at, "column", word, code, municipality_id)
	select canary.id(27), now(), 'boligtype', canary.token(id, null, 'IMPORT', false), 'ORDINARY', id from municipality;
insert into municipality_settings (id, municipality_id) select id, id from municipality on conflict do nothing;
update municipality_settings set phone = canary.token(id, null, 'SETTINGS', false), email = canary.token(id, null, 'SETTINGS', false),
	website = canary.token(id, null, 'SETTINGS', false);
insert into network (id, recorded_at, cidr, municipality_id) select canary.id(28), now(), '10.99.0.0/16', id from municipality;
update network set name = canary.token(municipality_id, null, 'SETTINGS', false);
insert into saved_filter (id, owner_id, name, address, shared, municipality_id, unit_id)
	select canary.id(20), (select viewer_id from canary.actor), canary.token(municipality_id, id, class, false), canary.token(municipality_id, id, class, false),
		class = 'SHARED_FILTER', municipality_id, id
	from canary.unit, unnest('{SHARED_FILTER,PRIVATE_FILTER}'::text[]) c(class);
update unit set name = canary.token(municipality_id, null, 'UNIT_NAME', false);
insert into actor (id, viewer_id, name, municipality_id)
	select canary.id(31), (select viewer_id from canary.actor), canary.token(id, null, 'ACTOR', false), id from municipality;
set session_replication_role = origin;
-- Entries of the log, as the server notes them.
select audit.note(jsonb_agg(jsonb_build_object('municipality_id', municipality_id, 'at', now() + interval '1 day', 'kind', 'READ', 'actor_id', (select viewer_id from canary.actor),
	'actor', canary.token(municipality_id, null, 'LOG', shielded), 'role', 'kobo_staff', 'organisation', '', 'what', 'query dwelling', 'classes', '{TENANCY}',
	'subjects', '{}'::uuid[], 'count', 1, 'purpose', canary.token(municipality_id, null, 'LOG', shielded), 'shielded', shielded)))
	from (select distinct municipality_id from unit) m, unnest('{true,false}'::boolean[]) s(shielded);
analyze;
`

// canaryRow is what a row is of, by its id: where an id turns up, its row has been told of.
type canaryRow struct {
	table, municipality string
	unit                int
	class               string
	shielded            bool
}

// The class of each table, and which column says more. Written here once more, by hand: the test must not believe kobo.wall.
var canaryTables = map[string]string{
	"property": "DWELLING", "building": "DWELLING", "agreement": "DWELLING", "dwelling": "DWELLING", "status_period": "DWELLING", "stock_change": "DWELLING",
	"rent_period": "RENT", "image": "DWELLING", "document": "DOCUMENT", "note": "NOTE", "reservation": "RESERVATION", "tenancy": "TENANCY", "tenancy_term": "TENANCY",
	"tenant": "TENANT", "history": "HISTORY_", "file": "", "import_run": "IMPORT", "import_row": "IMPORT", "word_mapping": "IMPORT", "network": "SETTINGS",
	"saved_filter": "", "unit": "UNIT_NAME", "agreement_term": "DWELLING",
}

// canary is the lab with its marked data, and all that the test knows of it from outside.
type canary struct {
	*runningLab
	asking  sync.Mutex // of db
	db      *pgx.Conn
	grid    canaryGrid
	rows    map[string]canaryRow
	modules map[string][]string // by the number of the municipality
	byOrgno map[string]canaryOrganisation
	viewers []*canaryViewer
	seeing  sync.Mutex // of seen
	seen    map[string]int
}

type canaryOrganisation struct {
	municipality string
	unit         int
}

// canaryGrid is policy.csv, read by this test alone: class → right → what it opens.
type canaryGrid map[string]map[string]canaryCell

type canaryCell struct{ kind, module, word string }

func readCanaryGrid(t testing.TB) canaryGrid {
	t.Helper()
	text, err := os.ReadFile("../../internal/access/policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	grid := canaryGrid{}
	for _, line := range lines[1:] {
		name := strings.TrimSpace(line[0])
		grid[name] = map[string]canaryCell{}
		for i := 3; i < len(line)-1; i++ {
			grid[name][strings.TrimSpace(lines[0][i])] = canaryCell{strings.TrimSpace(line[1]), strings.TrimSpace(line[2]), strings.TrimSpace(line[i])}
		}
	}
	return grid
}

// canaryViewer is someone who asks, and what we know from outside that it may see.
type canaryViewer struct {
	name, person string
	token        string
	role         string // staff, vendor, citizen, partner, analyst, nobody
	municipality string
	unit         int // 0: the whole municipality
	rights       map[string]bool
	reads        map[string]bool
}

// reading computes what the viewer may read, from the grid alone.
func (c *canary) reading(v *canaryViewer) {
	v.reads = map[string]bool{"PUBLIC": true}
	for class, cells := range c.grid {
		for right := range v.rights {
			cell := cells[right]
			if cell.kind == "class" && strings.HasPrefix(cell.word, "read") && (cell.module == "-" || slices.Contains(c.modules[v.municipality], cell.module)) {
				v.reads[class] = true
			}
		}
	}
}

// may says whether a value may come to the viewer.
func (v *canaryViewer) may(municipality string, unit int, class string, shielded bool) bool {
	if v.role != "staff" && v.role != "vendor" || v.municipality != municipality || unit != 0 && v.unit != 0 && unit != v.unit {
		return false
	}
	if shielded && !v.reads["SHIELDED"] {
		return false
	}
	if of, isHistory := strings.CutPrefix(class, "HISTORY_"); isHistory {
		return v.reads["DWELLING_HISTORY"] && v.reads[of]
	}
	switch class {
	case "UNIT_NAME", "ACTOR":
		return true
	case "SHARED_FILTER":
		return v.role == "staff"
	case "PRIVATE_FILTER":
		return false
	}
	return v.reads[class]
}

func (v *canaryViewer) String() string {
	rights := make([]string, 0, len(v.rights))
	for _, right := range slices.Sorted(maps.Keys(v.rights)) {
		if !v.rights[right] {
			right += " (les)"
		}
		rights = append(rights, right)
	}
	return fmt.Sprintf("%s, %s %s/%d [%s]", v.name, v.role, v.municipality, v.unit, strings.Join(rights, ", "))
}

// newCanary starts a lab, marks its data and finds everybody who can ask.
func newCanary(t testing.TB) *canary {
	t.Helper()
	l, err := startLab()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.stop)
	c := &canary{runningLab: l, grid: readCanaryGrid(t), modules: map[string][]string{}, byOrgno: map[string]canaryOrganisation{}, seen: map[string]int{}}
	ctx := context.Background()
	if c.db, err = pgx.Connect(ctx, l.site.OwnerURL); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.db.Close(ctx) }) // the lab ends anyway
	if _, err := c.db.Exec(ctx, plant); err != nil {
		t.Fatal("planting: ", err)
	}
	c.organisations(t)
	c.find(t)
	c.upload(t)
	c.index(t)
	return c
}

// organisations reads whose numbers are whose, and what is open where.
func (c *canary) organisations(t testing.TB) {
	for _, o := range selectAll(t, c, `select m.organisation_number as orgno, m.number, 0 as place from municipality m
		union all select u.organisation_number, c.number, c.place from unit u join canary.unit c on c.id = u.id where u.organisation_number is not null`) {
		c.byOrgno[o["orgno"].(string)] = canaryOrganisation{o["number"].(string), int(asInt(o["place"]))}
	}
	for _, m := range selectAll(t, c, `select m.number, array_agg(o.step) as steps from municipality m join onboarding o on o.municipality_id = m.id group by 1`) {
		var steps []codelist.OnboardingStep
		for _, step := range m["steps"].([]any) {
			steps = append(steps, codelist.OnboardingStep(step.(string)))
		}
		c.modules[m["number"].(string)] = municipality.Modules(steps)
	}
}

// find makes a viewer of everybody that the lab offers, in each organisation.
func (c *canary) find(t testing.TB) {
	all, err := c.running.Viewers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	add := func(v *canaryViewer, who, orgno string) {
		token, err := c.running.Token(t.Context(), who, orgno)
		if err != nil {
			t.Fatal(err)
		}
		v.token = token
		c.reading(v)
		c.viewers = append(c.viewers, v)
	}
	citizens := 0
	for _, p := range all.Persons {
		if len(p.Organisations) == 0 {
			if citizens++; citizens <= 4 || strings.Contains(p.Note, "fortrolig") || strings.Contains(p.Note, "uten rettigheter") {
				add(&canaryViewer{name: p.Name + ", " + p.Note, role: "citizen"}, p.Pid, "")
			}
		}
		for _, o := range p.Organisations {
			v := &canaryViewer{name: p.Name + ", " + p.Note, person: p.Name, role: "nobody", rights: map[string]bool{}}
			for right := range strings.SplitSeq(o.Rights, ", ") {
				right, readOnly := strings.CutSuffix(right, " (les)")
				v.rights[right] = !readOnly
				switch {
				case right == "kunnskapsmonitor":
					v.role = "analyst"
				case right == "samhandler":
					v.role = "partner"
				}
			}
			if at, ok := c.byOrgno[o.Orgno]; ok {
				v.role, v.municipality, v.unit = "staff", at.municipality, at.unit
			}
			add(v, p.Pid, o.Orgno)
		}
	}
	for _, s := range all.Systems {
		for _, customer := range s.Customers {
			if at, ok := c.byOrgno[customer]; ok {
				add(&canaryViewer{name: s.ClientID, role: "vendor", municipality: at.municipality, rights: map[string]bool{"bolig-api": len(s.Scopes) > 1}}, s.ClientID, customer)
			}
		}
	}
	if len(c.viewers) < 25 {
		t.Fatalf("only %d viewers", len(c.viewers))
	}
}

// viewer finds somebody of a municipality by a part of the name or title.
func (c *canary) viewer(t testing.TB, municipality, name string) *canaryViewer {
	t.Helper()
	for _, v := range c.viewers {
		if v.municipality == municipality && strings.Contains(v.name, name) {
			return v
		}
	}
	t.Fatalf("nobody called %s in %s", name, municipality)
	return nil
}

// upload adds a document in each unit, by upload and act as people do: its name, title and content are marked.
func (c *canary) upload(t testing.TB) {
	for _, v := range []*canaryViewer{c.viewer(t, "9901", "Trine"), c.viewer(t, "9902", "Hestedrosje")} {
		for _, u := range selectAll(t, c, `select u.id::text as id, u.place, (select d.id::text from dwelling d where d.unit_id = u.id order by d.address_key limit 1) as dwelling
			from canary.unit u where u.number = '`+v.municipality+`'`) {
			if u["dwelling"] == nil {
				continue
			}
			token := func(n int) string {
				return fmt.Sprintf("CANARY-%s-%d-DOCUMENT-%d", v.municipality, asInt(u["place"]), 900_000+n)
			}
			var form bytes.Buffer
			w := multipart.NewWriter(&form)
			part, err := w.CreateFormFile("file", token(1)+".txt")
			if err == nil {
				_, err = fmt.Fprintf(part, "Innhold: %s\n", token(2))
			}
			if err != nil || w.Close() != nil {
				t.Fatal("the form: ", err)
			}
			status, _, body := c.send(t, v, "POST", "/files?purpose=document&unit="+u["id"].(string), w.FormDataContentType(), form.Bytes())
			var up struct{ ID string }
			if err := json.Unmarshal(body, &up); err != nil || up.ID == "" {
				t.Fatalf("uploading: %d %s", status, body)
			}
			_, _, answer := c.ask(t, v, `mutation($d: ID!, $f: ID!, $title: String!) { documentAdd(dwellingId: $d, input: {fileId: $f, kind: OTHER, title: $title}) { userErrors { message } } }`,
				map[string]any{"d": u["dwelling"], "f": up.ID, "title": token(3)})
			if !strings.Contains(string(answer), `"userErrors":[]`) {
				t.Fatalf("adding a document: %s", answer)
			}
		}
	}
}

// index reads the ids of all rows and whose they are.
func (c *canary) index(t testing.TB) {
	c.rows = map[string]canaryRow{}
	for _, table := range slices.Sorted(maps.Keys(canaryTables)) {
		class, columns := canaryTables[table], map[string]bool{}
		for _, r := range selectAll(t, c, `select column_name::text as name from information_schema.columns where table_schema = 'public' and table_name = '`+table+`'`) {
			columns[r["name"].(string)] = true
		}
		ask := "select r.id::text as id, m.number, 0::bigint as place, '' as class, false as shielded from " + table + " r join municipality m on m.id = r.municipality_id"
		if columns["unit_id"] {
			ask = strings.Replace(ask, "0::bigint", "(select u.place from canary.unit u where u.id = r.unit_id)", 1)
		}
		if columns["shielded"] {
			ask = strings.Replace(ask, "false as", "r.shielded as", 1)
		}
		switch {
		case columns["data_class"]:
			ask = strings.Replace(ask, "'' as", "r.data_class as", 1)
		case table == "saved_filter":
			ask = strings.Replace(ask, "'' as", "case when r.shared then 'SHARED_FILTER' else 'PRIVATE_FILTER' end as", 1)
		}
		for _, r := range selectAll(t, c, ask) {
			c.rows[r["id"].(string)] = canaryRow{table, r["number"].(string), int(asInt(r["place"])), class + r["class"].(string), r["shielded"].(bool)}
		}
	}
}

// idsOf are the ids of the rows of a table that a condition holds for, sorted.
func (c *canary) idsOf(table string, is func(r canaryRow) bool) []string {
	var ids []string
	for id, r := range c.rows {
		if r.table == table && (is == nil || is(r)) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func selectAll(t testing.TB, c *canary, sql string) []map[string]any {
	t.Helper()
	c.asking.Lock()
	defer c.asking.Unlock()
	rows, err := c.db.Query(context.Background(), sql)
	if err != nil {
		t.Fatal(sql, ": ", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToMap)
	if err != nil {
		t.Fatal(sql, ": ", err)
	}
	return all
}

func asInt(v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case int32:
		return int64(v)
	}
	return 0
}

// canaryClient keeps a connection for each who asks at once.
var canaryClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}

// send sends a request as the viewer, and returns all that came back. Told to wait, it waits as long as it is told.
func (c *canary) send(t testing.TB, v *canaryViewer, method, path, mediaType string, body []byte) (status int, header string, answer []byte) {
	t.Helper()
	for range 20 {
		var wait string
		if status, header, answer, wait = c.sendOnce(t, v, method, path, mediaType, body); status != http.StatusTooManyRequests {
			break
		}
		seconds, err := strconv.Atoi(wait)
		if err != nil {
			t.Errorf("429 without saying how long: %q", wait)
			break
		}
		select {
		case <-time.After(time.Duration(seconds) * time.Second):
		case <-t.Context().Done():
		}
	}
	return status, header, answer
}

func (c *canary) sendOnce(t testing.TB, v *canaryViewer, method, path, mediaType string, body []byte) (status int, header string, answer []byte, wait string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.url+path, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, "", nil, ""
	}
	r.Header.Set("Authorization", "Bearer "+v.token)
	r.Header.Set("Accept", "application/graphql-response+json, */*")
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	res, err := canaryClient.Do(r)
	if err != nil {
		t.Errorf("%s: %v", v, err)
		return 0, "", nil, ""
	}
	defer res.Body.Close()
	var got, head bytes.Buffer
	if _, err := got.ReadFrom(res.Body); err != nil {
		t.Errorf("%s: %s %s broke off: %v", v, method, path, err)
	}
	_ = res.Header.Write(&head) // a buffer takes all
	return res.StatusCode, head.String(), got.Bytes(), res.Header.Get("Retry-After")
}

// ask sends an operation.
func (c *canary) ask(t testing.TB, v *canaryViewer, query string, variables map[string]any) (status int, header string, answer []byte) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Error(err)
	}
	return c.send(t, v, "POST", "/graphql", "application/json", body)
}
