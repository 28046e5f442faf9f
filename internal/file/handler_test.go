package file_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/file"
	"kobo/internal/message"
	"kobo/internal/postgres"
	"kobo/internal/secret"
	"kobo/internal/testdb"
	"kobo/internal/viewer"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// bundle is a server of files with two municipalities: Lunden with two units, and Viken.
type bundle struct {
	*testing.T
	url     string
	folder  string
	keys    string
	store   *file.Store
	config  file.Config
	viewers map[string]*viewer.Viewer
	db      *testdb.DB
	pool    *pgxpool.Pool
	units   map[string]entity.ID
	log     *bytes.Buffer
}

func setup(t *testing.T, change ...func(*bundle)) *bundle {
	t.Helper()
	b := &bundle{
		T: t, folder: filepath.Join(t.TempDir(), "files"), keys: filepath.Join(t.TempDir(), "keys.json"),
		viewers: map[string]*viewer.Viewer{}, units: map[string]entity.ID{}, db: testdb.New(t), log: &bytes.Buffer{},
	}
	b.pool = b.db.Pool(t)
	if err := secret.Create(b.keys, true); err != nil {
		t.Fatal(err)
	}
	b.open()
	staff := func(name string, municipality entity.ID, right string, units ...entity.ID) {
		b.viewers[name] = &viewer.Viewer{
			Role: viewer.Staff, ID: entity.New(entity.Staff, now), Name: name, Municipality: municipality, Units: units,
			Grants: []viewer.Grant{{Right: right, Write: true}}, Modules: []string{"register"}, Language: "nb", Session: "a session",
		}
	}
	for i, place := range []string{"Lunden", "Viken"} {
		m := entity.New(entity.Municipality, now)
		b.exec("insert into municipality (id, number, name, organisation_number) values ($1, $2, $3, $4)",
			m, fmt.Sprint(9900+i), place, fmt.Sprint(310000000+i))
		for j, name := range []string{"", "bydel"} {
			unit, number := entity.New(entity.Unit, now), (*string)(nil)
			if name != "" {
				number = new(string)
				*number = fmt.Sprint(320000000 + i*10 + j)
			}
			b.exec("insert into unit (id, name, organisation_number, municipality_id) values ($1, $2, $3, $4)", unit, place+name, number, m)
			b.units[place+name] = unit
		}
		staff(place, m, "boligoversikt")
		staff(place+"bydel", m, "boligoversikt", b.units[place+"bydel"])
		staff(place+"admin", m, "administrator")
		staff(place+"reader", m, "lesetilgang")
		staff(place+"decider", m, "vedtak")
	}
	b.config = file.Config{
		Store: b.store, Rows: file.Table{DB: b.db.Open(t)}, Now: func() time.Time { return now },
		Log: slog.New(slog.NewTextHandler(b.log, nil)),
		Viewer: func(r *http.Request) (*viewer.Viewer, error) {
			if v := b.viewers[r.Header.Get("Test-Viewer")]; v != nil {
				return v, nil
			}
			return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
		},
	}
	for _, f := range change {
		f(b)
	}
	b.serve()
	return b
}

// open opens the store with the keys as they are now.
func (b *bundle) open() {
	b.Helper()
	bucket := must(file.OpenBucket(b.Context(), b.folder))
	b.Cleanup(func() { _ = bucket.Close() })
	b.store = &file.Store{Bucket: bucket, Keys: must(secret.Open(b.keys))}
	b.config.Store = b.store
}

func (b *bundle) serve() {
	h, mux := file.New(b.config), http.NewServeMux()
	mux.HandleFunc("POST /files", h.Upload)
	mux.HandleFunc("GET /files/{id}", h.Download)
	server := httptest.NewUnstartedServer(mux)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	b.Cleanup(server.Close)
	b.url = server.URL
}

