package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/graph/model"
	"kobo/internal/access"
	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/file"
	"kobo/internal/housing"
	"kobo/internal/lab/synthetic"
	"kobo/internal/message"
	"kobo/internal/postgres"
	"kobo/internal/secret"
	"kobo/internal/sheet"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is a municipality in a database of its own, on 25 November 2026.
type town struct {
	testing.TB
	id, unit, other entity.ID // its own unit and one district
	pool            *pgxpool.Pool
	served, worked  *postgres.DB
	people, workers *Intake
	acts            *housing.Housing
	files           *file.Store
	now             time.Time
	jobs            int64 // the last job that was worked
}

func newTown(t testing.TB) *town {
	t.Helper()
	d := testdb.New(t)
	w := &town{TB: t, pool: d.Pool(t), now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	w.id, w.unit, w.other = entity.New(entity.Municipality, w.now), entity.New(entity.Unit, w.now), entity.New(entity.Unit, w.now)
	clock := func(c *postgres.Config) {
		c.Now = func() time.Time { // each act a second after the one before, as people are
			w.now = w.now.Add(time.Second)
			return w.now
		}
	}
	w.served = d.Open(t, clock)
	w.worked = d.Open(t, clock, func(c *postgres.Config) { c.URL = d.URL("kobo_work") })
	grid, err := access.Load()
	w.must(err)
	path := filepath.Join(t.TempDir(), "keys")
	w.must(secret.Create(path, true))
	keys, err := secret.Open(path)
	w.must(err)
	bucket, err := file.OpenBucket(t.Context(), t.TempDir())
	w.must(err)
	t.Cleanup(func() { bucket.Close() })
	w.files = &file.Store{Bucket: bucket, Keys: keys}
	w.acts = housing.New(housing.Config{DB: w.served, Grid: grid, Keys: keys})
	w.people = New(Config{DB: w.served, Grid: grid, Housing: w.acts, Files: w.files})
	w.workers = New(Config{DB: w.worked, Grid: grid, Housing: housing.New(housing.Config{DB: w.worked, Grid: grid, Keys: keys}), Files: w.files})
	w.exec("insert into municipality (id, number, name, organisation_number) values ($1, '3107', 'Krokvik', '921383681')", w.id)
	w.exec("insert into unit (id, municipality_id, name) values ($1, $2, 'Krokvik')", w.unit, w.id)
	w.exec("insert into unit (id, municipality_id, name, organisation_number) values ($1, $2, 'Barlind', '987654321')", w.other, w.id)
	return w
}

func (w *town) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *town) exec(sql string, args ...any) {
	w.Helper()
	_, err := w.pool.Exec(w.Context(), sql, args...)
	w.must(err)
}

// rows reads what there is: a row's values parted by spaces.
func (w *town) rows(sql string, args ...any) []string {
	w.Helper()
	rows, err := w.pool.Query(w.Context(), `select array_to_string(array(select value from json_each_text(row_to_json(x))), ' ') from (`+sql+") x", args...)
	w.must(err)
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return out
}

