package housing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/housing"
)

func TestNotes(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	changed := func() time.Time { return one[time.Time](o, "select changed_at from dwelling where id = $1", id) }
	before := changed()
	*o.clock = o.clock.Add(time.Minute)
	key := uuid.New()
	note, err := o.AddNote(o.me(), id, "  Ny lås på døra  ", &key)
	ok(t, nil, err)
	if again, err := o.AddNote(o.me(), id, "Ny lås på døra", &key); again != note || err != nil {
		t.Errorf("the key made another: %v, %v", again, err)
	}
	want(t, "text", one[string](o, "select text || ' ' || version from note where id = $1", note), "Ny lås på døra 1")
	if !changed().After(before) || o.version(id) != 1 {
		t.Error("a note is told of, and is in nobody's way")
	}
	if n := one[int](o, "select count(*) from history where kind = 'NOTE' and (data_class <> 'NOTE' or changes::text like '%lås%')"); n > 0 {
		t.Error("history repeats the note, or is of another class")
	}
	personal := ""
	for i := 0; personal == "" || !strings.HasPrefix(personal, "0188"); i++ {
		if text := fmt.Sprintf("018890%05d", i); housing.HasIdentityNumber(text) {
			personal = text
		}
	}
	for name, c := range map[string][2]string{
		"empty":             {" \n ", "BAD_REQUEST housing.required at text"},
		"too long":          {strings.Repeat("å", 4001), "BAD_REQUEST housing.tooLong at text"},
		"identity number":   {"Leier: " + personal[:6] + " " + personal[6:], "BAD_REQUEST housing.identityNumber at text"},
		"a sign that isn't": {"a\x00b", "BAD_REQUEST fault.invalidOther at text"},
	} {
		_, err := o.AddNote(o.me(), id, c[0], nil)
		want(t, name, told(t, err), c[1])
		_, err = o.EditNote(o.me(), note, 1, c[0])
		want(t, name, told(t, err), c[1])
	}
	_, err = o.AddNote(o.me(), id, strings.Repeat("å", 4000), nil)
	ok(t, nil, err)

	other := o.as(o.staff("Ola", "saksbehandling"))
	_, err = o.EditNote(other, note, 1, "Nei")
	want(t, "someone else's", told(t, err), "ILLEGAL_ACT housing.notYourNote")
	_, err = o.RemoveNote(other, note, 1)
	want(t, "someone else's", told(t, err), "ILLEGAL_ACT housing.notYourNote")
	_, err = o.EditNote(o.me(), note, 2, "Nei")
	want(t, "stale", told(t, err), "CONFLICT fault.conflict")
	_, err = o.EditNote(o.me(), note, 1, "Ny lås, to nøkler")
	ok(t, nil, err)
	_, err = o.RemoveNote(o.me(), note, 2)
	ok(t, nil, err)
	want(t, "kept, softly", one[string](o, "select concat_ws(' ', text, version, edited_at is not null, removed_at is not null) from note where id = $1", note), "Ny lås, to nøkler 3 t t")
	_, err = o.EditNote(o.me(), note, 3, "Nei")
	want(t, "removed", told(t, err), "NOT_FOUND fault.notFound")
	_, err = o.AddNote(o.me(), entity.New(entity.Dwelling, *o.clock), "Hei", nil)
	want(t, "no such dwelling", told(t, err), "NOT_FOUND fault.notFound")
}

// file is an uploaded file.
func (o *office) file(class, media string, unit entity.ID) entity.ID {
	id := entity.New(entity.File, *o.clock)
	o.exec("insert into file (id, municipality_id, unit_id, recorded_at, recorded_by, data_class, name, media_type, size, sha256) values ($1, $2, $3, $4, $5, $6, 'fil', $7, 1, '')",
		id, o.id, unit, *o.clock, o.keeper.ID, class, media)
	return id
}