func (b *bundle) exec(sql string, args ...any) {
	b.Helper()
	if _, err := b.pool.Exec(b.Context(), sql, args...); err != nil {
		b.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error // of reading the body
}

func (a answer) error() (message, code, field string) {
	var got struct {
		Errors []struct{ Message, Code, Field string }
	}
	if json.Unmarshal(a.body, &got) != nil || len(got.Errors) != 1 {
		return string(a.body), "no error", ""
	}
	return got.Errors[0].Message, got.Errors[0].Code, got.Errors[0].Field
}

func (b *bundle) do(r *http.Request, who string) answer {
	b.Helper()
	r.Header.Set("Test-Viewer", who)
	if r.Header.Get("X-Kobo-Client") == "" {
		r.Header.Set("X-Kobo-Client", "caseworker")
	}
	if r.Header.Get("X-Kobo-Client") == "none" {
		r.Header.Del("X-Kobo-Client")
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, body, err}
}

func (b *bundle) get(who string, id entity.ID, header ...string) answer {
	b.Helper()
	r := must(http.NewRequestWithContext(b.Context(), "GET", b.url+"/files/"+id.String(), nil))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return b.do(r, who)
}

// form is a request with files: name, content, name, content.
func (b *bundle) form(query string, files ...string) *http.Request {
	b.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = must(w.CreateFormField("comment"))
	for i := 0; i < len(files); i += 2 {
		part := must(w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%s"`, strings.ReplaceAll(files[i], `\`, `\\`))},
			"Content-Type":        {"text/html"}, // what the sender says of it is not believed
		}))
		_ = must(part.Write([]byte(files[i+1])))
	}
	check(b, w.Close())
	r := must(http.NewRequestWithContext(b.Context(), "POST", b.url+"/files"+query, &body))
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

func (b *bundle) upload(who, query string, files ...string) answer {
	b.Helper()
	return b.do(b.form(query, files...), who)
}

// uploaded uploads one file and expects it to be taken.
func (b *bundle) uploaded(who, query, name, content string) file.Uploaded {
	b.Helper()
	a := b.upload(who, query, name, content)
	var u file.Uploaded
	if a.status != http.StatusCreated || json.Unmarshal(a.body, &u) != nil || !u.ID.Is(entity.File) {
		b.Fatalf("upload of %s: %d %s", name, a.status, a.body)
	}
	return u
}

// kept lists the objects in the store by name.
func (b *bundle) kept() (names []string) {
	b.Helper()
	check(b, filepath.WalkDir(b.folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, path)
		}
		return err
	}))
	return names
}

func (b *bundle) rows() (n int) {
	b.Helper()
	check(b, b.pool.QueryRow(b.Context(), "select count(*) from file").Scan(&n))
	return n
}

func (b *bundle) refused(what string, a answer, status int, code fault.Code) {
	b.Helper()
	text, got, _ := a.error()
	if a.status != status || got != string(code) || text == "" || strings.HasPrefix(text, "file.") || strings.Contains(text, "{") {
		b.Errorf("%s: %d %s %q, not %d %s", what, a.status, got, text, status, code)
	}
}

func TestPictureIsKeptWithItsThumbnailAndWithoutItsPlace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	u := b.uploaded("Lunden", "?purpose=image", "Stue 1.JPG", string(withExif(asJPEG(t, corners(3000, 1000)), exif(binary.BigEndian, 6))))
	if u.Name != "Stue 1.JPG" || u.MediaType != file.JPEG || u.Width != 800 || u.Height != 2400 || u.ThumbnailID == nil {
		t.Fatalf("uploaded %+v", u)
	}
	for id, wide := range map[entity.ID]int{u.ID: 800, *u.ThumbnailID: 213} {
		a := b.get("Lundenreader", id)
		if a.status != 200 || a.header.Get("Content-Type") != file.JPEG || a.err != nil {
			t.Fatalf("%d %s, %v", a.status, a.body, a.err)
		}
		if got := decode(t, a.body).Bounds().Dx(); got != wide {
			t.Errorf("it is %d wide, not %d", got, wide)
		}
		if bytes.Contains(a.body, []byte("Hemmelig")) {
			t.Error("the place is still in it")
		}
	}
	if a := b.get("Lunden", u.ID); int64(len(a.body)) != u.Size {
		t.Errorf("%d bytes, said to be %d", len(a.body), u.Size)
	}
	if n := b.rows(); n != 2 || len(b.kept()) != 2 {
		t.Errorf("%d rows, %d contents", n, len(b.kept()))
	}
}

func TestDocumentsComeBackAsTheyWereSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct{ query, name, content, mediaType, disposition, policy string }{
		{"", "Kontrakt.pdf", pdf, file.PDF, "inline", "default-src 'none'; object-src 'self'"},
		{"?purpose=document", "Kontrakt.docx", string(word(t)), file.Word, "attachment", "sandbox"},
		{"?purpose=import", "boliger.xlsx", string(workbook(t)), file.Workbook, "attachment", "sandbox"},
		{"?purpose=document", "notat.txt", "Bj\xf8rkeveien 1\n", file.TextWestern, "attachment", "sandbox"},
	} {
		u := b.uploaded("Lunden", c.query, c.name, c.content)
		a := b.get("Lunden", u.ID)
		sum := sha256.Sum256([]byte(c.content))
		for header, want := range map[string]string{
			"Content-Type": c.mediaType, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Content-Length": fmt.Sprint(len(c.content)), "Etag": `"` + hex.EncodeToString(sum[:16]) + `"`,
		} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, not %q", c.name, header, got, want)
			}
		}
		if !strings.HasPrefix(a.header.Get("Content-Disposition"), c.disposition+";") || !strings.Contains(a.header.Get("Content-Security-Policy"), c.policy) {
			t.Errorf("%s: %q, %q", c.name, a.header.Get("Content-Disposition"), a.header.Get("Content-Security-Policy"))
		}
		if string(a.body) != c.content || u.MediaType != c.mediaType || u.Size != int64(len(c.content)) {
			t.Errorf("%s: %q, %+v", c.name, a.body, u)
		}
		r := must(http.NewRequestWithContext(t.Context(), "HEAD", b.url+"/files/"+u.ID.String(), nil))
		if a := b.do(r, "Lunden"); a.status != 200 || len(a.body) != 0 || a.header.Get("Content-Length") != fmt.Sprint(len(c.content)) {
			t.Errorf("%s: HEAD gives %d, %v", c.name, a.status, a.header)
		}
	}
}

func TestSeveralFilesAreKeptTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.upload("Lunden", "", "a.pdf", pdf, "b.txt", "hei", "c.txt", "hå")
	var got []file.Uploaded
	if a.status != 201 || json.Unmarshal(a.body, &got) != nil || len(got) != 3 || got[1].Name != "b.txt" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	a = b.upload("Lunden", "", "a.pdf", pdf, "b.exe", "MZ\x00", "c.txt", "hå")
	b.refused("a program among them", a, 400, fault.Invalid)
	if _, _, field := a.error(); field != "files[1]" {
		t.Errorf("the field is %q", field)
	}
	if n := b.rows(); n != 3 || len(b.kept()) != 3 {
		t.Errorf("%d rows, %d contents", n, len(b.kept()))
	}
}

func TestOnlyWhatThePurposeNeedsIsTaken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	picture := string(asPNG(t, corners(10, 10)))
	for _, c := range []struct{ who, query, name, content string }{
		{"Lunden", "?purpose=image", "a.pdf", pdf},
		{"Lunden", "?purpose=image", "a.svg", "<svg/>"},
		{"Lunden", "?purpose=import", "a.pdf", pdf},
		{"Lunden", "?purpose=import", "a.png", picture},
		{"Lundenadmin", "?purpose=logo", "a.pdf", pdf},
		{"Lunden", "?purpose=document", "a.html", "<!doctype html>"},
		{"Lunden", "?purpose=image", "a.png", picture[:60]},
	} {
		b.refused(c.query+" "+c.name, b.upload(c.who, c.query, c.name, c.content), 400, fault.Invalid)
	}
	b.refused("unknown purpose", b.upload("Lunden", "?purpose=backup", "a.pdf", pdf), 400, fault.Invalid)
	b.refused("no file", b.upload("Lunden", ""), 400, fault.Invalid)
	b.refused("an empty file", b.upload("Lunden", "", "a.txt", ""), 400, fault.Invalid)
	if u := b.uploaded("Lundenadmin", "?purpose=logo", "våpen.png", picture); u.Width != 10 || u.ThumbnailID != nil {
		t.Errorf("logo: %+v", u)
	}
	if n := b.rows(); n != 1 || len(b.kept()) != 1 {
		t.Errorf("%d rows, %d contents", n, len(b.kept()))
	}
}

func TestSizesAndNumbersAreBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	large := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		name, query, says string
		files             []string
	}{
		{"a document", "", "10 MB", []string{"a.txt", large(10<<20 + 1)}},
		{"a workbook", "?purpose=import", "20 MB", []string{"a.csv", large(20<<20 + 1)}},
		{"a logo of more than the request may be", "?purpose=logo", "2 MB", []string{"a.png", large(4 << 20)}},
		{"six files", "", "5", []string{"a.txt", "x", "b.txt", "x", "c.txt", "x", "d.txt", "x", "e.txt", "x", "f.txt", "x"}},
		{"two workbooks", "?purpose=import", "1", []string{"a.csv", "x", "b.csv", "x"}},
	} {
		who := "Lunden"
		if strings.Contains(c.query, "logo") {
			who = "Lundenadmin"
		}
		for _, length := range []string{"known", "unknown"} {
			r := b.form(c.query, c.files...)
			if length == "unknown" {
				r.Body, r.GetBody, r.ContentLength = io.NopCloser(io.MultiReader(r.Body)), nil, -1
			}
			a := b.do(r, who)
			b.refused(c.name, a, 413, fault.Limited)
			if text, _, _ := a.error(); !strings.Contains(text, c.says) {
				t.Errorf("%s: %q doesn't name the limit %s", c.name, text, c.says)
			}
		}
	}
	b.uploaded("Lunden", "?purpose=import", "a.csv", large(20<<20))
	if n := b.rows(); n != 1 || len(b.kept()) != 1 {
		t.Errorf("%d rows, %d contents", n, len(b.kept()))
	}
}

func TestManyPixelsAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.upload("Lunden", "?purpose=image", "stor.png", string(hugePNG(50_000, 50_000)))
	b.refused("2500 million pixels", a, 413, fault.Limited)
	if text, _, field := a.error(); !strings.Contains(text, "40 millioner") || field != "files[0]" {
		t.Errorf("%q at %q", text, field)
	}
}

func TestWhoMayUpload(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.refused("nobody", b.upload("", "", "a.pdf", pdf), 401, fault.Unauthenticated)
	b.refused("one who only reads", b.upload("Lundenreader", "", "a.pdf", pdf), 404, fault.NotFound)
	b.refused("one with other rights", b.upload("Lundendecider", "", "a.pdf", pdf), 404, fault.NotFound)
	b.refused("administrators' things", b.upload("Lunden", "?purpose=logo", "a.png", string(asPNG(t, corners(9, 9)))), 404, fault.NotFound)
	b.refused("another municipality's unit", b.upload("Lunden", "?unit="+b.units["Viken"].String(), "a.pdf", pdf), 404, fault.NotFound)
	b.refused("another unit", b.upload("Lundenbydel", "?unit="+b.units["Lunden"].String(), "a.pdf", pdf), 404, fault.NotFound)
	b.refused("no unit's id", b.upload("Lunden", "?unit=1", "a.pdf", pdf), 404, fault.NotFound)

	r := b.form("", "a.pdf", pdf)
	r.Header.Set("X-Kobo-Client", "none")
	b.refused("a form on a foreign page", b.do(r, "Lunden"), 403, fault.Invalid)
	r = must(http.NewRequestWithContext(t.Context(), "POST", b.url+"/files", strings.NewReader(pdf)))
	r.Header.Set("Content-Type", "application/pdf")
	b.refused("not a form", b.do(r, "Lunden"), 415, fault.Invalid)
	if n := b.rows(); n != 0 || len(b.kept()) != 0 {
		t.Fatalf("%d rows, %d contents", n, len(b.kept()))
	}

	// Rights come before content: the database refuses the row of each of these too, but only at the end.
	for who, class := range map[string]string{"Lundenreader": "DOCUMENT", "Lunden": "PUBLIC", "Lundenadmin": "DWELLING"} {
		_, _, err := b.config.Rows.Place(viewer.NewContext(t.Context(), b.viewers[who]), class, entity.Nil)
		if fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s may put files of class %s: %v", who, class, err)
		}
	}

	b.viewers["Lunden"].Session = "" // a machine with a token has no cookie to be misused
	r = b.form("", "a.pdf", pdf)
	r.Header.Set("X-Kobo-Client", "none")
	if a := b.do(r, "Lunden"); a.status != 201 {
		t.Errorf("a machine: %d %s", a.status, a.body)
	}
	var units int
	b.uploaded("Lundenbydel", "", "b.pdf", pdf)
	b.uploaded("Lunden", "?unit="+b.units["Lundenbydel"].String(), "c.pdf", pdf)
	check(t, b.pool.QueryRow(t.Context(), "select count(*) from file where unit_id = $1", b.units["Lundenbydel"]).Scan(&units))
	if units != 2 {
		t.Errorf("%d files are in the unit, not 2", units)
	}

	both := *b.viewers["Lundenbydel"]
	both.Units = []entity.ID{b.units["Lunden"], b.units["Lundenbydel"]}
	b.viewers["both"] = &both
	b.refused("one of two units, but which", b.upload("both", "", "a.pdf", pdf), 400, fault.Invalid)
}