func (w *town) want(got []string, want ...string) {
	w.Helper()
	if !slices.Equal(got, want) {
		w.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// staff is a context of staff with write on the rights; units restrict it.
func (w *town) staff(units []entity.ID, rights ...string) context.Context {
	v := &viewer.Viewer{
		Role: viewer.Staff, ID: entity.New(entity.Staff, time.Now()), Name: "Trine Saksbehandler", Municipality: w.id, Units: units,
		Modules: access.Modules, Language: "nb",
	}
	for _, r := range rights {
		v.Grants = append(v.Grants, viewer.Grant{Right: r, Write: true})
	}
	return viewer.NewContext(w.Context(), v)
}

func (w *town) keeper() context.Context { return w.staff(nil, "boligoversikt") }

// upload keeps a workbook as the file handler does.
func (w *town) upload(ctx context.Context, unit entity.ID, content []byte) entity.ID {
	w.Helper()
	id := entity.New(entity.File, w.now)
	size, sum, err := w.files.Put(ctx, id, bytes.NewReader(content))
	w.must(err)
	w.must(file.Table{DB: w.served}.Insert(ctx, file.Row{
		ID: id, Municipality: w.id, Unit: unit, Class: "IMPORT", Name: "boliger.csv", MediaType: "text/csv", Size: size, SHA256: sum,
	}))
	return id
}

// sheetOf is a workbook: the first line the headings.
func sheetOf(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

func (w *town) create(ctx context.Context, lines ...string) entity.ID {
	w.Helper()
	id, err := w.people.Create(ctx, w.upload(ctx, w.unit, sheetOf(lines...)))
	w.must(err)
	return id
}

func (w *town) version(id entity.ID) (version int) {
	w.Helper()
	w.must(w.pool.QueryRow(w.Context(), "select version from import_run where id = $1", id).Scan(&version))
	return version
}

// state is what an import and its rows are.
func (w *town) state(id entity.ID) string {
	w.Helper()
	return strings.Join(append(w.rows("select state, failure from import_run where id = $1", id),
		w.rows("select number, state from import_row where import_id = $1 order by number", id)...), "; ")
}

// problems are the problems of an import's rows: "row column key".
func (w *town) problems(id entity.ID) []string {
	w.Helper()
	return w.rows(`select number, p->>'column', p->>'message' from import_row, jsonb_array_elements(problems) p where import_id = $1 order by 1, 2, 3`, id)
}

// work carries out the jobs in the queue that have not been, as the queue does.
func (w *town) work(before func()) {
	w.Helper()
	for {
		var id int64
		var kind string
		var args []byte
		err := w.pool.QueryRow(w.Context(), "select id, kind, args from river.river_job where id > $1 order by id limit 1", w.jobs).Scan(&id, &kind, &args)
		if errors.Is(err, pgx.ErrNoRows) {
			return
		}
		w.must(err)
		w.jobs = id
		w.must(w.run(w.Context(), kind, args, before))
	}
}

func (w *town) run(ctx context.Context, kind string, args []byte, before func()) error {
	var job applyJob
	w.must(json.Unmarshal(args, &job))
	ctx = viewer.NewContext(ctx, &viewer.Viewer{Role: viewer.Job, ID: job.By, Name: job.Purpose, Municipality: job.Municipality, Purpose: job.Purpose, Language: "nb"})
	if kind == (undoJob{}).Kind() {
		return w.workers.undo(ctx, job.Import)
	}
	return w.workers.apply(ctx, job, before)
}

func (w *town) apply(ctx context.Context, id entity.ID) {
	w.Helper()
	w.must(w.people.Apply(ctx, id, w.version(id)))
	w.work(nil)
}

// refused checks that an act was refused, as "CODE key field".
func refused(t testing.TB, err error, want string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Code, f.Message, f.Field)) != want {
		t.Errorf("got %v, want %s", err, want)
	} else if !message.Has(f.Message) {
		t.Errorf("%s has no text", f.Message)
	}
}

const heading = "leverandorboligid;gnrbnr;bruksenhetsnummer;gatenavn;husnummer;husbokstav;postnummer;ekstrareferanse;koboboligtype;" +
	"kobodisposisjonsform;boligstatus;statusdato;manedsleie;antallsoverom;leieforholdstartdato;leieforholdsluttdato"

func TestImportFromPreviewToUndoAndAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.keeper()
	// A dwelling that is there, and one with rooms.
	known := w.create(ctx, heading,
		"FDV-1;118/507;H0101;Barlindveien;13;B;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;",
		";118/507;H0201;Barlindveien;13;B;1607;Rom 1;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;6000;1;;",
	)
	w.apply(ctx, known)
	before := w.rows("select street, status, vacant_since, bedrooms from dwelling where removed_at is null order by address_key")

	id := w.create(ctx, heading,
		"FDV-1;118/507;H0101;Barlindveien;13;B;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;UTLEID;;9000;3;01.11.2026;",                         // changed and let
		";118/507;H0201;Barlindveien;13;B;1607;Rom 1;ORDINAER_BOLIG;KOMMUNALT_EID;UNDER_VEDLIKEHOLD;20.11.2026;6000;1;;",              // other status
		"FDV-3;118/508;H0101;Krokvikgata;4;;1607;;Komm.bolig;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.11.2026;7000;2;;",                  // a local word
		"FDV-4;118/508;H0102;Krokvikgata;4;;1607;;OMSORGSBOLIG;KOMMUNALT_EID;UTLEID;;7500;2;15.03.2025;14.03.2028",                    // new and let
		"FDV-5;118/508;H0103;Krokvikgata;4;;1607;;OMSORGSBOLIG;;KLAR_FOR_INNFLYTTING;;;2;;",                                           // lacks the disposition
		"FDV-6;118/508;H0104;Krokvikgata;4;;1607;;OMSORGSBOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;;;2;;",                              // twice
		"FDV-6;118/508;H0105;Krokvikgata;4;;1607;;OMSORGSBOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;;;2;;",                              //
		";118/507;H0201;Barlindveien;13;B;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;6000;1;;",                // which room?
		";118/507;H0201;Barlindvegen;13;B;1607;Rom 1;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;6000;1;;",           // which street?
		";118/507;H0202;Barlindveien;13;B;1607;Rom 1;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;6000;1;01.01.2026;", // not let, but with a tenancy
		";118/507;H0203;Barlindveien;13;B;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;SOLGT;01.10.2026;6000;1;;",                               // sold
	)
	w.want([]string{w.state(id)}, "PREVIEWED ; 2 CHANGED; 3 CHANGED; 4 ERROR; 5 NEW; 6 ERROR; 7 ERROR; 8 ERROR; 9 ERROR; 10 ERROR; 11 ERROR; 12 ERROR")
	w.want(w.problems(id),
		"4 koboboligtype sheet.unknownWord", "6 kobodisposisjonsform sheet.missing", "7 leverandorboligid sheet.repeated",
		"8 leverandorboligid sheet.repeated", "9 ekstrareferanse intake.whichRoom", "10 gatenavn intake.otherStreet",
		"11 boligstatus intake.letNow", "12 boligstatus intake.sold")

	// Mapping a word, and mending cells.
	version := w.version(id)
	w.must(w.people.Map(ctx, id, version, model.ImportMapInput{Words: []*model.ImportWordInput{{Column: "koboboligtype", Word: "Komm.bolig", Code: "ORDINARY"}}}))
	refused(t, w.people.Map(ctx, id, version, model.ImportMapInput{}), "CONFLICT fault.conflict")
	fix := func(number int, cells ...string) {
		t.Helper()
		var in []*model.ImportCellInput
		for i := 0; i < len(cells); i += 2 {
			in = append(in, &model.ImportCellInput{Column: cells[i], Value: cells[i+1]})
		}
		row, err := w.people.FixRow(ctx, id, number, in)
		w.must(err)
		w.want(w.rows("select number from import_row where id = $1", row), fmt.Sprint(number))
	}
	fix(6, "kobodisposisjonsform", "Kommunalt eid")
	fix(8, "leverandorboligid", "FDV-7") // and so row 7 is fine too
	fix(11, "boligstatus", "UTLEID")
	w.want([]string{w.state(id)}, "PREVIEWED ; 2 CHANGED; 3 CHANGED; 4 NEW; 5 NEW; 6 NEW; 7 NEW; 8 NEW; 9 ERROR; 10 ERROR; 11 NEW; 12 ERROR")

	// The preview says what would change.
	var raw json.RawMessage
	w.must(w.pool.QueryRow(ctx, "select before from import_row where import_id = $1 and number = 2", id).Scan(&raw))
	var changes []string
	for _, c := range Changes("nb", raw) {
		changes = append(changes, fmt.Sprintf("%s: %s > %s", c.Label, text(c.Before), text(c.After)))
	}
	w.want(changes, "Antall soverom: 2 > 3", "Leieforholdets startdato:  > 01.11.2026", "Boligstatus: Klar for innflytting > Utleid", "Månedsleie: 8500 > 9000")

	w.apply(ctx, id)
	applied := "APPLIED ; 2 APPLIED; 3 APPLIED; 4 APPLIED; 5 APPLIED; 6 APPLIED; 7 APPLIED; 8 APPLIED; 9 ERROR; 10 ERROR; 11 APPLIED; 12 ERROR"
	w.want([]string{w.state(id)}, applied)
	register := func() []string {
		return w.rows(`select d.vendor_dwelling_id, d.unit_number, d.extra_reference, d.type, d.status, d.vacant_since, d.entered_on, t.kind, t.starts_on, t.ends_on,
				(select total_ore from rent_period r where r.dwelling_id = d.id and r.tenancy_id is null and r.superseded_at is null order by valid_from desc, recorded_at desc limit 1) as rent
			from dwelling d left join tenancy t on t.dwelling_id = d.id and t.cancelled_at is null where d.removed_at is null order by d.address_key`)
	}
	want := []string{
		"FDV-1 H0101  ORDINARY LET 2026-10-01 OPEN_ENDED 2026-11-01 900000",
		"H0201 Rom 1 ORDINARY UNDER_MAINTENANCE 2026-10-01 2026-10-01 600000",
		"H0202 Rom 1 ORDINARY LET 2026-01-01 OPEN_ENDED 2026-01-01 600000",
		"FDV-3 H0101  ORDINARY READY 2026-11-01 2026-11-01 700000",
		"FDV-4 H0102  CARE LET 2025-03-15 FIXED_3_YEARS 2025-03-15 2028-03-14 750000",
		"FDV-5 H0103  CARE READY 2026-11-25 2026-11-25",
		"FDV-6 H0104  CARE READY 2026-11-25 2026-11-25",
		"FDV-7 H0105  CARE READY 2026-11-25 2026-11-25",
	}
	w.want(register(), want...)
	w.want(w.rows("select count(*) from history where import_id = $1 group by dwelling_id having count(*) > 0 order by 1 limit 1", id), "1")

	// The same workbook again: nothing is new.
	again, err := w.people.Create(ctx, fileOf(w, id))
	w.must(err)
	w.want(w.rows("select state, count(*) from import_row where import_id = $1 group by 1 order by 1", again), "ERROR 6", "SAME 5")

	// Undone as a whole, but not after someone has changed what it made.
	var dwelling entity.ID
	var v int
	w.must(w.pool.QueryRow(ctx, "select id, version from dwelling where vendor_dwelling_id = 'FDV-3'").Scan(&dwelling, &v))
	_, err = w.acts.SetStatus(ctx, dwelling, v, model.DwellingSetStatusInput{Status: codelist.DwellingStatusUnavailable, ValidFrom: day.Of(w.now)}, nil)
	w.must(err)
	refused(t, w.people.Undo(ctx, id, w.version(id)), "ILLEGAL_ACT intake.undoChanged")
	w.exec("update dwelling set version = version - 1, status = 'READY' where id = $1", dwelling)
	w.exec("delete from status_period where dwelling_id = $1 and status = 'UNAVAILABLE'", dwelling)
	w.must(w.people.Undo(ctx, id, w.version(id)))
	w.work(nil)
	w.want(w.rows("select state, count(*) from import_row where import_id = $1 group by 1 order by 1", id), "ERROR 3", "UNDONE 8")
	w.want(w.rows("select street, status, vacant_since, bedrooms from dwelling where removed_at is null order by address_key"), before...)
	w.want(w.rows("select distinct total_ore from rent_period where superseded_at is null order by 1"), "600000", "850000")
	w.want(w.rows("select count(*) from tenancy where cancelled_at is null"), "0")
	w.want(w.rows("select count(*) from tenancy_term where superseded_at is null and not cancelled"), "0")
	w.want(w.rows("select count(*) from stock_change where superseded_at is null"), "2")

	// And again.
	w.apply(ctx, id)
	w.want([]string{w.state(id)}, applied)
	w.want(register(), want...)
}