func TestImages(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	order := func() string {
		return one[string](o, `select coalesce(string_agg(alternative_text || case when i.id = cover_image_id then '*' else '' end, ' ' order by position), '')
			from image i join dwelling d on d.id = dwelling_id where dwelling_id = $1 and i.removed_at is null`, id)
	}
	add := func(file, thumbnail entity.ID, text string) error {
		_, err := o.AddImage(o.me(), id, model.ImageAddInput{FileID: file, ThumbnailID: thumbnail, Width: 800, Height: 600, AlternativeText: &text})
		return err
	}
	picture := func() entity.ID { return o.file("DWELLING", "image/jpeg", o.own) }
	for _, name := range []string{"a", "b", "c", "d"} {
		ok(t, nil, add(picture(), picture(), name))
	}
	want(t, "the first is the cover", order(), "a* b c d")
	image := func(name string) entity.ID {
		return one[entity.ID](o, "select id from image where alternative_text = $1", name)
	}
	update := func(name string, in model.ImageUpdateInput) error {
		_, err := o.UpdateImage(o.me(), image(name), in)
		return err
	}
	ok(t, nil, update("d", model.ImageUpdateInput{Position: new(1)}))
	want(t, "moved", order(), "a* d b c")
	ok(t, nil, update("a", model.ImageUpdateInput{Position: new(3)}))
	want(t, "moved to the end", order(), "d b c a*")
	ok(t, nil, update("c", model.ImageUpdateInput{Cover: new(true), AlternativeText: new("kjøkken")}))
	want(t, "cover", order(), "d b kjøkken* a")
	ok(t, nil, update("kjøkken", model.ImageUpdateInput{Cover: new(false)}))
	want(t, "no cover of its own choice", order(), "d* b kjøkken a")
	want(t, "out of order", told(t, update("b", model.ImageUpdateInput{Position: new(4)})), "BAD_REQUEST housing.range at input.position")
	_, err := o.RemoveImage(o.me(), image("d"))
	ok(t, nil, err)
	want(t, "removed", order(), "b* kjøkken a")
	_, err = o.RemoveImage(o.me(), image("d"))
	want(t, "again", told(t, err), "NOT_FOUND fault.notFound")

	want(t, "no picture", told(t, add(o.file("DWELLING", "application/pdf", o.own), picture(), "x")), "BAD_REQUEST housing.notAnImage at input.fileId")
	want(t, "a document's file", told(t, add(o.file("DOCUMENT", "image/jpeg", o.own), picture(), "x")), "NOT_FOUND fault.notFound at input.fileId")
	want(t, "no such file", told(t, add(picture(), entity.New(entity.File, *o.clock), "x")), "NOT_FOUND fault.notFound at input.thumbnailId")
	west := o.staff("Ola", "boligoversikt")
	west.Units = []entity.ID{o.own}
	_, err = o.AddImage(o.as(west), id, model.ImageAddInput{FileID: o.file("DWELLING", "image/png", o.east), ThumbnailID: picture(), Width: 1, Height: 1})
	want(t, "another unit's file", told(t, err), "NOT_FOUND fault.notFound at input.fileId")
}

func TestDocuments(t *testing.T) {
	o := newOffice(t)
	id := o.flat(1)
	_, err := o.AddDocument(o.me(), id, model.DocumentAddInput{FileID: o.file("DOCUMENT", "application/pdf", o.own), Kind: codelist.DocumentKindPlan, Title: " "})
	want(t, "no title", told(t, err), "BAD_REQUEST housing.required at input.title")
	_, err = o.AddDocument(o.me(), id, model.DocumentAddInput{FileID: o.file("IMPORT", "application/pdf", o.own), Kind: codelist.DocumentKindPlan, Title: "Plan"})
	want(t, "an import's file", told(t, err), "NOT_FOUND fault.notFound at input.fileId")
	_, err = o.AddDocument(o.me(), id, model.DocumentAddInput{FileID: o.file("DOCUMENT", "application/pdf", o.own), Kind: codelist.DocumentKindPlan, Title: "Plan"})
	ok(t, nil, err)
	document := one[entity.ID](o, "select id from document")
	_, err = o.RemoveDocument(o.as(o.staff("Per", "lesetilgang")), document)
	if err == nil {
		t.Error("one who only reads removed it")
	}
	*o.clock = o.clock.Add(time.Minute)
	_, err = o.RemoveDocument(o.me(), document)
	ok(t, nil, err)
	_, err = o.RemoveDocument(o.me(), document)
	want(t, "again", told(t, err), "NOT_FOUND fault.notFound")
	want(t, "history", one[string](o, "select string_agg(data_class || ' ' || (changes->0->>'after'), ', ' order by id) from history where kind = 'DOCUMENT'"), "DOCUMENT added, DOCUMENT removed")
}