func TestWhatOneMayNotSeeDoesNotExist(t *testing.T) {
	t.Parallel()
	b := setup(t)
	whole := b.uploaded("Lunden", "", "kontrakt.pdf", pdf).ID
	part := b.uploaded("Lundenbydel", "?purpose=document", "kontrakt.pdf", pdf).ID
	workbook := b.uploaded("Lunden", "?purpose=import", "boliger.xlsx", string(workbook(t))).ID
	missing := b.get("Lunden", entity.New(entity.File, now))
	b.refused("no such file", missing, 404, fault.NotFound)
	for _, c := range []struct {
		who    string
		id     entity.ID
		status int
	}{
		{"Lunden", whole, 200},
		{"Lunden", part, 200},
		{"Lundenbydel", part, 200},
		{"Lundenbydel", whole, 404},
		{"Lundenreader", whole, 200},
		{"Lundenreader", workbook, 404}, // who may read documents, not imports
		{"Lundenadmin", whole, 404},
		{"Viken", whole, 404},
		{"Viken", part, 404},
		{"Viken", workbook, 404},
		{"Lunden", entity.New(entity.Dwelling, now), 404},
		{"Lunden", entity.Nil, 404},
		{"", whole, 401},
	} {
		a := b.get(c.who, c.id)
		if a.status != c.status {
			t.Errorf("%q gets %d for %v: %s", c.who, a.status, c.id, a.body)
		}
		if a.status == 404 && string(a.body) != string(missing.body) {
			t.Errorf("%q can tell that it is there: %s", c.who, a.body)
		}
		if c.status != 200 && b.get(c.who, c.id, "If-None-Match", "*").status != c.status {
			t.Errorf("%q can ask whether it has changed", c.who)
		}
	}
	for _, path := range []string{"/files/x", "/files/..%2f..%2fetc%2fpasswd", "/files/" + strings.Repeat("a", 5000)} {
		r := must(http.NewRequestWithContext(t.Context(), "GET", b.url+path, nil))
		b.refused(path[:8], b.do(r, "Lunden"), 404, fault.NotFound)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct{ sent, name, disposition string }{
		{"../../etc/passwd.pdf", "passwd.pdf", `inline; filename="passwd.pdf"; filename*=UTF-8''passwd.pdf`},
		{`C:\Users\Oda\kontrakt.pdf`, "kontrakt.pdf", ""},
		{`..\..\kontrakt.pdf`, "kontrakt.pdf", ""},
		{"leie\u202efdp.exe.pdf", "leiefdp.exe.pdf", ""},
		{"a\u00adb\u200b.pdf", "ab.pdf", ""},
		{"A\u030as Bjørk – «1».pdf", "Ås Bjørk – «1».pdf", `inline; filename="_s Bj_rk _ _1_.pdf"; filename*=UTF-8''%C3%85s%20Bj%C3%B8rk%20%E2%80%93%20%C2%AB1%C2%BB.pdf`},
		{"a;filename=x.exe;.pdf", "a;filename=x.exe;.pdf", `inline; filename="a;filename=x.exe;.pdf"; filename*=UTF-8''a%3Bfilename%3Dx.exe%3B.pdf`},
		{".pdf", "fil.pdf", ""},
		{"....pdf", "fil.pdf", ""},
		{strings.Repeat("æ", 300) + ".pdf", strings.Repeat("æ", 196) + ".pdf", ""},
		{"\xff\xfea.pdf", "a.pdf", ""},
	} {
		u := b.uploaded("Lunden", "", c.sent, pdf)
		if u.Name != c.name {
			t.Errorf("%q became %q, not %q", c.sent, u.Name, c.name)
		}
		if got := b.get("Lunden", u.ID).header.Get("Content-Disposition"); c.disposition != "" && got != c.disposition {
			t.Errorf("%q: %s", c.sent, got)
		}
	}
	webp := string(riff(chunk("VP8L", oneColour(9, 9, struct{ R, G, B, A uint8 }{1, 2, 3, 255}))))
	if u := b.uploaded("Lunden", "?purpose=image", "stue.webp", webp); u.Name != "stue.jpg" || u.MediaType != file.JPEG {
		t.Errorf("a picture that became another type is %q, %s", u.Name, u.MediaType)
	}
	for _, path := range b.kept() {
		if id, err := entity.Parse(filepath.Base(path)); err != nil || !id.Is(entity.File) || filepath.Dir(path) != b.folder {
			t.Errorf("kept as %s", path)
		}
	}
}

func TestBrowsersKeepPicturesAndNotDocuments(t *testing.T) {
	t.Parallel()
	b := setup(t)
	picture := b.uploaded("Lunden", "?purpose=image", "a.png", string(asPNG(t, corners(9, 9)))).ID
	a := b.get("Lunden", picture)
	if got := a.header.Get("Cache-Control"); got != "private, max-age=86400, immutable" {
		t.Errorf("a picture: %s", got)
	}
	tag := a.header.Get("Etag")
	for header, status := range map[string]int{tag: 304, `"x", W/` + tag: 304, "*": 304, `"x"`: 200} {
		if a := b.get("Lunden", picture, "If-None-Match", header); a.status != status || status == 304 && len(a.body) > 0 {
			t.Errorf("If-None-Match %s: %d with %d bytes", header, a.status, len(a.body))
		}
	}
}

func TestContentsAreEncryptedAndProved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	content := strings.Repeat("Leietaker: Oda Hemmelig, Storgata 12. ", 4000) // 150 kB
	id := b.uploaded("Lunden", "", "kontrakt.txt", content).ID
	other := b.uploaded("Lunden", "", "annen.txt", content).ID
	path := filepath.Join(b.folder, id.String())
	sealed := must(os.ReadFile(path))
	if bytes.Contains(sealed, []byte("Hemmelig")) || bytes.Contains(sealed, []byte("kontrakt")) {
		t.Error("the content can be read where it is kept")
	}
	if info := must(os.Stat(b.folder)); info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read the folder: %v", info.Mode())
	}
	flip := func(at int) []byte {
		changed := bytes.Clone(sealed)
		changed[at] ^= 1
		return changed
	}
	for name, changed := range map[string][]byte{
		"a byte of the head changed": flip(3), "a byte of the beginning changed": flip(500), "a byte of the end changed": flip(len(sealed) - 1),
		"a byte of the middle changed": flip(len(sealed) / 2), "cut off": sealed[:len(sealed)-1], "cut off between segments": sealed[:8192],
		"nothing left": {}, "another file's": must(os.ReadFile(filepath.Join(b.folder, other.String()))),
	} {
		check(t, os.WriteFile(path, changed, 0o600))
		a := b.get("Lunden", id)
		switch {
		case a.status == 200 && a.err == nil:
			t.Errorf("%s: answered as if it were whole", name)
		case a.status == 200 && !strings.HasPrefix(content, string(a.body)):
			t.Errorf("%s: other bytes than those kept", name)
		case a.status != 200 && a.status != 500:
			t.Errorf("%s: %d", name, a.status)
		}
	}
	check(t, os.Remove(path))
	b.refused("lost content", b.get("Lunden", id), 500, fault.Internal)
	check(t, os.WriteFile(path, sealed, 0o600))
	if a := b.get("Lunden", id); string(a.body) != content {
		t.Error("the content as it was kept doesn't come back")
	}
	if log := b.log.String(); log == "" || strings.Contains(log, "Hemmelig") || strings.Contains(log, "kontrakt") || strings.Contains(log, b.folder) {
		t.Errorf("the log: %s", log)
	}
}