// fileOf is the workbook of an import.
func fileOf(w *town, id entity.ID) (of entity.ID) {
	w.Helper()
	w.must(w.pool.QueryRow(w.Context(), "select file_id from import_run where id = $1", id).Scan(&of))
	return of
}

func TestManyAreEnteredAsOneByOne(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff(nil, "boligoversikt", "saksbehandling")
	start, rent := date("2026-10-15"), rentOf(850000)
	inputs := []housing.NewDwelling{
		{Dwelling: model.DwellingCreateInput{
			Type: codelist.DwellingTypeOrdinary, Disposition: codelist.DispositionFormOwned, Status: codelist.DwellingStatusReady, StatusFrom: date("2026-10-01"),
			Address:  model.AddressInput{Street: "Barlindveien", HouseNumber: ptr(13), HouseLetter: ptr("b"), UnitNumber: ptr("H0101"), PostalCode: ptr("1607"), PostalPlace: ptr("Krokvik")},
			Property: &model.PropertyInput{Gnr: 118, Bnr: 507, Snr: ptr(3)}, Bedrooms: ptr(2), DepositOre: ptr(2550000), VendorDwellingID: ptr("FDV-1"),
			Rent: &model.RentInput{ValidFrom: date("2026-10-01"), Components: rent}, Building: &model.BuildingInput{Number: ptr("300000001")},
		}},
		{Dwelling: model.DwellingCreateInput{
			Type: codelist.DwellingTypeCare, Disposition: codelist.DispositionFormOwned, Status: codelist.DwellingStatusReady, StatusFrom: start, EnteredOn: &start,
			Address: model.AddressInput{Street: "Krokvikgata", HouseNumber: ptr(4)},
		}, Tenancy: &model.TenancyRegisterInput{Kind: codelist.TenancyKindFixed3Years, StartsOn: start, Rent: rent}},
		{Dwelling: model.DwellingCreateInput{
			Type: codelist.DwellingTypeCare, Disposition: codelist.DispositionFormOwned, Status: codelist.DwellingStatusUnderMaintenance, StatusFrom: date("2026-10-01"),
			Address: model.AddressInput{Street: "Krokvikgata", HouseNumber: ptr(6)}, PlannedReadyOn: ptr(date("2026-12-24")),
		}, Tenancy: &model.TenancyRegisterInput{Kind: codelist.TenancyKindOpenEnded, StartsOn: date("2027-01-01")}},
		{Dwelling: model.DwellingCreateInput{
			Type: codelist.DwellingTypeCare, Disposition: codelist.DispositionFormOwned, Status: codelist.DwellingStatusUnavailable, StatusFrom: date("2026-10-01"),
			Address: model.AddressInput{Street: "Krokvikgata", HouseNumber: ptr(8)}, PlannedReadyOn: ptr(date("2026-12-24")),
		}},
	}
	// All tables that a new dwelling has rows in, without ids, times and versions.
	all := func() (out []string) {
		for _, table := range []string{"dwelling", "status_period", "stock_change", "rent_period", "history", "outlook", "tenancy", "tenancy_term"} {
			out = append(out, w.rows(`select $1::text as t, to_jsonb(x) - '{id,recorded_at,superseded_at,changed_at,tenancy_id,dwelling_id,version,property_id,building_id,import_id,recorded_by,data_class}'::text[]
				|| jsonb_build_object('superseded', to_jsonb(x)->>'superseded_at' is not null, 'of', to_jsonb(x)->>'tenancy_id' is not null) as row
				from `+table+" x", table)...)
		}
		for i, line := range out { // ids within changes
			out[i] = ids.ReplaceAllString(line, "id")
		}
		slices.Sort(out)
		return out
	}
	for _, in := range inputs {
		w.must(w.served.Tx(ctx, func(tx *postgres.Tx) error {
			id, err := w.acts.CreateIn(ctx, tx, in.Dwelling)
			if err == nil && in.Tenancy != nil {
				_, err = w.acts.RegisterTenancyIn(ctx, tx, id, *in.Tenancy)
			}
			return err
		}))
	}
	one := all()
	w.exec("delete from history; delete from outlook; delete from rent_period; delete from tenancy_term; delete from status_period; delete from stock_change; delete from tenancy; delete from dwelling")
	w.must(w.served.Tx(ctx, func(tx *postgres.Tx) error {
		results, err := w.acts.CreateMany(ctx, tx, append(inputs, inputs[0], housing.NewDwelling{Dwelling: model.DwellingCreateInput{StatusFrom: date("2026-10-01")}}))
		w.must(err)
		for i, r := range results {
			if i < len(inputs) {
				w.must(r.Err)
			}
		}
		refused(t, results[len(inputs)].Err, "CONFLICT housing.takenAddress input.address.unitNumber")
		refused(t, results[len(inputs)+1].Err, "BAD_REQUEST housing.statusByHand input.status")
		return nil
	}))
	many := all()
	if !slices.Equal(one, many) {
		for _, line := range one {
			if !slices.Contains(many, line) {
				t.Error("one by one only:", line)
			}
		}
		for _, line := range many {
			if !slices.Contains(one, line) {
				t.Error("many only:", line)
			}
		}
		t.Errorf("%d and %d rows", len(one), len(many))
	}
}