func TestAgreements(t *testing.T) {
	o := newOffice(t)
	in := model.AgreementInput{
		Kind: codelist.AgreementKindReferral, Reference: new("TA 7"), LandlordName: "Utleie AS", LandlordOrganisationNumber: new("921 383 681"),
		ValidFrom: date("2024-01-01"), ValidTo: new(date("2028-12-31")), Quota: new(10),
	}
	wrong := in
	wrong.LandlordName, wrong.LandlordOrganisationNumber, wrong.ValidTo, wrong.Quota = " ", new("1"), new(date("2023-12-31")), new(-1)
	_, err := o.CreateAgreement(o.me(), wrong)
	want(t, "all faults", told(t, err), "BAD_REQUEST housing.endsBeforeStart at input.validTo; BAD_REQUEST housing.organisationNumber at input.landlordOrganisationNumber; BAD_REQUEST housing.range at input.quota; BAD_REQUEST housing.required at input.landlordName")
	id, err := o.CreateAgreement(o.me(), in)
	ok(t, nil, err)
	flat := o.flat(1, func(in *model.DwellingCreateInput) { in.AgreementID = &id })
	terms := func() string {
		return one[string](o, "select string_agg(concat_ws(' ', valid_from, valid_to, quota, superseded_at is null, correction), ', ' order by recorded_at) from agreement_term where agreement_id = $1", id)
	}
	*o.clock = o.clock.Add(time.Minute)
	in.Quota, in.Reference = new(12), new("TA-8")
	_, err = o.UpdateAgreement(o.me(), id, 1, in, nil)
	ok(t, nil, err)
	want(t, "renegotiated", terms(), "2024-01-01 2028-12-31 10 t, 2024-01-01 2028-12-31 12 t")
	*o.clock = o.clock.Add(time.Minute)
	in.Quota, in.ValidTo = nil, nil
	_, err = o.UpdateAgreement(o.me(), id, 2, in, new("Leste feil"))
	ok(t, nil, err)
	want(t, "corrected", terms(), "2024-01-01 2028-12-31 10 t, 2024-01-01 2028-12-31 12 f, 2024-01-01 t Leste feil")
	want(t, "its dwellings are found by the new reference", one[string](o, "select concat_ws(' ', search like '%ta-8%' or search like '%ta8%' or search like '%ta 8%', search like '%7%') from dwelling where id = $1", flat), "t t")
	_, err = o.UpdateAgreement(o.me(), id, 2, in, nil)
	want(t, "stale", told(t, err), "CONFLICT fault.conflict")
	in.UnitID = &o.own
	east := o.staff("Ola", "boligoversikt")
	east.Units = []entity.ID{o.east}
	_, err = o.CreateAgreement(o.as(east), in)
	want(t, "a unit out of reach", told(t, err), "NOT_FOUND fault.notFound at input.unitId")
	_, err = o.UpdateAgreement(o.as(east), id, 3, in, nil)
	want(t, "an agreement out of reach", told(t, err), "NOT_FOUND fault.notFound")
}

func TestBuildings(t *testing.T) {
	o := newOffice(t)
	with := func(number, name string) func(*model.DwellingCreateInput) {
		return func(in *model.DwellingCreateInput) { in.Building = &model.BuildingInput{Number: &number, Name: &name} }
	}
	o.create(flat(1, "H0101", with("1", "Nord")), flat(2, "H0101", with("2", "")), flat(3, "H0101", with("", "nord")), flat(4, "H0101", with("", "Sør")), flat(5, "H0101", with("", "SØR")))
	want(t, "by number, else by name among those without", one[string](o, "select string_agg(concat_ws(' ', number, name), ', ' order by number, name) from building"), "1 Nord, 2 , Sør, nord")
	second := one[entity.ID](o, "select id from building where number = '2'")
	_, err := o.UpdateBuilding(o.me(), second, 1, model.BuildingInput{Number: new("1")})
	want(t, "another's number", told(t, err), "CONFLICT housing.duplicateBuilding at input.number")
	version := one[int](o, "select version from building where id = $1", second)
	_, err = o.UpdateBuilding(o.me(), second, version, model.BuildingInput{Type: new(codelist.BuildingTypeB142), Lift: new(true)})
	ok(t, nil, err)
	want(t, "what is left out stays", one[string](o, "select concat_ws(' ', number, type, lift, version) from building where id = $1", second), "2 B142 t 2")
	_, err = o.UpdateBuilding(o.me(), second, version, model.BuildingInput{})
	want(t, "stale", told(t, err), "CONFLICT fault.conflict")
	_, err = o.UpdateBuilding(o.me(), entity.New(entity.Building, *o.clock), 1, model.BuildingInput{})
	want(t, "no such building", told(t, err), "NOT_FOUND fault.notFound")
}