func TestRotationKeepsOldFilesReadable(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.uploaded("Lunden", "", "kontrakt.pdf", pdf).ID
	for range 3 {
		check(t, secret.Rotate(b.keys))
	}
	b.open()
	b.serve()
	if a := b.get("Lunden", id); a.status != 200 || string(a.body) != pdf {
		t.Errorf("after rotations: %d %s", a.status, a.body)
	}
	check(t, os.Remove(b.keys))
	check(t, secret.Create(b.keys, true))
	b.open()
	b.serve()
	b.refused("with other keys", b.get("Lunden", id), 500, fault.Internal)
}

// rowsThatFail takes no rows.
type rowsThatFail struct {
	file.Rows
	err error
}

func (r rowsThatFail) Insert(context.Context, ...file.Row) error { return r.err }

func TestContentWithoutRowIsRemoved(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bundle) {
		b.config.Rows = rowsThatFail{b.config.Rows, errors.New("Oda Hemmelig: the database is gone")}
	})
	a := b.upload("Lunden", "?purpose=image", "a.png", string(asPNG(t, corners(9, 9))))
	b.refused("no row", a, 500, fault.Internal)
	if bytes.Contains(a.body, []byte("Hemmelig")) || strings.Contains(b.log.String(), "Hemmelig") {
		t.Error("the error's text is shown or logged")
	}
	if kept := b.kept(); len(kept) != 0 {
		t.Errorf("left: %v", kept)
	}
}