func date(text string) day.Day {
	d, err := day.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

// country has the municipality that synthetic workbooks come from.
func country(t testing.TB) (*synthetic.Norway, *synthetic.Stock) {
	t.Helper()
	n, err := synthetic.New(synthetic.Config{Seed: 7, Profile: synthetic.Small, Today: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return n, n.Municipality(0)
}

// The old systems' files: ISO-8859-1, semicolons, one row in five with a flaw.
func TestFlawedLatin1Sheet(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.staff(nil, "boligoversikt", "saksbehandling")
	n, stock := country(t)
	w.exec("update municipality set number = $1", stock.Municipality.Number)
	rows := stock.Sheet(n, 300, 0.2)
	id, err := w.people.Create(ctx, w.upload(ctx, w.unit, synthetic.Latin1(rows)))
	w.must(err)
	refusable := map[synthetic.Flaw]bool{
		synthetic.LocalWord: true, synthetic.WrongEncoding: true, synthetic.WrongDateOrder: true, synthetic.LetToNobody: true,
		synthetic.WrongCheck: true, synthetic.Repeated: true, synthetic.ElsewhereRow: true,
	}
	states := w.rows("select state from import_row where import_id = $1 order by number", id)
	for i, row := range rows {
		bad := refusable[row.Flaw] || i+1 < len(rows) && rows[i+1].Flaw == synthetic.Repeated
		if (states[i] == "ERROR") != bad {
			t.Errorf("row %d with flaw %q is %s: %v", i+2, row.Flaw, states[i],
				w.rows("select problems from import_row where import_id = $1 and number = $2", id, i+2))
		}
	}
	// Nothing that identifies people is kept, in cells or problems.
	for i, row := range rows {
		if pid := row.Cells[slices.Index(synthetic.SheetColumns, "hovedsoker")]; len(pid) == 11 {
			if kept := w.rows("select number from import_row where import_id = $1 and import_row::text like '%' || $2 || '%'", id, pid); len(kept) > 0 {
				t.Errorf("row %d keeps the number", i+2)
			}
		}
	}
	w.apply(ctx, id)
	w.want(w.rows("select count(*) from import_row where import_id = $1 and state not in ('APPLIED', 'ERROR')", id), "0")
	good := w.rows("select count(*) from import_row where import_id = $1 and state = 'APPLIED'", id)
	w.want(w.rows("select count(*) from dwelling"), good...)
	w.want(w.rows("select count(*) filter (where national_id_sealed is not null) > 50, count(*) filter (where national_id_sealed is null) > 0 from tenant"), "true true")

	// Without casework nobody's number is read, and a wrong one is no error.
	w.exec("update import_run set state = 'CANCELLED'")
	other, err := w.people.Create(w.keeper(), fileOf(w, id))
	w.must(err)
	w.want(w.rows("select distinct p->>'message' from import_row, jsonb_array_elements(problems) p where import_id = $1 and p->>'column' = 'hovedsoker'", other))
	w.want(w.rows(`select count(*) from import_row a join import_row b on b.number = a.number and b.import_id = $2
		where a.import_id = $1 and a.state = 'APPLIED' and b.state <> 'SAME'`, id, other), "0")

	// The bad rows as a workbook, which can be imported as it is.
	answer := httptest.NewRecorder()
	w.must(w.people.WriteErrors(ctx, answer, id, "nb", "Syntetiske data"))
	body := answer.Body.Bytes()
	book, err := sheet.Open(bytes.NewReader(body), int64(len(body)), sheet.Limits{})
	w.must(err)
	count, err := book.Count()
	w.must(err)
	w.want(w.rows("select count(*) from import_row where import_id = $1 and state = 'ERROR'", id), fmt.Sprint(count))
	third, err := w.people.Create(ctx, w.upload(ctx, w.unit, body))
	w.must(err)
	w.want(w.rows("select count(*) from import_row where import_id = $1 and state in ('CHANGED')", third), "0")
}

// A worker that dies between two batches loses nothing and does nothing twice.
func TestKilledImportGoesOn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.keeper()
	lines := []string{heading}
	for i := range 450 {
		lines = append(lines, fmt.Sprintf("FDV-%d;118/%d;H0101;Barlindveien;%d;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.11.2026;7000;2;;", i, i+1, i+1))
	}
	id := w.create(ctx, lines...)
	w.must(w.people.Apply(ctx, id, w.version(id)))
	w.must(w.people.Apply(ctx, id, 1)) // twice is once
	var args []byte
	w.must(w.pool.QueryRow(ctx, "select args from river.river_job").Scan(&args))
	killed, kill := context.WithCancel(w.Context())
	batches := 0
	err := w.run(killed, (applyJob{}).Kind(), args, func() {
		if batches++; batches == 2 {
			kill()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	w.want(w.rows("select state, done from import_run"), "APPLYING 200")
	w.want(w.rows("select count(*) from dwelling"), "200")
	refused(t, w.people.Map(ctx, id, w.version(id), model.ImportMapInput{}), "ILLEGAL_ACT intake.running")
	w.work(nil)
	w.work(nil)
	w.want(w.rows("select state, done from import_run"), "APPLIED 450")
	w.want(w.rows("select count(*), count(distinct vendor_dwelling_id) from dwelling"), "450 450")

	// Stopped after the batch at hand, and undone as far as it came.
	w.must(w.people.Undo(ctx, id, w.version(id)))
	w.must(w.people.Cancel(ctx, id, w.version(id)))
	w.work(nil)
	w.want(w.rows("select state from import_run"), "APPLIED")
	refused(t, w.people.Cancel(ctx, id, w.version(id)), "ILLEGAL_ACT intake.cancelApplied")
	w.must(w.people.Undo(ctx, id, w.version(id)))
	w.work(nil)
	w.want(w.rows("select state from import_run"), "UNDONE")
	w.want(w.rows("select count(*) from dwelling where removed_at is null"), "0")
}

func TestChangedSinceThePreview(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.keeper()
	first := []string{heading,
		"FDV-1;118/507;H0101;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;",
		"FDV-2;118/507;H0102;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;",
		"FDV-3;118/507;H0103;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;"}
	w.apply(ctx, w.create(ctx, first...))
	id := w.create(ctx, heading,
		strings.Replace(first[1], "8500;2", "8500;3", 1), strings.Replace(first[2], "8500;2", "8500;3", 1),
		"FDV-4;118/507;H0104;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;",
		"FDV-5;118/507;H0105;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;",
		strings.Replace(first[3], "8500;2;;", "8500;4;01.12.2026;", 1)) // a tenancy ahead
	w.want([]string{w.state(id)}, "PREVIEWED ; 2 CHANGED; 3 CHANGED; 4 NEW; 5 NEW; 6 CHANGED")
	w.exec("update dwelling set version = version + 1 where vendor_dwelling_id = 'FDV-1'")
	w.apply(ctx, w.create(ctx, heading, "FDV-4;118/507;H0104;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;"))
	w.apply(ctx, id)
	w.want([]string{w.state(id)}, "APPLIED ; 2 ERROR; 3 APPLIED; 4 ERROR; 5 APPLIED; 6 APPLIED")
	w.want(w.problems(id), "2 boligstatus intake.changedSince", "4 bruksenhetsnummer intake.nowThere")
	// Looked over again, they are carried out.
	for _, number := range []int{2, 4} {
		_, err := w.people.FixRow(ctx, id, number, nil)
		w.must(err)
	}
	_, err := w.people.FixRow(ctx, id, 3, nil)
	refused(t, err, "ILLEGAL_ACT intake.rowApplied")
	w.want([]string{w.state(id)}, "APPLIED ; 2 CHANGED; 3 APPLIED; 4 SAME; 5 APPLIED; 6 APPLIED")
	w.apply(ctx, id)
	w.want([]string{w.state(id)}, "APPLIED ; 2 APPLIED; 3 APPLIED; 4 SAME; 5 APPLIED; 6 APPLIED")
	w.want(w.rows("select bedrooms from dwelling order by vendor_dwelling_id"), "3", "3", "4", "2", "2")
	w.want(w.rows("select status, starts_on from dwelling d join tenancy t on t.dwelling_id = d.id"), "READY 2026-12-01")
}

func TestWhoMayImport(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.keeper()
	line := "FDV-1;118/507;H0101;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;"
	whole := w.create(ctx, heading, line)
	w.apply(ctx, whole)

	// One without the right sees nothing of it.
	reader := w.staff(nil, "lesetilgang", "administrator", "saksbehandling")
	_, err := w.people.Create(reader, fileOf(w, whole))
	refused(t, err, "NOT_FOUND fault.notFound")
	_, err = w.people.FixRow(reader, whole, 2, nil)
	refused(t, err, "NOT_FOUND fault.notFound")
	code := "ORDINARY"
	for _, err := range []error{
		w.people.Map(reader, whole, 1, model.ImportMapInput{}), w.people.Apply(reader, whole, 1), w.people.Undo(reader, whole, 1),
		w.people.Cancel(reader, whole, 1), w.people.SetWord(reader, "koboboligtype", "bolig", &code),
		w.people.WriteErrors(reader, httptest.NewRecorder(), whole, "nb", ""), w.people.Apply(ctx, w.unit, 1),
	} {
		refused(t, err, "NOT_FOUND fault.notFound")
	}

	// One restricted to a district neither sees nor learns more of another's dwelling than that the key is taken.
	district := w.staff([]entity.ID{w.other}, "boligoversikt")
	refused(t, w.people.Undo(district, whole, w.version(whole)), "NOT_FOUND fault.notFound")
	own, err := w.people.Create(district, w.upload(district, w.other, sheetOf(heading, line,
		"FDV-2;118/507;H0102;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;")))
	w.must(err)
	w.want([]string{w.state(own)}, "PREVIEWED ; 2 NEW; 3 NEW")
	w.apply(district, own)
	w.want([]string{w.state(own)}, "APPLIED ; 2 ERROR; 3 APPLIED")
	w.want(w.problems(own), "2 bruksenhetsnummer intake.nowThere")
	w.want(w.rows("select unit_id = $1 as own from dwelling where vendor_dwelling_id = 'FDV-2'", w.other), "true")
	w.want(w.rows("select p->>'args' from import_row, jsonb_array_elements(problems) p where import_id = $1", own), "")
}

func TestColumnsAndWordsAreRemembered(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.keeper()
	lines := []string{
		"Adresse;Hva slags;Eies av;gnrbnr;H-nr;Status",
		"Barlindveien 13 B;Komm.bolig;KOMMUNALT_EID;118/507;H0101;Ledig nå",
		"Barlindveien 13 B;komm bolig;KOMMUNALT_EID;118/507;H0102;Klar for innflytting",
	}
	id := w.create(ctx, lines...)
	w.want([]string{w.state(id)}, "PREVIEWED ; 2 ERROR; 3 ERROR")
	_, err := w.people.FixRow(ctx, id, 3, []*model.ImportCellInput{{Column: "antallsoverom", Value: "4"}})
	w.must(err)
	for _, bad := range []struct {
		input model.ImportMapInput
		want  string
	}{
		{model.ImportMapInput{Columns: []*model.ImportColumnInput{{Heading: "Finnes ikke"}}}, "BAD_REQUEST intake.noSuchHeading input.columns.0.heading"},
		{model.ImportMapInput{Columns: []*model.ImportColumnInput{{Heading: "Hva slags", Column: ptr("tull")}}}, "BAD_REQUEST intake.noSuchColumn input.columns.0.column"},
		{model.ImportMapInput{Columns: []*model.ImportColumnInput{{Heading: "Hva slags", Column: ptr("gnrbnr")}}}, "BAD_REQUEST sheet.columnTwice input.columns"},
		{model.ImportMapInput{Words: []*model.ImportWordInput{{Column: "koboboligtype", Word: "Komm.bolig", Code: "TULL"}}}, "BAD_REQUEST intake.noSuchCode input.words.0.code"},
		{model.ImportMapInput{Words: []*model.ImportWordInput{{Column: "gatenavn", Word: "Komm.bolig", Code: "ORDINARY"}}}, "BAD_REQUEST intake.wordColumn input.words.0.column"},
		{model.ImportMapInput{Words: []*model.ImportWordInput{{Column: "koboboligtype", Word: " . ", Code: "ORDINARY"}}}, "BAD_REQUEST intake.word input.words.0.word"},
	} {
		refused(t, w.people.Map(ctx, id, w.version(id), bad.input), bad.want)
	}
	rows := w.rows("select id from import_row where import_id = $1 order by number", id)
	w.must(w.people.Map(ctx, id, w.version(id), model.ImportMapInput{
		Columns: []*model.ImportColumnInput{{Heading: "Hva slags", Column: ptr("koboboligtype")}, {Heading: "Eies av", Column: ptr("kobodisposisjonsform")}},
		Words: []*model.ImportWordInput{
			{Column: "koboboligtype", Word: "Komm.bolig", Code: "ORDINARY"}, {Column: "boligstatus", Word: "Ledig nå", Code: "READY"},
		},
	}))
	w.want([]string{w.state(id)}, "PREVIEWED ; 2 NEW; 3 NEW")
	w.want(w.rows("select id from import_row where import_id = $1 order by number", id), rows...)
	w.want(w.rows("select cells->>'antallsoverom' from import_row where import_id = $1 order by number", id), "", "4") // what was mended stays
	// The next workbook needs no mapping.
	w.want([]string{w.state(w.create(ctx, lines...))}, "PREVIEWED ; 2 NEW; 3 NEW")
	w.want(w.rows(`select "column", word, code from word_mapping order by 1, 2`),
		"boligstatus Ledig nå READY", "columns Eies av kobodisposisjonsform", "columns Hva slags koboboligtype", "koboboligtype Komm.bolig ORDINARY")
	// Words are changed and removed.
	w.must(w.people.SetWord(ctx, "koboboligtype", "KOMM. BOLIG", ptr("CARE")))
	w.must(w.people.SetWord(ctx, "boligstatus", "ledig nå", nil))
	w.want(w.rows(`select "column", word, code from word_mapping where "column" <> 'columns'`), "koboboligtype KOMM. BOLIG CARE")
	w.want(w.problems(w.create(ctx, lines...)), "2 boligstatus sheet.unknownWord")
	// Put away.
	w.must(w.people.Cancel(ctx, id, w.version(id)))
	refused(t, w.people.Apply(ctx, id, w.version(id)), "ILLEGAL_ACT intake.cancelled")
}

// An identity number where none belongs is never kept, and stays a problem until it is mended.
func TestIdentityNumbersAreNotKept(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := w.keeper()
	const number = "01819010001" // synthetic: month + 80
	id := w.create(ctx, heading+";merknad;hovedsoker",
		"FDV-1;118/507;H0101;Barlindveien;13;;1607;;ORDINAER_BOLIG;KOMMUNALT_EID;KLAR_FOR_INNFLYTTING;01.10.2026;8500;2;;;Leies av "+number+";"+number)
	w.want(w.problems(id), "2 ovriginformasjon sheet.personalNumber")
	w.want(w.rows("select count(*) from import_row where import_row::text like '%' || $1 || '%'", number), "0")
	_, err := w.people.FixRow(ctx, id, 2, []*model.ImportCellInput{{Column: "antallsoverom", Value: "3"}})
	w.must(err)
	w.want(w.problems(id), "2 ovriginformasjon sheet.personalNumber")
	_, err = w.people.FixRow(ctx, id, 2, []*model.ImportCellInput{{Column: "hovedsoker", Value: number}})
	refused(t, err, "BAD_REQUEST intake.person cells.0.value")
	_, err = w.people.FixRow(ctx, id, 2, []*model.ImportCellInput{{Column: "ovriginformasjon", Value: "Leies ut"}})
	w.must(err)
	w.want([]string{w.state(id)}, "PREVIEWED ; 2 NEW")
}

// manyRows are rows without a flaw: those that the country's people suffice for, on as many properties as are needed.
func manyRows(n *synthetic.Norway, stock *synthetic.Stock, count int) []synthetic.SheetRow {
	some := stock.Sheet(n, min(count, 2000), 0)
	property := slices.Index(synthetic.SheetColumns, "gnrbnr")
	rows := make([]synthetic.SheetRow, count)
	for i := range rows {
		cells := slices.Clone(some[i%len(some)].Cells)
		cells[property] = fmt.Sprintf("%d/%d", 1+i/400, 1+i%400)
		rows[i].Cells = cells
	}
	return rows
}

// BenchmarkImport previews and carries out 20 000 new dwellings, half of them let.
func BenchmarkImport(b *testing.B) {
	w := newTown(b)
	ctx := w.keeper()
	n, stock := country(b)
	w.exec("update municipality set number = $1", stock.Municipality.Number)
	rows := 20_000
	if n, err := strconv.Atoi(os.Getenv("KOBO_BENCH_ROWS")); err == nil {
		rows = n
	}
	body := synthetic.Latin1(manyRows(n, stock, rows))
	for b.Loop() {
		file := w.upload(ctx, w.unit, body)
		start := time.Now()
		id, err := w.people.Create(ctx, file)
		w.must(err)
		b.ReportMetric(time.Since(start).Seconds(), "s/preview")
		w.must(w.people.Apply(ctx, id, w.version(id)))
		start = time.Now()
		w.work(nil)
		b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "rows/s")
		start = time.Now()
		again, err := w.people.Create(ctx, file)
		w.must(err)
		b.ReportMetric(time.Since(start).Seconds(), "s/same")
		w.want(w.rows("select state, count(*) from import_row where import_id = $1 group by 1", again), fmt.Sprintf("SAME %d", rows))
		start = time.Now()
		_, err = w.people.FixRow(ctx, again, 1000, []*model.ImportCellInput{{Column: "antallsoverom", Value: "9"}})
		w.must(err)
		b.ReportMetric(time.Since(start).Seconds(), "s/fix")
		start = time.Now()
		w.must(w.people.Undo(ctx, id, w.version(id)))
		w.work(nil)
		b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "undone/s")
	}
}

var ids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
