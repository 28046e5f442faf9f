package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/codelist"
	"kobo/internal/day"
	"kobo/internal/message"
	"kobo/internal/store"
)

// Identity is who asks, as wall 2 wants it: role, municipality, units, viewer, rights to read, rights to write, modules, purpose,
// organisation, name.
type Identity [10]string

// Yardstick answers the operations as fast as one can with net/http and pgx: for each one round trip of statements written for it, as
// the viewer in one implicit transaction, and their rows copied into the answer's bytes. It knows the viewers by their tokens, checks
// nothing, logs nothing, and has no graph.
type Yardstick struct {
	pool       *pgxpool.Pool
	viewers    map[string]Identity // by Authorization header
	operations map[string]answerer // by document
}

// answerer answers one operation.
type answerer func(y *Yardstick, ctx context.Context, who Identity, variables map[string]string, to *bytes.Buffer) error

// NewYardstick connects as a login role that may serve viewers, with the same settings as Kobo's own connections.
func NewYardstick(ctx context.Context, url string, viewers map[string]Identity) (*Yardstick, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	config.MaxConns = int32(4 * runtime.NumCPU())
	maps.Copy(config.ConnConfig.RuntimeParams, map[string]string{
		"plan_cache_mode": "force_generic_plan", "jit": "off", "timezone": "Europe/Oslo", "application_name": "yardstick",
		"default_transaction_read_only": "on", "default_transaction_isolation": "repeatable read",
	})
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		for name, sql := range statements {
			if _, err := conn.PgConn().Prepare(ctx, name, sql, nil); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	y := &Yardstick{pool: pool, viewers: viewers, operations: map[string]answerer{}}
	for _, o := range Operations {
		y.operations[o.Document] = o.answer
	}
	return y, nil
}

// Close closes the connections.
func (y *Yardstick) Close() { y.pool.Close() }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// ServeHTTP answers a POST with a document and its variables.
func (y *Yardstick) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	var asked struct {
		Query     string            `json:"query"`
		Variables map[string]string `json:"variables"`
	}
	if _, err := b.ReadFrom(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := json.Unmarshal(b.Bytes(), &asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	who, known := y.viewers[r.Header.Get("Authorization")]
	answer := y.operations[asked.Query]
	if !known || answer == nil {
		http.Error(w, "unknown viewer or document", http.StatusBadRequest)
		return
	}
	b.Reset()
	b.WriteString(`{"data":`)
	if err := answer(y, r.Context(), who, asked.Variables, b); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	b.WriteByte('}')
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = w.Write(b.Bytes()) // fails when the client has left
}

// query is a prepared statement with its values, and what to do with each row.
type query struct {
	name   string
	values []string
	row    func(v [][]byte)
}

// ask sends the statements in one round trip, as the viewer, in one implicit transaction.
func (y *Yardstick) ask(ctx context.Context, who Identity, queries ...query) error {
	conn, err := y.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	pipeline := conn.Conn().PgConn().StartPipeline(ctx)
	pipeline.SendQueryPrepared("identify", parameters(who[:]), nil, nil)
	for _, q := range queries {
		pipeline.SendQueryPrepared(q.name, parameters(q.values), nil, nil)
	}
	if err := pipeline.Sync(); err != nil {
		_ = pipeline.Close() // the first error tells
		return err
	}
	for i := -1; i < len(queries); i++ {
		results, err := pipeline.GetResults()
		if err != nil {
			_ = pipeline.Close()
			return err
		}
		reader, ok := results.(*pgconn.ResultReader)
		if !ok {
			_ = pipeline.Close()
			return fmt.Errorf("bench: got %T", results)
		}
		for reader.NextRow() {
			if i >= 0 {
				queries[i].row(reader.Values())
			}
		}
		if _, err := reader.Close(); err != nil {
			_ = pipeline.Close()
			return err
		}
	}
	return pipeline.Close()
}

func parameters(values []string) [][]byte {
	all := make([][]byte, len(values))
	for i, v := range values {
		all[i] = []byte(v)
	}
	return all
}

// The joins of a dwelling, $1 being the day.
const (
	askingRent = ` left join lateral (select x.id, x.total_ore, x.valid_from, x.components from rent_period x
		where x.dwelling_id = d.id and x.tenancy_id is null and x.superseded_at is null and x.valid_from <= $1::date
		order by x.valid_from desc, x.recorded_at desc limit 1) r on true`
	since = ` left join lateral (select x.status, x.valid_from from status_period x where x.dwelling_id = d.id and x.superseded_at is null
		order by x.valid_from <= $1::date desc, x.valid_from desc, x.recorded_at desc, x.id desc limit 1) s on true`
	held    = ` left join reservation v on v.dwelling_id = d.id and v.state = 'ACTIVE'`
	letTo   = ` left join tenancy t on t.dwelling_id = d.id and t.ended_on is null and t.cancelled_at is null`
	listed  = ` d.removed_at is null and (d.left_on is null or d.status = 'SOLD')`
	shown   = `case when d.status = 'READY' and v.id is not null then 'RESERVED' else d.status end`
	vacated = `case when d.vacant_since <= $1::date and d.left_on is null and d.status <> all ('{LET,SOLD}') then d.vacant_since end`
	due     = `case when o.id is not null then coalesce(d.expected_vacant_by_hand, o.vacant_on) end`
	// facts are the columns that overview and detail begin with: see row.
	facts = `d.id, d.type, b.type, d.shared, ` + shown + `, case when s.status = d.status then s.valid_from end, d.planned_ready_on,
		d.street, d.house_number, d.house_letter, d.postal_code, d.postal_place, d.unit_number, d.extra_reference,
		o.notice_given, d.rent_to_own, d.disposition, d.bedrooms, r.total_ore, ` + vacated + `, $1::date - (` + vacated + `), ` + due + `,
		(` + due + `) < $1::date and d.status = 'LET', t.id, t.ends_on, t.ends_on < $1::date, v.id, v.held_until, v.held_until < $1::date`
	around = ` left join building b on b.id = d.building_id` + since + ` left join outlook o on o.id = d.id` + askingRent + letTo + held
	cover  = `i.id = coalesce(d.cover_image_id, (select f.id from image f where f.dwelling_id = i.dwelling_id and f.removed_at is null
		order by f.position, f.id limit 1))`
)

// statements are those that all connections have prepared. The sizes of pages are parameters: PostgreSQL then walks the index of addresses, while
// for a page of fifty in a municipality that it believes small it would sort them all.
var statements = map[string]string{
	"identify": `select set_config('role', $1, true), set_config('kobo.municipality', $2, true), set_config('kobo.units', $3, true),
		set_config('kobo.viewer', $4, true), set_config('kobo.read', $5, true), set_config('kobo.write', $6, true),
		set_config('kobo.modules', $7, true), set_config('kobo.purpose', $8, true), set_config('kobo.organisation', $9, true),
		set_config('kobo.viewer_name', $10, true)`,
	"count": `select count(*) from dwelling d where` + listed,
	"overview": `select ` + facts + ` from (select * from dwelling d where` + listed + ` order by d.address_key, d.id limit $2) d` + around + `
		order by d.address_key, d.id`,
	"overview images": `select i.dwelling_id, i.thumbnail_id, ` + cover + ` from image i left join dwelling d on d.id = i.dwelling_id
		where i.removed_at is null and i.dwelling_id = any (array(
			select d.id from dwelling d where` + listed + ` order by d.address_key, d.id limit $1))
		order by i.position, i.id`,
	"search": `select d.id, ` + shown + `, d.street, d.house_number, d.house_letter, d.postal_code, d.postal_place, d.unit_number, d.extra_reference,
		d.bedrooms, r.total_ore from dwelling d` + held + askingRent + `
		where` + listed + ` and d.search like $2 and d.search like $3 order by d.address_key, d.id limit 20`,
	"search count": `select count(*) from dwelling d where` + listed + ` and d.search like $1 and d.search like $2`,
	"dwelling": `select ` + facts + `, d.version, d.ownership, d.owner_name, p.gnr, p.bnr, p.fnr, p.snr, b.built_year, u.name, d.usable_area, d.floor,
		d.wheelchair, d.features, d.entered_on, d.entry, r.valid_from, r.components, t.kind, t.starts_on, t.persons, tr.total_ore, t.notice_on,
		t.vacates_on from dwelling d` + around + ` left join unit u on u.id = d.unit_id left join property p on p.id = d.property_id
		left join lateral (select x.total_ore from rent_period x
			where x.tenancy_id = t.id and x.superseded_at is null and x.valid_from <= greatest($1::date, t.starts_on)
			order by x.valid_from desc, x.recorded_at desc limit 1) tr on true
		where d.id = $2::uuid and d.removed_at is null`,
	"rents": `select total_ore, valid_from from rent_period where dwelling_id = $1::uuid and tenancy_id is null
		order by valid_from desc, recorded_at desc, id desc`,
	"periods": `select status, valid_from from status_period where dwelling_id = $1::uuid order by valid_from desc, recorded_at desc, id desc`,
	"images": `select i.thumbnail_id, ` + cover + ` from image i left join dwelling d on d.id = i.dwelling_id
		where i.removed_at is null and i.dwelling_id = $1::uuid order by i.position, i.id`,
	"documents": `select title, file_id from document where dwelling_id = $1::uuid and removed_at is null order by recorded_at desc, id desc`,
	"notes":     `select text from note where dwelling_id = $1::uuid and removed_at is null order by recorded_at desc, id desc`,
	"history": `select h.kind, w.name from history h left join actor w on w.viewer_id = h.recorded_by where h.dwelling_id = $1::uuid
		order by h.recorded_at desc, h.id desc limit 20`,
	"units":  `select id, name from unit order by name, id`,
	"facets": facetsSQL(),
}

// today is the day it is.
func today() string { return day.Of(time.Now()).String() }

// text writes a JSON string, or null.
func text(b *bytes.Buffer, key string, v []byte) {
	b.WriteString(key)
	if v == nil {
		b.WriteString("null")
		return
	}
	quote(b, v)
}

// quote writes a JSON string.
func quote(b *bytes.Buffer, v []byte) {
	b.WriteByte('"')
	for _, c := range v {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ':
			fmt.Fprintf(b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}

// maybe writes a JSON string, or null when it is empty.
func maybe(b *bytes.Buffer, key string, v []byte) {
	if len(v) == 0 {
		v = nil
	}
	text(b, key, v)
}

// number writes a number as it is, or null.
func number(b *bytes.Buffer, key string, v []byte) {
	b.WriteString(key)
	if v == nil {
		b.WriteString("null")
		return
	}
	b.Write(v)
}

// flag writes true or false.
func flag(b *bytes.Buffer, key string, v []byte) {
	b.WriteString(key)
	b.WriteString(strconv.FormatBool(is(v)))
}

func is(v []byte) bool { return string(v) == "t" }

// address writes an address as one line: street, number, letter, postal code, place, unit number and reference stand in v.
func address(b *bytes.Buffer, key string, v [][]byte) {
	var line []byte
	line = append(line, v[0]...)
	if v[1] != nil {
		line = append(append(append(line, ' '), v[1]...), v[2]...)
	}
	if len(v[3])+len(v[4]) > 0 {
		line = append(line, ", "...)
		line = append(line, v[3]...)
		if len(v[3]) > 0 && len(v[4]) > 0 {
			line = append(line, ' ')
		}
		line = append(line, v[4]...)
	}
	if len(v[5])+len(v[6]) > 0 {
		line = append(line, " ("...)
		line = append(line, v[5]...)
		if len(v[5]) > 0 && len(v[6]) > 0 {
			line = append(line, ", "...)
		}
		line = append(append(line, v[6]...), ')')
	}
	text(b, key, line)
}

// described are the words for a kind of building or dwelling, shared or not.
var described = func() map[string]string {
	all := map[string]string{}
	label := func(code, words string) {
		all[code+"f"] = words
		all[code+"t"] = message.Text("nb", "store.shared", "kind", words)
	}
	for _, code := range codelist.DwellingType("").Values() {
		label(code, codelist.DwellingType(code).Label("nb"))
	}
	for _, code := range codelist.BuildingType("").Values() {
		if codelist.BuildingType(code) != codelist.BuildingTypeUnknown {
			label(code, codelist.BuildingType(code).Label("nb"))
		}
	}
	return all
}()

// row writes the fields of facts, without the end; parts adds what the address is made of.
func row(b *bytes.Buffer, v [][]byte, parts bool) {
	text(b, `{"id":`, v[0])
	words, ok := described[string(v[2])+string(v[3])]
	if !ok {
		words = described[string(v[1])+string(v[3])]
	}
	text(b, `,"description":`, []byte(words))
	text(b, `,"displayStatus":`, v[4])
	text(b, `,"statusSince":`, v[5])
	text(b, `,"plannedReadyOn":`, v[6])
	address(b, `,"address":{"text":`, v[7:14])
	if parts {
		text(b, `,"street":`, v[7])
		number(b, `,"houseNumber":`, v[8])
		maybe(b, `,"houseLetter":`, v[9])
		maybe(b, `,"postalCode":`, v[10])
		maybe(b, `,"postalPlace":`, v[11])
		maybe(b, `,"unitNumber":`, v[12])
	}
	b.WriteString(`},"markers":[`)
	comma := ""
	for _, m := range []struct {
		is   bool
		word string
	}{
		{is(v[14]), `"NOTICE_GIVEN"`}, {is(v[15]), `"RENT_TO_OWN"`}, {string(v[16]) == "REFERRAL_AGREEMENT", `"REFERRAL_AGREEMENT"`},
	} {
		if m.is {
			b.WriteString(comma + m.word)
			comma = ","
		}
	}
	number(b, `],"bedrooms":`, v[17])
	b.WriteString(`,"vacancy":`)
	if v[19] == nil {
		b.WriteString("null")
	} else {
		text(b, `{"since":`, v[19])
		number(b, `,"days":`, v[20])
		b.WriteString(`,"costOre":`)
		ore, err := strconv.Atoi(string(v[18]))
		days, _ := strconv.Atoi(string(v[20])) // PostgreSQL's own number
		if err != nil {
			b.WriteString("null}")
		} else {
			b.WriteString(strconv.Itoa((2*ore*days*12+365)/(2*365)) + "}")
		}
	}
	b.WriteString(`,"expectedVacancy":`)
	if v[21] == nil {
		b.WriteString("null")
	} else {
		text(b, `{"on":`, v[21])
		flag(b, `,"overdue":`, v[22])
		b.WriteByte('}')
	}
	b.WriteString(`,"reservation":`)
	if v[26] == nil {
		b.WriteString("null")
	} else {
		text(b, `{"id":`, v[26])
		text(b, `,"heldUntil":`, v[27])
		flag(b, `,"overdue":`, v[28])
		b.WriteByte('}')
	}
}

func (y *Yardstick) overview(ctx context.Context, who Identity, _ map[string]string, b *bytes.Buffer) error {
	var rows, pictures, total bytes.Buffer
	type picture struct{ of, thumbnail, cover []byte }
	var all []picture
	var ends []int // where in rows each row's images go
	var ids [][]byte
	err := y.ask(ctx, who,
		query{"overview", []string{today(), "50"}, func(v [][]byte) {
			if rows.Len() > 0 {
				rows.WriteByte(',')
			}
			row(&rows, v, false)
			rows.WriteString(`,"rent":`)
			if v[18] == nil {
				rows.WriteString("null")
			} else {
				number(&rows, `{"totalOre":`, v[18])
				rows.WriteByte('}')
			}
			rows.WriteString(`,"tenancy":`)
			if v[23] == nil {
				rows.WriteString("null")
			} else {
				text(&rows, `{"id":`, v[23])
				text(&rows, `,"endsOn":`, v[24])
				flag(&rows, `,"overdue":`, v[25])
				rows.WriteByte('}')
			}
			ids = append(ids, bytes.Clone(v[0]))
			ends = append(ends, rows.Len())
			rows.WriteByte('}')
		}},
		query{"overview images", []string{"50"}, func(v [][]byte) {
			all = append(all, picture{bytes.Clone(v[0]), bytes.Clone(v[1]), bytes.Clone(v[2])})
		}},
		query{"count", nil, func(v [][]byte) { total.Write(v[0]) }},
	)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, `{"dwellings":{"totalCount":%s,"registerCount":%[1]s,"nodes":[`, total.Bytes())
	from := 0
	for i, end := range ends {
		b.Write(rows.Bytes()[from:end])
		from = end
		pictures.Reset()
		for _, p := range all {
			if bytes.Equal(p.of, ids[i]) {
				image(&pictures, p.thumbnail, p.cover)
			}
		}
		fmt.Fprintf(b, `,"images":[%s]`, pictures.Bytes())
	}
	b.Write(rows.Bytes()[from:])
	b.WriteString("]}}")
	return nil
}

func image(b *bytes.Buffer, thumbnail, cover []byte) {
	if b.Len() > 0 {
		b.WriteByte(',')
	}
	fmt.Fprintf(b, `{"thumbnailUrl":"/files/%s"`, thumbnail)
	flag(b, `,"cover":`, cover)
	b.WriteByte('}')
}

func (y *Yardstick) search(ctx context.Context, who Identity, variables map[string]string, b *bytes.Buffer) error {
	words := strings.Fields(store.Fold(variables["text"]))
	if len(words) != 2 {
		return fmt.Errorf("bench: the yardstick searches for two words")
	}
	first, second := "% "+words[0]+"%", "% "+words[1]+"%"
	var rows bytes.Buffer
	var total string
	err := y.ask(ctx, who,
		query{"search", []string{today(), first, second}, func(v [][]byte) {
			if rows.Len() > 0 {
				rows.WriteByte(',')
			}
			text(&rows, `{"id":`, v[0])
			text(&rows, `,"displayStatus":`, v[1])
			address(&rows, `,"address":{"text":`, v[2:9])
			number(&rows, `},"bedrooms":`, v[9])
			rows.WriteString(`,"rent":`)
			if v[10] == nil {
				rows.WriteString("null}")
			} else {
				number(&rows, `{"totalOre":`, v[10])
				rows.WriteString("}}")
			}
		}},
		query{"search count", []string{first, second}, func(v [][]byte) { total = string(v[0]) }},
	)
	fmt.Fprintf(b, `{"dwellings":{"totalCount":%s,"nodes":[%s]}}`, total, rows.Bytes())
	return err
}

func (y *Yardstick) dwelling(ctx context.Context, who Identity, variables map[string]string, b *bytes.Buffer) error {
	id := variables["id"]
	var lists [6]bytes.Buffer
	list := func(n int, write func(b *bytes.Buffer, v [][]byte)) func(v [][]byte) {
		return func(v [][]byte) {
			if lists[n].Len() > 0 {
				lists[n].WriteByte(',')
			}
			write(&lists[n], v)
		}
	}
	b.WriteString(`{"dwelling":`)
	before := b.Len()
	err := y.ask(ctx, who,
		query{"dwelling", []string{today(), id}, func(v [][]byte) { whole(b, v) }},
		query{"rents", []string{id}, list(0, func(b *bytes.Buffer, v [][]byte) {
			number(b, `{"totalOre":`, v[0])
			text(b, `,"validFrom":`, v[1])
			b.WriteByte('}')
		})},
		query{"periods", []string{id}, list(1, func(b *bytes.Buffer, v [][]byte) {
			text(b, `{"status":`, v[0])
			text(b, `,"validFrom":`, v[1])
			b.WriteByte('}')
		})},
		query{"images", []string{id}, func(v [][]byte) { image(&lists[2], v[0], v[1]) }},
		query{"documents", []string{id}, list(3, func(b *bytes.Buffer, v [][]byte) {
			text(b, `{"title":`, v[0])
			fmt.Fprintf(b, `,"url":"/files/%s"}`, v[1])
		})},
		query{"notes", []string{id}, list(4, func(b *bytes.Buffer, v [][]byte) {
			text(b, `{"text":`, v[0])
			b.WriteByte('}')
		})},
		query{"history", []string{id}, list(5, func(b *bytes.Buffer, v [][]byte) {
			text(b, `{"kind":`, v[0])
			text(b, `,"actor":`, v[1])
			b.WriteByte('}')
		})},
	)
	if err != nil {
		return err
	}
	if b.Len() == before {
		b.WriteString("null}")
		return nil
	}
	for i, name := range []string{"rents", "statusPeriods", "images", "documents", "notes"} {
		fmt.Fprintf(b, `,%q:[%s]`, name, lists[i].Bytes())
	}
	fmt.Fprintf(b, `,"history":{"nodes":[%s]}}}`, lists[5].Bytes())
	return nil
}

// whole writes a dwelling but for what there may be many of, without the end.
func whole(b *bytes.Buffer, v [][]byte) {
	row(b, v, true)
	more := v[29:]
	number(b, `,"version":`, more[0])
	text(b, `,"type":`, v[1])
	flag(b, `,"shared":`, v[3])
	text(b, `,"disposition":`, v[16])
	text(b, `,"ownership":`, more[1])
	b.WriteString(`,"owner":`)
	if len(more[2]) == 0 {
		b.WriteString("null")
	} else {
		text(b, `{"name":`, more[2])
		b.WriteByte('}')
	}
	b.WriteString(`,"property":`)
	if more[3] == nil {
		b.WriteString("null")
	} else {
		b.WriteString(`{"text":"`)
		b.Write(more[3])
		b.WriteByte('/')
		b.Write(more[4])
		lease, section := string(more[5]), string(more[6])
		if lease != "0" || section != "0" {
			b.WriteString("/" + lease)
		}
		if section != "0" {
			b.WriteString("/" + section)
		}
		b.WriteString(`"}`)
	}
	b.WriteString(`,"building":`)
	if v[2] == nil {
		b.WriteString("null")
	} else {
		text(b, `{"type":`, v[2])
		number(b, `,"builtYear":`, more[7])
		b.WriteByte('}')
	}
	text(b, `,"unit":{"name":`, more[8])
	number(b, `},"usableArea":`, more[9])
	number(b, `,"floor":`, more[10])
	text(b, `,"wheelchair":`, more[11])
	number(b, `,"features":`, more[12]) // JSON as it is
	text(b, `,"stock":{"enteredOn":`, more[13])
	text(b, `,"entry":`, more[14])
	b.WriteString(`},"rent":`)
	if v[18] == nil {
		b.WriteString("null")
	} else {
		number(b, `{"totalOre":`, v[18])
		text(b, `,"validFrom":`, more[15])
		b.WriteString(`,"components":[`)
		var parts map[string]int
		_ = json.Unmarshal(more[16], &parts) // the table's own JSON
		comma := ""
		for _, code := range codelist.RentComponent("").Values() {
			if ore, ok := parts[code]; ok {
				fmt.Fprintf(b, `%s{"component":%q,"ore":%d}`, comma, code, ore)
				comma = ","
			}
		}
		b.WriteString("]}")
	}
	b.WriteString(`,"tenancy":`)
	if v[23] == nil {
		b.WriteString("null")
		return
	}
	text(b, `{"id":`, v[23])
	text(b, `,"kind":`, more[17])
	text(b, `,"startsOn":`, more[18])
	text(b, `,"endsOn":`, v[24])
	flag(b, `,"overdue":`, v[25])
	number(b, `,"persons":`, more[19])
	b.WriteString(`,"rent":`)
	if more[20] == nil {
		b.WriteString("null")
	} else {
		number(b, `{"totalOre":`, more[20])
		b.WriteByte('}')
	}
	b.WriteString(`,"notice":`)
	if more[21] == nil {
		b.WriteString("null}")
	} else {
		text(b, `{"givenOn":`, more[21])
		text(b, `,"vacatesOn":`, more[22])
		b.WriteString("}}")
	}
}

// choice is one number beside the register: how many dwellings there are of which the condition holds.
type choice struct{ facet, value, condition string }

// choices are all that are counted, but for units and bedrooms, which rows are grouped by. The days are parameters: $1 today, $2 to $5 the
// ends of 1, 3, 6 and 12 months, $6 of 9 months, and $7 to $9 what is 30, 90 and 180 days ago.
var choices = func() (all []choice) {
	codes := func(facet, column string, values []string) {
		for _, v := range values {
			all = append(all, choice{facet, v, column + " = '" + v + "'"})
		}
	}
	for _, v := range codelist.DisplayStatus("").Values() {
		condition := "d.status = '" + v + "'"
		switch v {
		case "RESERVED":
			condition = "v.id is not null"
		case "READY":
			condition += " and v.id is null"
		}
		all = append(all, choice{"status", v, condition})
	}
	all = append(all,
		choice{"markers", "NOTICE_GIVEN", "o.notice_given"}, choice{"markers", "RENT_TO_OWN", "d.rent_to_own"},
		choice{"markers", "REFERRAL_AGREEMENT", "d.disposition = 'REFERRAL_AGREEMENT'"})
	codes("type", "d.type", codelist.DwellingType("").Values())
	all = append(all, choice{"shared", "", "d.shared"},
		choice{"staffing", "NONE", "not d.staff_base and not d.staffed_round_the_clock"}, choice{"staffing", "STAFF_BASE", "d.staff_base"},
		choice{"staffing", "ROUND_THE_CLOCK", "d.staffed_round_the_clock"},
		choice{"staffing", "UNKNOWN", `d.staff_base is not true and d.staffed_round_the_clock is not true
			and (d.staff_base is null or d.staffed_round_the_clock is null)`})
	codes("disposition", "d.disposition", codelist.DispositionForm("").Values())
	codes("wheelchair", "d.wheelchair", codelist.WheelchairAccess("").Values())
	for i, months := range []string{"1", "3", "6", "12"} {
		all = append(all, choice{"expectedVacantWithinMonths", months, "(" + due + ") <= $" + strconv.Itoa(2+i) + "::date"})
	}
	for i, months := range []string{"3", "6", "9"} {
		all = append(all, choice{"contractEndsWithinMonths", months, "o.contract_ends_on <= $" + []string{"3", "4", "6"}[i] + "::date"})
	}
	for i, days := range []string{"30", "90", "180"} {
		all = append(all, choice{"vacantMoreThanDays", days, "(" + vacated + ") < $" + strconv.Itoa(7+i) + "::date"})
	}
	return all
}()

// facetsSQL counts everything in one pass, by unit and bedrooms.
func facetsSQL() string {
	var b strings.Builder
	b.WriteString("select d.unit_id, d.bedrooms, count(*)")
	for _, c := range choices {
		b.WriteString(", count(*) filter (where " + c.condition + ")")
	}
	b.WriteString(" from dwelling d" + held + " left join outlook o on o.id = d.id where" + listed + " group by d.unit_id, d.bedrooms")
	return b.String()
}

func (y *Yardstick) facets(ctx context.Context, who Identity, _ map[string]string, b *bytes.Buffer) error {
	now := day.Of(time.Now())
	days := []string{
		now.String(), now.Months(1).String(), now.Months(3).String(), now.Months(6).String(), now.Months(12).String(), now.Months(9).String(),
		now.Add(-30).String(), now.Add(-90).String(), now.Add(-180).String(),
	}
	counts := make([]int, len(choices))
	units, bedrooms := map[string]int{}, map[int]int{}
	var named bytes.Buffer
	var failed error
	read := func(v []byte) int {
		n, err := strconv.Atoi(string(v))
		if err != nil {
			failed = err
		}
		return n
	}
	err := y.ask(ctx, who,
		query{"facets", days, func(v [][]byte) {
			n := read(v[2])
			units[string(v[0])] += n
			if v[1] != nil {
				bedrooms[read(v[1])] += n
			}
			for i := range counts {
				counts[i] += read(v[3+i])
			}
		}},
		query{"units", nil, func(v [][]byte) {
			if named.Len() > 0 {
				named.WriteByte(',')
			}
			text(&named, `{"value":`, v[0])
			text(&named, `,"label":`, v[1])
			fmt.Fprintf(&named, `,"count":%d}`, units[string(v[0])])
		}},
	)
	if err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	fmt.Fprintf(b, `{"dwellings":{"facets":{"unit":[%s],"bedrooms":[`, named.Bytes())
	comma := ""
	for _, n := range slices.Sorted(maps.Keys(bedrooms)) {
		fmt.Fprintf(b, `%s{"value":"%d","count":%d}`, comma, n, bedrooms[n])
		comma = ","
	}
	facet := ""
	for i, c := range choices {
		switch {
		case c.facet == "shared":
			fmt.Fprintf(b, `],"shared":%d`, counts[i])
			facet = c.facet
			continue
		case c.facet == facet:
			b.WriteByte(',')
		case facet == "shared":
			fmt.Fprintf(b, `,%q:[`, c.facet)
		default:
			fmt.Fprintf(b, `],%q:[`, c.facet)
		}
		facet = c.facet
		fmt.Fprintf(b, `{"value":%q,"count":%d}`, c.value, counts[i])
	}
	b.WriteString("]}}}")
	return nil
}