func TestNothingLeavesThatCouldNotBeLogged(t *testing.T) {
	t.Parallel()
	var logged []file.Row
	fail := false
	b := setup(t, func(b *bundle) {
		b.config.BeforeAnswer = func(ctx context.Context, r file.Row) error {
			if logged = append(logged, r); fail {
				return errors.New("the log is full")
			}
			return nil
		}
	})
	id := b.uploaded("Lunden", "", "kontrakt.pdf", pdf).ID
	if a := b.get("Lunden", id); a.status != 200 || len(logged) != 1 || logged[0].ID != id || logged[0].Class != "DOCUMENT" {
		t.Errorf("%d, logged %+v", a.status, logged)
	}
	fail = true
	a := b.get("Lunden", id)
	b.refused("not logged", a, 500, fault.Internal)
	if a.header.Get("Etag") != "" || a.header.Get("Content-Disposition") != "" {
		t.Errorf("the file is described: %v", a.header)
	}
	b.get("Viken", id)
	if len(logged) != 2 {
		t.Error("what was not seen is logged as read")
	}
}

func TestTextsAreInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, language := range []string{"nb", "nn", "en"} {
		b.viewers["Lunden"].Language = language
		if text, _, _ := b.upload("Lunden", "?purpose=image", "a.pdf", pdf).error(); text != message.Text(language, "file.onlyImages") {
			t.Errorf("%s: %q", language, text)
		}
		r := b.form("", "a.pdf", pdf)
		r.Header.Set("Accept-Language", "fr;q=0.9, "+language+";q=0.8, nb;q=0.1")
		if text, _, _ := b.do(r, "").error(); text != message.Text(language, "fault.unauthenticated") {
			t.Errorf("%s before it is known who asks: %q", language, text)
		}
	}
}

func TestBrokenForms(t *testing.T) {
	t.Parallel()
	b := setup(t)
	part := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + pdf
	for name, body := range map[string]string{
		"nothing": "", "no boundary": "hei", "cut off in a file": part, "cut off in a head": part + "\r\n--x\r\nContent-", "without its end": part + "\r\n--x",
		"a head without end": "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + strings.Repeat("a", 100_000),
	} {
		r := must(http.NewRequestWithContext(t.Context(), "POST", b.url+"/files", strings.NewReader(body)))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		b.refused(name, b.do(r, "Lunden"), 400, fault.Invalid)
	}
	if n := b.rows(); n != 0 || len(b.kept()) != 0 {
		t.Errorf("%d rows, %d contents", n, len(b.kept()))
	}
}

func TestSenderWhoStopsIsLetGo(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bundle) { b.config.Idle = 50 * time.Millisecond })
	conn := must(net.Dial("tcp", strings.TrimPrefix(b.url, "http://")))
	defer conn.Close()
	_, err := io.WriteString(conn, "POST /files HTTP/1.1\r\nHost: x\r\nTest-Viewer: Lunden\r\nX-Kobo-Client: caseworker\r\n"+
		"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n"+
		"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"+pdf)
	check(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || res.StatusCode != http.StatusRequestTimeout {
		t.Fatalf("%+v, %v", res, err)
	}
	_ = res.Body.Close()
	if len(b.kept()) != 0 {
		t.Error("half a file is kept")
	}
}

