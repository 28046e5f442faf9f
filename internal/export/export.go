// Package export gives lists as files: what a filtered overview shows, an empty workbook to fill in, and the rows of an import that were
// not good. It holds to both walls like the graph: columns and filters that the viewer's projection doesn't have don't exist, and rows
// are read as the viewer. Each export is logged: that it began, before the first byte leaves, and which ids it had, at the end.
package export

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"kobo/graph/model"
	"kobo/internal/access"
	"kobo/internal/audit"
	"kobo/internal/day"
	"kobo/internal/entity"
	"kobo/internal/fault"
	"kobo/internal/message"
	"kobo/internal/sheet"
	"kobo/internal/store"
	"kobo/internal/viewer"
)

// Errors is what imports give of rows that were not good.
type Errors interface {
	// WriteErrors writes a workbook of an import's bad rows. NOT_FOUND: the viewer sees no such import.
	WriteErrors(ctx context.Context, w http.ResponseWriter, id entity.ID, language, mark string) error
}

// Config is what exports need.
type Config struct {
	// Viewer says who asks; nil and no error: nobody.
	Viewer func(*http.Request) (*viewer.Viewer, error)
	// Projection is what the viewer sees of the graph.
	Projection func(*viewer.Viewer) (*access.Projection, error)
	// May reports whether the viewer may export.
	May    func(*viewer.Viewer) bool
	Store  *store.Store
	Log    *audit.Log
	Errors Errors
	Now    func() time.Time
	// Mark is a line on top of every file: in the lab, that it is all synthetic.
	Mark string
}

// Export serves the files.
type Export struct{ Config }

// New returns the handler of /export/.
func New(c Config) *Export { return &Export{c} }

// Register adds the routes: dwellings.xlsx, dwellings.csv, template.xlsx and imports/{id}/errors.xlsx.
func (e *Export) Register(mount func(pattern string, h http.Handler)) {
	mount("GET /export/dwellings.xlsx", e.handle(func(w http.ResponseWriter, r *http.Request) error { return e.dwellings(w, r, sheet.XLSX) }))
	mount("GET /export/dwellings.csv", e.handle(func(w http.ResponseWriter, r *http.Request) error { return e.dwellings(w, r, sheet.CSV) }))
	mount("GET /export/template.xlsx", e.handle(e.template))
	mount("GET /export/imports/{id}/errors.xlsx", e.handle(e.importErrors))
}

// handle finds out who asks and tells what went wrong, if nothing has been sent.
func (e *Export) handle(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := e.Viewer(r)
		if err == nil && v == nil {
			err = fault.New(fault.Unauthenticated, "fault.unauthenticated")
		}
		language := message.Languages[0]
		if v != nil {
			language = v.Language
			r = r.WithContext(viewer.NewContext(r.Context(), v))
		}
		out := &writer{ResponseWriter: w}
		if err == nil {
			err = serve(out, r)
		}
		switch {
		case err == nil:
		case out.begun:
			// The file is broken off, so that nobody takes it for whole.
			slog.ErrorContext(r.Context(), "an export broke off", "code", fault.CodeOf(err))
			panic(http.ErrAbortHandler)
		default:
			tell(w, language, err)
		}
	})
}

var statuses = map[fault.Code]int{
	fault.NotFound: http.StatusNotFound, fault.Invalid: http.StatusBadRequest, fault.Unauthenticated: http.StatusUnauthorized,
	fault.Limited: http.StatusTooManyRequests, fault.Unavailable: http.StatusServiceUnavailable,
}

// tell says what went wrong, as JSON in the form of a GraphQL error.
func tell(w http.ResponseWriter, language string, err error) {
	status, code, text := http.StatusInternalServerError, fault.Internal, message.Text(language, "export.failed")
	var f *fault.Error
	if errors.As(err, &f) {
		code, text = f.Code, message.Text(language, f.Message, f.Args...)
		if s, ok := statuses[f.Code]; ok {
			status = s
		}
	} else {
		slog.Error("an export failed", "type", fmt.Sprintf("%T", err))
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{
		map[string]any{"message": text, "extensions": map[string]any{"code": code}},
	}}) // the client has gone if this fails
}

// writer knows whether anything was sent.
type writer struct {
	http.ResponseWriter
	begun bool
}

