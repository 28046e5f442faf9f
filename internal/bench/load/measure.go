package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"kobo/internal/bench"
)

// serveYardstick serves the yardstick until in ends. It reads the viewers from in and writes where it serves to out.
func serveYardstick(ctx context.Context, database string, in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	told, err := lines.ReadBytes('\n')
	if err != nil {
		return err
	}
	var viewers map[string]bench.Identity
	if err := json.Unmarshal(told, &viewers); err != nil {
		return err
	}
	y, err := bench.NewYardstick(ctx, database, viewers)
	if err != nil {
		return err
	}
	defer y.Close()
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "http://"+listener.Addr().String())
	server := &http.Server{Handler: y, ReadHeaderTimeout: time.Minute}
	go func() {
		_, _ = io.Copy(io.Discard, lines) // until it ends
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// turns is how often each is measured.
const turns = 3

// measureReads measures the operations, Kobo and yardstick in turns, after their answers have been found to be the same.
func measureReads(ctx context.Context, o options, p *place) (err error) {
	url, pid, stop, err := startYardstick(ctx, p.db.as("kobo_serve"), map[string]bench.Identity{"Bearer " + p.token: p.who})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	servers := []target{p.kobo(), {url, p.token, pid}}
	var t table
	t.add("operation", "share", "aim", "requests/s", "yardstick's", "server ms", "yardstick's", "database ms", "yardstick's", "median ms", "p99 ms", "yardstick's")
	for _, op := range bench.Operations {
		next := func(i int) []byte { return body(op.Document, op.Variables(p.sample, i)) }
		for i := range 20 {
			if err := same(ctx, servers, next(i)); err != nil {
				return fmt.Errorf("%s: %w", op.Name, err)
			}
		}
		var all [2][]figures
		for n := range turns + 1 {
			for i, s := range servers {
				f, err := p.asking(ctx, s, o.at, o.turn, next)
				if err != nil {
					return fmt.Errorf("%s: %w", op.Name, err)
				}
				if n > 0 { // the first is to get warm
					all[i] = append(all[i], f)
				}
			}
		}
		k, y := merged(all[0]), merged(all[1])
		var shares []float64
		for n := range turns {
			shares = append(shares, all[0][n].perSecond/all[1][n].perSecond)
		}
		t.add(op.Name, fmt.Sprintf("%.2f", median(shares)), fmt.Sprintf("%.1f", op.Aim), whole(k.perSecond), whole(y.perSecond), ms(k.server), ms(y.server),
			ms(k.db), ms(y.db), millis(k.middle), millis(k.p99), millis(y.p99))
	}
	t.print()
	return nil
}

// same compares the answers.
func same(ctx context.Context, servers []target, body []byte) error {
	var answers [2]struct{ Data any }
	for i, s := range servers {
		data, err := s.ask(ctx, body)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &answers[i]); err != nil {
			return err
		}
	}
	if at, differ := difference("", answers[0].Data, answers[1].Data); differ {
		return fmt.Errorf("the answers differ at %s", at)
	}
	return nil
}

// difference finds where two answers first differ.
func difference(at string, a, b any) (string, bool) {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return fmt.Sprintf("%s: %v and %v", at, slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))), true
		}
		for name := range a {
			if where, differ := difference(at+"."+name, a[name], b[name]); differ {
				return where, true
			}
		}
		return "", false
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return at, true
		}
		for i := range a {
			if where, differ := difference(at+"."+strconv.Itoa(i), a[i], b[i]); differ {
				return where, true
			}
		}
		return "", false
	}
	return fmt.Sprintf("%s: %v and %v", at, a, b), !reflect.DeepEqual(a, b)
}

func whole(f float64) string        { return fmt.Sprintf("%.0f", f) }
func ms(f float64) string           { return fmt.Sprintf("%.2f", f) }
func millis(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }

// measureRows measures pages of more and more rows.
func measureRows(ctx context.Context, o options, p *place) error {
	var t table
	t.add("rows", "requests/s", "server ms", "database ms")
	for _, first := range []int{1, 10, 25, 50} {
		next := func(int) []byte { return body(bench.Paged, map[string]any{"first": first}) }
		var all []figures
		for range turns {
			f, err := p.asking(ctx, p.kobo(), o.at, o.turn/2, next)
			if err != nil {
				return err
			}
			all = append(all, f)
		}
		f := merged(all[1:])
		t.add(strconv.Itoa(first), whole(f.perSecond), ms(f.server), ms(f.db))
	}
	t.print()
	return nil
}