func TestSweepRemovesOldContentsWithoutRowsOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := []entity.ID{b.uploaded("Lunden", "", "a.pdf", pdf).ID, b.uploaded("Viken", "", "b.pdf", pdf).ID}
	put := func(at time.Time) entity.ID {
		id := entity.New(entity.File, at)
		if _, _, err := b.store.Put(t.Context(), id, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		return id
	}
	later := time.Now().Add(25 * time.Hour)
	orphan, young := put(now.Add(-48*time.Hour)), put(later.Add(-time.Hour))
	check(t, os.WriteFile(filepath.Join(b.folder, "readme.txt"), []byte("x"), 0o600))

	known := file.Table{DB: b.db.Open(t, func(c *postgres.Config) { c.URL = b.db.URL("kobo_work") })}.Known
	if n, err := b.store.Sweep(t.Context(), time.Now(), known); err != nil || n != 0 {
		t.Errorf("removed %d, %v, though none is a day old", n, err)
	}
	n, err := b.store.Sweep(t.Context(), later, known)
	if err != nil || n != 1 {
		t.Errorf("removed %d, %v", n, err)
	}
	if _, err := b.store.Open(t.Context(), orphan); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the content without a row is still there: %v", err)
	}
	for _, id := range append(rows, young) {
		if r, err := b.store.Open(t.Context(), id); err != nil {
			t.Errorf("removed one too many: %v", err)
		} else {
			_ = r.Close()
		}
	}
	if len(b.kept()) != 4 {
		t.Errorf("left: %v", b.kept())
	}

	for range 101 {
		put(now.Add(-48 * time.Hour))
	}
	blind := func(context.Context, []entity.ID) ([]entity.ID, error) { return nil, nil }
	if n, err := b.store.Sweep(t.Context(), later, blind); err == nil || n != 0 || len(b.kept()) != 105 {
		t.Errorf("one who sees no rows removed %d, %v", n, err)
	}
	failing := func(context.Context, []entity.ID) ([]entity.ID, error) { return nil, errors.New("gone") }
	if _, err := b.store.Sweep(t.Context(), later, failing); err == nil || len(b.kept()) != 105 {
		t.Errorf("removed without knowing: %v", err)
	}
}

func TestBrokenPutKeepsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := entity.New(entity.File, now)
	for name, r := range map[string]io.Reader{
		"broken": io.MultiReader(strings.NewReader(strings.Repeat("x", 100_000)), errReader{}), "empty": strings.NewReader(""),
	} {
		if _, _, err := b.store.Put(t.Context(), id, r); err == nil {
			t.Errorf("%s: no error", name)
		}
		if kept := b.kept(); len(kept) != 0 {
			t.Errorf("%s: kept %v", name, kept)
		}
	}
	check(t, b.store.Delete(t.Context(), id))
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

func TestOpenBucketSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"gs://bucket", "mem://", "file:///etc"} {
		if _, err := file.OpenBucket(t.Context(), location); err == nil || !strings.Contains(err.Error(), "s3://") {
			t.Errorf("%s: %v", location, err)
		}
	}
}

// bucketServer answers as an object store that speaks S3 does, as far as files need it.
func bucketServer(t *testing.T) (url string, objects map[string][]byte) {
	t.Helper()
	objects = map[string][]byte{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch object, ok := objects[r.URL.Path]; {
		case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=key/"):
			w.WriteHeader(http.StatusForbidden)
		case r.Method == http.MethodPut:
			objects[r.URL.Path], _ = io.ReadAll(r.Body)
		case r.Method == http.MethodDelete:
			delete(objects, r.URL.Path)
			w.WriteHeader(http.StatusNoContent)
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "<Error><Code>NoSuchKey</Code></Error>")
		default:
			w.Header().Set("Last-Modified", now.Format(http.TimeFormat))
			_, _ = w.Write(object)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, objects
}

func TestContentsInAnObjectStore(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true", "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
	} {
		t.Setenv(name, value)
	}
	address, objects := bucketServer(t)
	bucket := must(file.OpenBucket(t.Context(), "s3://files?region=norway&use_path_style=true&endpoint="+address))
	defer bucket.Close()
	keys := filepath.Join(t.TempDir(), "keys.json")
	check(t, secret.Create(keys, true))
	store, id := &file.Store{Bucket: bucket, Keys: must(secret.Open(keys))}, entity.New(entity.File, now)
	if size, sum, err := store.Put(t.Context(), id, strings.NewReader(pdf)); err != nil || size != int64(len(pdf)) || len(sum) != 32 {
		t.Fatalf("%d %x %v", size, sum, err)
	}
	sealed := objects["/files/"+id.String()]
	if len(sealed) == 0 || bytes.Contains(sealed, []byte("PDF")) {
		t.Errorf("kept as %q", sealed)
	}
	r := must(store.Open(t.Context(), id))
	if got := must(io.ReadAll(r)); string(got) != pdf {
		t.Errorf("read %q", got)
	}
	check(t, r.Close())
	check(t, store.Delete(t.Context(), id))
	if _, err := store.Open(t.Context(), id); !errors.Is(err, fs.ErrNotExist) || len(objects) != 0 {
		t.Errorf("after Delete: %v", err)
	}
	for _, broken := range []io.Reader{io.MultiReader(strings.NewReader("x"), errReader{}), strings.NewReader("")} {
		if _, _, err := store.Put(t.Context(), id, broken); err == nil || len(objects) != 0 {
			t.Errorf("a broken Put: %v, kept %d", err, len(objects))
		}
	}
}