func (w *writer) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach what is below.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// dwellings exports exactly what the overview of the same address shows, all pages.
func (e *Export) dwellings(w http.ResponseWriter, r *http.Request, format sheet.Format) error {
	ctx := r.Context()
	v := viewer.FromContext(ctx)
	if !e.May(v) {
		return fault.Missing()
	}
	p, err := e.Projection(v)
	if err != nil {
		return err
	}
	filter, sort, err := Address(p, r.URL.Query())
	if err != nil {
		return err
	}
	var (
		names   []string
		columns []sheet.ExportColumn
		classes []string
	)
	for _, c := range store.ExportColumns() {
		if !shows(p, "Dwelling", c.Field) {
			continue
		}
		names = append(names, c.Name)
		columns = append(columns, sheet.ExportColumn{Title: c.Title(v.Language), Kind: c.Kind})
		if class := classOf(c.Field); !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	what := "export dwellings." + string(format)
	// The intent first: an export that nobody could log is not given.
	if err := e.Log.Note(ctx, audit.Export, what, classes, nil, 0); err != nil {
		return err
	}
	name := fmt.Sprintf("boliger-%s.%s", day.Of(e.Now()), format)
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename=%q`, name))
	out, err := sheet.NewExport(w, sheet.ExportOptions{
		Format: format, Columns: columns, Language: v.Language, Title: message.Text(v.Language, "export.dwellings"), Mark: e.Mark,
	})
	if err != nil {
		return err
	}
	var ids []entity.ID
	err = e.Store.Export(ctx, filter, sort, names, func(id entity.ID, values []any) error {
		ids = append(ids, id)
		return out.Row(values...)
	})
	err = errors.Join(err, out.Close())
	return errors.Join(err, e.Log.Note(context.WithoutCancel(ctx), audit.Export, what, classes, ids, len(ids)))
}

// shows reports whether a projection has the path of fields below a type.
func shows(p *access.Projection, typeName, path string) bool {
	for _, field := range strings.Split(path, ".") {
		def := p.Schema.Types[typeName]
		if def == nil || def.Fields.ForName(field) == nil {
			return false
		}
		typeName = def.Fields.ForName(field).Type.Name()
	}
	return true
}

// classOf is the data class of a column, by the first part of its path.
func classOf(path string) string {
	switch first, _, _ := strings.Cut(path, "."); first {
	case "rent", "depositOre":
		return "RENT"
	case "tenancy", "expectedVacancy", "markers":
		return "TENANCY"
	case "reservation":
		return "RESERVATION"
	}
	return "DWELLING"
}

// Address reads the readable address of an overview: the names of DwellingFilter's fields, but q for text; lists separated by commas;
// sort=rent or sort=-rent. Names that the projection doesn't have, or that are the screen's own, are left out. BAD_REQUEST names the
// field whose value can't be read.
func Address(p *access.Projection, query url.Values) (*model.DwellingFilter, *model.DwellingSort, error) {
	filter, sort := &model.DwellingFilter{}, &model.DwellingSort{}
	if q := query.Get("q"); q != "" && shows(p, "DwellingFilter", "text") {
		filter.Text = &q
	}
	fields := reflect.ValueOf(filter).Elem()
	for i := range fields.NumField() {
		name, _, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
		text := query.Get(name)
		if text == "" || !shows(p, "DwellingFilter", name) {
			continue
		}
		if err := set(fields.Field(i), text); err != nil {
			return nil, nil, fault.At(name, "export.value")
		}
	}
	if by := query.Get("sort"); by != "" {
		direction := model.SortDirectionAscending
		if rest, down := strings.CutPrefix(by, "-"); down {
			by, direction = rest, model.SortDirectionDescending
		}
		fields := reflect.ValueOf(sort).Elem()
		for i := range fields.NumField() {
			name, _, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
			if name == by && shows(p, "DwellingSort", name) {
				fields.Field(i).Set(reflect.ValueOf(&direction))
			}
		}
	}
	return filter, sort, nil
}

// set reads a text into a field of the filter: a pointer, or a list separated by commas.
func set(field reflect.Value, text string) error {
	if field.Kind() == reflect.Slice {
		for _, part := range strings.Split(text, ",") {
			element := reflect.New(field.Type().Elem()).Elem()
			if err := one(element, part); err != nil {
				return err
			}
			field.Set(reflect.Append(field, element))
		}
		return nil
	}
	field.Set(reflect.New(field.Type().Elem()))
	return one(field.Elem(), text)
}

func one(v reflect.Value, text string) error {
	if code, ok := v.Addr().Interface().(interface{ UnmarshalGQL(any) error }); ok {
		return code.UnmarshalGQL(text)
	}
	switch p := v.Addr().Interface().(type) {
	case *string:
		*p = text
	case *bool:
		b, err := strconv.ParseBool(text)
		*p = b
		return err
	case *int:
		n, err := strconv.Atoi(text)
		*p = n
		return err
	case *float64:
		f, err := strconv.ParseFloat(text, 64)
		*p = f
		return err
	case *time.Time:
		t, err := day.UnmarshalInstant(text)
		*p = t
		return err
	default:
		return fmt.Errorf("a filter of type %T can't be read", p)
	}
	return nil
}

// template gives an empty workbook to fill in.
func (e *Export) template(w http.ResponseWriter, r *http.Request) error {
	v := viewer.FromContext(r.Context())
	w.Header().Set("Content-Type", sheet.XLSX.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="boliger-mal.xlsx"`)
	return sheet.Template(w, sheet.TemplateOptions{Language: v.Language, Today: day.Of(e.Now()).Time, Mark: e.Mark})
}

// importErrors gives the bad rows of an import back, to be mended and imported again.
func (e *Export) importErrors(w http.ResponseWriter, r *http.Request) error {
	id, err := entity.Parse(r.PathValue("id"))
	if err != nil || !id.Is(entity.Import) {
		return fault.Missing()
	}
	v := viewer.FromContext(r.Context())
	w.Header().Set("Content-Type", sheet.XLSX.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="feil.xlsx"`)
	return e.Errors.WriteErrors(r.Context(), w, id, v.Language, e.Mark)
}