// measureLog measures what the log of who did what costs a read and an act, and how acts go when many write at once.
func measureLog(ctx context.Context, o options, p *place) error {
	kobo := p.kobo()
	var reads [2][]figures
	for n := range turns + 1 {
		for i, op := range []bench.Operation{bench.Operations[1], bench.Logged} {
			f, err := p.asking(ctx, kobo, o.at, o.turn, func(i int) []byte { return body(op.Document, op.Variables(p.sample, i)) })
			if err != nil {
				return fmt.Errorf("%s: %w", op.Name, err)
			}
			if n > 0 {
				reads[i] = append(reads[i], f)
			}
		}
	}
	var t table
	t.add("what", "at once", "per second", "server ms", "database ms", "median ms", "p99 ms")
	add := func(what string, at int, f figures) {
		t.add(what, strconv.Itoa(at), whole(f.perSecond), ms(f.server), ms(f.db), millis(f.middle), millis(f.p99))
	}
	add("read of a dwelling, whole", o.at, merged(reads[0]))
	add("the same with its tenants, which is logged", o.at, merged(reads[1]))

	const act = `mutation Update($id: ID!, $version: Int!, $text: String!) {
		dwellingUpdate(id: $id, version: $version, input: {otherInformation: $text}) { dwelling { version } userErrors { code message } } }`
	versions := make([]int, 16)
	for i := range versions {
		var seen struct{ Dwelling struct{ Version int } }
		if err := kobo.into(ctx, &seen, `query($id: ID!) { dwelling(id: $id) { version } }`, map[string]any{"id": p.sample.Dwellings[i]}); err != nil {
			return err
		}
		versions[i] = seen.Dwelling.Version
	}
	write := func(ctx context.Context, who, i int) error {
		var done struct {
			DwellingUpdate struct {
				Dwelling   *struct{ Version int }
				UserErrors []struct{ Code, Message string }
			}
		}
		err := kobo.into(ctx, &done, act, map[string]any{"id": p.sample.Dwellings[who], "version": versions[who], "text": "Endret " + strconv.Itoa(i)})
		if err == nil && done.DwellingUpdate.Dwelling == nil {
			err = fmt.Errorf("%+v", done.DwellingUpdate.UserErrors)
		}
		if err != nil {
			return fmt.Errorf("dwellingUpdate: %w", err)
		}
		versions[who] = done.DwellingUpdate.Dwelling.Version
		return nil
	}
	for _, at := range []int{1, 16} {
		var acts [2][]figures
		for range turns {
			for i, mode := range []string{"enable", "disable"} {
				if err := p.db.triggers(ctx, mode); err != nil {
					return err
				}
				f, err := p.turn(ctx, kobo.pid, at, o.turn, write)
				if err != nil {
					return err
				}
				acts[i] = append(acts[i], f)
			}
		}
		if err := p.db.triggers(ctx, "enable"); err != nil {
			return err
		}
		add("act: a dwelling is changed, and read again", at, merged(acts[0]))
		add("the same without the log's triggers", at, merged(acts[1]))
	}
	t.print()
	return nil
}

// triggers switches the triggers of the log on or off under all tables.
func (db *database) triggers(ctx context.Context, mode string) error {
	_, err := db.conn.Exec(ctx, `do $$ declare t record; begin
		for t in select tgrelid::regclass as of, tgname from pg_trigger where tgname like 'audit%' and tgrelid <> 'audit.entry'::regclass loop
			execute format('alter table %s `+mode+` trigger %I', t.of, t.tgname);
		end loop; end $$`)
	return err
}

// measureImport imports workbooks of new dwellings: upload, preview and carrying out, by the API alone.
func measureImport(ctx context.Context, o options, p *place) error {
	var t table
	t.add("step", "rows", "seconds", "rows/s", "server ms a row", "database ms a row")
	if err := p.imports(ctx, &t, o.rows, ""); err != nil {
		return err
	}
	err := p.db.triggers(ctx, "disable")
	if err == nil {
		err = p.imports(ctx, &t, max(o.rows/10, 10), ", without the log's triggers")
	}
	t.print()
	return errors.Join(err, p.db.triggers(ctx, "enable"))
}

func (p *place) imports(ctx context.Context, t *table, count int, how string) error {
	kobo := p.kobo()
	began := time.Now()
	file, err := p.upload(ctx, workbook(p.number, count))
	if err != nil {
		return err
	}
	const fields = `{ id version state done total failure counts { new changed same error applied } columns { heading column } }`
	type imported struct {
		ID, State, Failure   string
		Version, Done, Total int
		Counts               struct{ New, Changed, Same, Error, Applied int }
		Columns              []struct{ Heading, Column string }
	}
	type payload struct {
		Import     *imported
		UserErrors []struct{ Code, Message string }
	}
	ok := func(p payload, err error) (*imported, error) {
		if err == nil && p.Import == nil {
			err = fmt.Errorf("%+v", p.UserErrors)
		}
		return p.Import, err
	}
	var made struct{ ImportCreate payload }
	err = kobo.into(ctx, &made, `mutation($file: ID!) { importCreate(fileId: $file) { import `+fields+` userErrors { code message } } }`, map[string]any{"file": file})
	run, err := ok(made.ImportCreate, err)
	if err != nil {
		return fmt.Errorf("importCreate: %w", err)
	}
	see := func(fields string) error {
		var seen struct{ Import *imported }
		if err := kobo.into(ctx, &seen, `query($id: ID!) { import(id: $id) `+fields+` }`, map[string]any{"id": run.ID}); err != nil {
			return err
		}
		if run = seen.Import; run == nil {
			return errors.New("the import is gone")
		}
		return nil
	}
	wait := func(busy ...string) error {
		for {
			if err := see(`{ id version state done }`); err != nil {
				return err
			}
			if !slices.Contains(busy, run.State) {
				return nil
			}
			select {
			case <-time.After(50 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	if err := wait("UPLOADED"); err != nil {
		return err
	}
	previewed := time.Now()
	if err := see(fields); err != nil {
		return err
	}
	if run.Counts.New != count {
		return fmt.Errorf("of %d rows: %+v, state %s %s", count, run.Counts, run.State, run.Failure)
	}
	server, db := processorTime(kobo.pid), childrenTime(p.db.postmaster)
	var applied struct{ ImportApply payload }
	err = kobo.into(ctx, &applied, `mutation($id: ID!, $version: Int!) { importApply(id: $id, version: $version) { import `+fields+` userErrors { code message } } }`,
		map[string]any{"id": run.ID, "version": run.Version})
	if _, err = ok(applied.ImportApply, err); err != nil {
		return fmt.Errorf("importApply: %w", err)
	}
	if err := wait("PREVIEWED", "APPLYING"); err != nil {
		return err
	}
	ended := time.Now()
	serverUsed, dbUsed := processorTime(kobo.pid)-server, childrenTime(p.db.postmaster)-db
	if err := see(fields); err != nil {
		return err
	}
	if run.Counts.Applied != count {
		return fmt.Errorf("of %d rows: %+v, state %s %s", count, run.Counts, run.State, run.Failure)
	}
	perSecond := func(d time.Duration) string { return whole(float64(count) / d.Seconds()) }
	each := func(d time.Duration) string { return ms(float64(d.Microseconds()) / 1000 / float64(count)) }
	rows := strconv.Itoa(count)
	t.add("upload and preview"+how, rows, fmt.Sprintf("%.1f", previewed.Sub(began).Seconds()), perSecond(previewed.Sub(began)), "", "")
	t.add("carrying out"+how, rows, fmt.Sprintf("%.1f", ended.Sub(previewed).Seconds()), perSecond(ended.Sub(previewed)),
		each(serverUsed), each(dbUsed))
	return nil
}

// workbook makes rows of dwellings that no register has, two of three let.
func workbook(municipality string, rows int) []byte {
	gnr := 1000 + int(time.Now().Unix())%8000 // another time, other dwellings
	var b bytes.Buffer
	b.WriteString("kommunenummer;gnrbnr;bruksenhetsnummer;gatenavn;husnummer;postnummer;koboboligtype;kobodisposisjonsform;boligstatus;statusdato;" +
		"manedsleie;antallsoverom;errullestoltilpasset;erbofellesskap;erdognbemannet;harpersonalbase;hovedsoker;leieforholdertidsubegrenset;" +
		"leieforholdstartdato;leieforholdsluttdato\n")
	for i := range rows {
		status, tenancy := "KLAR", ";;;"
		if i%3 != 0 {
			status, tenancy = "UTLEID", ";nei;01.02.2024;31.01.2027"
		}
		fmt.Fprintf(&b, "%s;%d/%d;H0101;%s;%d;0001;ORDINAER_BOLIG;KOMMUNALT_EID;%s;01.02.2024;%d;%d;nei;nei;nei;nei;%s\n",
			municipality, gnr+i/1000, i%1000+1, street(gnr+i/1000), i%1000+1, status, 6000+i%5000, i%4+1, tenancy)
	}
	return b.Bytes()
}

// street is a street for a number.
func street(n int) string {
	return "Måle" + strings.Map(func(digit rune) rune { return digit - '0' + 'a' }, strconv.Itoa(n)) + "veien"
}

// upload sends a file and returns its id.
func (p *place) upload(ctx context.Context, content []byte) (string, error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "boliger.csv")
	if err == nil {
		_, err = part.Write(content)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.running.URL+"/files?purpose=import", &b)
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", form.FormDataContentType())
	answer, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", err
	}
	var file struct{ ID string }
	if err := json.Unmarshal(data, &file); err != nil || file.ID == "" {
		return "", fmt.Errorf("uploading: %s: %.300s", answer.Status, data)
	}
	return file.ID, nil
}
