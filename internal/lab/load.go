package lab

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"kobo/ent/schema"
	"kobo/internal/codelist"
	"kobo/internal/entity"
	"kobo/internal/lab/synthetic"
	"kobo/internal/store"
)

// Keys seal what identifies people. Package secret's are used; the lab needs no more of them than this.
type Keys interface {
	SealIdentity(number string, context []byte) ([]byte, error)
	IndexIdentity(number string) []byte
}

// loaders is how many municipalities are loaded at once, each over a connection of its own.
const loaders = 2

// Load fills a migrated database that has no municipality yet with the whole country: every table of the register except those
// of files and images, which have content outside the database (see [Photos]). A country gives the same rows and ids each time,
// except for what is sealed.
//
// url's role is a superuser: triggers and checks of references are off while rows are copied, one transaction for each
// municipality. What stops in the middle leaves whole municipalities; the caller starts over with an empty database.
// progress may be nil; it is told how many dwellings are loaded, from one goroutine at a time.
func Load(ctx context.Context, url string, n *synthetic.Norway, keys Keys, progress func(step string, done, total int)) error {
	total := 0
	order := make([]int, len(n.Municipalities)) // the largest first, so that no connection ends up alone with it
	for i := range order {
		order[i] = i
		total += n.Municipalities[i].Dwellings
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(n.Municipalities[b].Dwellings, n.Municipalities[a].Dwellings)
	})
	queue := make(chan int, len(order))
	for _, i := range order {
		queue <- i
	}
	close(queue)

	loaded := make(chan int, len(order))
	group, groupCtx := errgroup.WithContext(ctx)
	for range loaders {
		group.Go(func() error { return loadFrom(groupCtx, url, n, keys, queue, loaded) })
	}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		done := 0
		for dwellings := range loaded {
			if done += dwellings; progress != nil {
				progress("boliger", done, total)
			}
		}
	}()
	err := group.Wait()
	close(loaded)
	<-finished
	if err != nil {
		return err
	}
	return withConn(ctx, url, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "analyze")
		return err
	})
}

func withConn(ctx context.Context, url string, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return do(conn)
}

// loadFrom loads the municipalities of the queue, one after the other.
func loadFrom(ctx context.Context, url string, n *synthetic.Norway, keys Keys, queue <-chan int, loaded chan<- int) error {
	return withConn(ctx, url, func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, "set session_replication_role = replica; set synchronous_commit = off"); err != nil {
			return fmt.Errorf("load: %w", err)
		}
		for i := range queue {
			if err := ctx.Err(); err != nil {
				return err
			}
			t := newTown(n, n.Municipality(i), keys)
			if err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return t.load(ctx, tx) }); err != nil {
				return fmt.Errorf("load municipality %s: %w", t.Number, err)
			}
			loaded <- t.Dwellings
		}
		return nil
	})
}

// town is one municipality on its way into the database: its stock, and the ids of what other rows refer to.
type town struct {
	synthetic.Municipality
	stock  *synthetic.Stock
	keys   Keys
	random io.Reader // for the ids of rows that nothing refers to, and for times of day
	latest time.Time // no row is recorded later
	failed error     // why the rows ended early

	id, whole                    entity.ID // whole is the unit that stands for the whole municipality
	units, properties, buildings []entity.ID
	agreements, dwellings        []entity.ID
	tenancies                    [][]entity.ID // of each dwelling
}

// began is when the municipalities took Kobo into use, and so when what has no date of its own was recorded.
var began = time.Date(2015, time.January, 5, 8, 0, 0, 0, time.UTC)

func newTown(n *synthetic.Norway, s *synthetic.Stock, keys Keys) *town {
	t := &town{
		Municipality: s.Municipality, stock: s, keys: keys, random: n.Random("rows " + s.Municipality.Number),
		latest: s.Today.Add(-2 * time.Hour), // the Norwegian day of today may just have begun
	}
	ids := n.Random("ids " + s.Municipality.Number)
	one := func(kind entity.Kind, at time.Time) entity.ID { return entity.NewFrom(ids, kind, at) }
	t.id, t.whole = one(entity.Municipality, began), one(entity.Unit, began)
	for range s.Municipality.Units {
		t.units = append(t.units, one(entity.Unit, began))
	}
	for range s.Properties {
		t.properties = append(t.properties, one(entity.Property, began))
	}
	for range s.Buildings {
		t.buildings = append(t.buildings, one(entity.Building, began))
	}
	for _, a := range s.Agreements {
		t.agreements = append(t.agreements, one(entity.Agreement, a.From))
	}
	for _, d := range s.Dwellings {
		t.dwellings = append(t.dwellings, one(entity.Dwelling, d.Entered))
		var tenancies []entity.ID
		for _, y := range d.Tenancies {
			tenancies = append(tenancies, one(entity.Tenancy, y.RegisteredOn))
		}
		t.tenancies = append(t.tenancies, tenancies)
	}
	return t
}

// newID makes an id for a row that nothing refers to.
func (t *town) newID(kind entity.Kind, at time.Time) entity.ID {
	return entity.NewFrom(t.random, kind, at)
}

// recorded is a time in office hours of the day, never later than the lab's own day began.
func (t *town) recorded(day time.Time) time.Time {
	var minute [2]byte
	_, _ = io.ReadFull(t.random, minute[:]) // endless
	at := day.Add(7*time.Hour + time.Duration((int(minute[0])<<8|int(minute[1]))%480)*time.Minute)
	if at.After(t.latest) {
		return t.latest
	}
	return at
}

// unit is the unit a dwelling belongs to.
func (t *town) unit(d *synthetic.Dwelling) entity.ID {
	if d.Unit == synthetic.None {
		return t.whole
	}
	return t.units[d.Unit]
}

// rows is a table's rows, each with a value for each column.
type rows = iter.Seq[[]any]

func (t *town) load(ctx context.Context, tx pgx.Tx) error {
	for _, table := range []struct {
		name, columns string
		rows          rows
	}{
		{"municipality", "id number name organisation_number", only(t.id, t.Number, t.Name, t.OrgNumber)},
		{"municipality_settings", "id municipality_id email written_language",
			only(t.id, t.id, "bolig@kommune-"+t.Number+".example", string(t.Language))},
		{"network", "id municipality_id recorded_at cidr name", t.networkRows},
		{"onboarding", "id municipality_id recorded_at step done_on", t.onboardingRows},
		{"unit", "id municipality_id name organisation_number", t.unitRows},
		{"property", "id municipality_id municipality_number gnr bnr fnr snr", t.propertyRows},
		{"building", "id municipality_id number type built_year lift", t.buildingRows},
		{"agreement", "id municipality_id unit_id recorded_at kind landlord_name landlord_organisation_number landlord_phone " +
			"valid_from valid_to quota", t.agreementRows},
		{"agreement_term", "id municipality_id unit_id recorded_at agreement_id valid_from valid_to quota", t.agreementTermRows},
		{"dwelling", dwellingColumns, t.dwellingRows},
		{"outlook", "id municipality_id unit_id shielded tenancy_id vacant_on reason notice_given contract_ends_on", t.outlookRows},
		{"status_period", "id municipality_id unit_id dwelling_id recorded_at shielded status valid_from reason tenancy_id", t.statusRows},
		{"stock_change", "id municipality_id unit_id dwelling_id recorded_at happened_on entry exit", t.stockRows},
		{"history", "id municipality_id unit_id dwelling_id recorded_at kind data_class changes", t.historyRows},
		{"reservation", "id municipality_id unit_id dwelling_id recorded_at held_until reason", t.reservationRows},
		{"tenancy", "id municipality_id unit_id dwelling_id recorded_at shielded security " + termColumns, t.tenancyRows},
		{"tenancy_term", "id municipality_id unit_id dwelling_id tenancy_id recorded_at shielded " + termColumns, t.tenancyTermRows},
		{"rent_period", "id municipality_id unit_id dwelling_id tenancy_id recorded_at shielded valid_from total_ore components", t.rentRows},
		{"tenant", "id municipality_id unit_id tenancy_id recorded_at shielded name birth_date national_id_sealed national_id_index", t.tenantRows},
	} {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{table.name}, strings.Fields(table.columns), &source{rows: table.rows}); err != nil {
			return fmt.Errorf("%s: %w", table.name, err)
		}
		if t.failed != nil {
			return fmt.Errorf("%s: %w", table.name, t.failed)
		}
	}
	return nil
}

// only is a table with one row.
func only(values ...any) rows { return func(yield func([]any) bool) { yield(values) } }

// source hands rows to COPY one by one, so that a municipality's rows are never all in memory.
type source struct {
	rows rows
	next func() ([]any, bool)
	stop func()
	row  []any
}

// Next steps to the next row. At the end it lets go of the rows.
func (s *source) Next() (more bool) {
	if s.next == nil {
		s.next, s.stop = iter.Pull(s.rows)
	}
	if s.row, more = s.next(); !more {
		s.stop()
	}
	return more
}

// Values returns the row.
func (s *source) Values() ([]any, error) { return s.row, nil }

// Err returns nil: making rows can't fail.
func (s *source) Err() error { return nil }

var _ pgx.CopyFromSource = (*source)(nil)

func (t *town) networkRows(yield func([]any) bool) {
	for _, cidr := range t.Networks {
		name := "Kommunens nett"
		if strings.HasPrefix(cidr, "127.") || strings.HasPrefix(cidr, "::1") {
			name = "Denne maskinen"
		}
		if !yield([]any{t.newID(entity.Network, began), t.id, began, cidr, name}) {
			return
		}
	}
}

// checklist has the steps that open each module.
var checklist = map[codelist.Module][]codelist.OnboardingStep{
	codelist.ModuleRegister: {
		codelist.OnboardingStepAgreement, codelist.OnboardingStepDataProcessingAgreement, codelist.OnboardingStepAltinnRights,
	},
	codelist.ModuleCasework: {
		codelist.OnboardingStepROS, codelist.OnboardingStepDPIA, codelist.OnboardingStepTaxAgreement,
		codelist.OnboardingStepPopulationRegisterDelegation,
	},
}

func (t *town) onboardingRows(yield func([]any) bool) {
	for _, module := range t.Modules {
		for _, step := range checklist[module] {
			if !yield([]any{t.newID(entity.Onboarding, began), t.id, began, string(step), began}) {
				return
			}
		}
	}
}

func (t *town) unitRows(yield func([]any) bool) {
	if !yield([]any{t.whole, t.id, t.Name + " kommune", nil}) {
		return
	}
	for i, u := range t.Municipality.Units {
		name := []rune(u.Short)
		if !yield([]any{t.units[i], t.id, strings.ToUpper(string(name[:1])) + string(name[1:]), u.Number}) {
			return
		}
	}
}

func (t *town) propertyRows(yield func([]any) bool) {
	for i, p := range t.stock.Properties {
		if !yield([]any{t.properties[i], t.id, t.Number, p.GNR, p.BNR, p.FNR, p.SNR}) {
			return
		}
	}
}

func (t *town) buildingRows(yield func([]any) bool) {
	for i, b := range t.stock.Buildings {
		if !yield([]any{t.buildings[i], t.id, fmt.Sprint(b.Number), string(b.Type), b.Year, b.Lift}) {
			return
		}
	}
}

func (t *town) agreementRows(yield func([]any) bool) {
	for i, a := range t.stock.Agreements {
		if !yield([]any{
			t.agreements[i], t.id, t.whole, t.recorded(a.From), string(a.Kind), a.Landlord.Name, a.Landlord.Number, a.Mobile,
			a.From, a.To, orNull(a.Quota),
		}) {
			return
		}
	}
}

func (t *town) agreementTermRows(yield func([]any) bool) {
	for i, a := range t.stock.Agreements {
		at := t.recorded(a.From)
		if !yield([]any{t.newID(entity.AgreementTerm, at), t.id, t.whole, at, t.agreements[i], a.From, a.To, orNull(a.Quota)}) {
			return
		}
	}
}

const dwellingColumns = "id municipality_id unit_id recorded_at street house_number house_letter postal_code postal_place " +
	"unit_number extra_reference property_id building_id agreement_id unit_type type subtype shared staff_base " +
	"staffed_round_the_clock disposition ownership owner_name owner_organisation_number owner_phone bedrooms usable_area floor " +
	"wheelchair features power_meter water_meter primary_school secondary_school other_information vat_compensation rent_to_own " +
	"vendor_dwelling_id status planned_ready_on vacant_since entered_on entry left_on exit changed_at search address_key"

func (t *town) dwellingRows(yield func([]any) bool) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		var agreement any
		if d.Agreement != synthetic.None {
			agreement = t.agreements[d.Agreement]
		}
		base, manned := staffing(d.Staffing)
		features := d.Features
		if features == nil {
			features = []codelist.Feature{}
		}
		letter := strings.ToUpper(d.Letter)
		if !yield([]any{
			t.dwellings[i], t.id, t.unit(d), t.recorded(d.Entered), d.Street, orNull(d.HouseNumber), letter, d.PostalCode, d.Place,
			d.UnitNumber, d.ExtraReference, t.properties[d.Property], t.buildings[d.Building], agreement, string(d.UnitType),
			string(d.Type), orNull(string(d.Subtype)), d.Shared, base, manned, string(d.Disposition), orNull(string(d.Ownership)),
			d.Owner.Name, d.Owner.OrgNumber, d.Owner.Mobile, d.Bedrooms, d.UsableArea, d.Floor, string(d.Wheelchair), features,
			d.PowerMeter, d.WaterMeter, d.PrimarySchool, d.LowerSecondarySchool, d.OtherInformation, d.VATCompensation, d.RentToOwn,
			orNull(d.VendorDwellingID), string(d.Status()), d.PlannedReady, vacantSince(d), d.Entered, string(d.EntryKind), d.Exited,
			orNull(string(d.ExitKind)), t.recorded(changedOn(d)),
			store.SearchText(d.Street, fmt.Sprint(d.HouseNumber, letter), d.PostalCode, d.Place, d.UnitNumber, d.ExtraReference,
				cadastral(t.stock.Properties[d.Property]), d.Owner.Name, d.Owner.OrgNumber, d.VendorDwellingID),
			store.AddressKey(d.Street, &d.HouseNumber, letter, d.UnitNumber),
		}) {
			return
		}
	}
}

// cadastral is a cadastral number as people write it: 118/507, 118/507/0/3.
func cadastral(p synthetic.Property) string {
	if p.FNR == 0 && p.SNR == 0 {
		return fmt.Sprintf("%d/%d", p.GNR, p.BNR)
	}
	return fmt.Sprintf("%d/%d/%d/%d", p.GNR, p.BNR, p.FNR, p.SNR)
}

// staffing is whether staff has its base there, and is there around the clock; nil when unknown.
func staffing(s codelist.Staffing) (base, roundTheClock any) {
	if s == codelist.StaffingUnknown || s == "" {
		return nil, nil
	}
	return s != codelist.StaffingNone, s == codelist.StaffingRoundTheClock
}

// vacantSince is the first day of the run of periods without a tenancy that goes on now, nil when it is let or sold.
func vacantSince(d *synthetic.Dwelling) any {
	if s := d.Status(); s == codelist.DwellingStatusLet || s == codelist.DwellingStatusSold {
		return nil
	}
	since := len(d.Statuses) - 1
	for since > 0 && d.Statuses[since-1].Status != codelist.DwellingStatusLet {
		since--
	}
	return d.Statuses[since].From
}

// changedOn is the last day on which something about the dwelling was recorded.
func changedOn(d *synthetic.Dwelling) time.Time {
	day := d.Statuses[len(d.Statuses)-1].RecordedOn
	if y := d.Tenancy(); y != nil && y.NoticeOn != nil && y.NoticeOn.After(day) {
		day = *y.NoticeOn
	}
	if d.Reservation != nil && d.Reservation.MadeOn.After(day) {
		day = d.Reservation.MadeOn
	}
	return day
}

// outlookRows says of each dwelling when it is expected to be vacant and why, by the rule of package housing: the earliest of
// what bears on it.
func (t *town) outlookRows(yield func([]any) bool) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		var vacant, contract *time.Time
		var tenancy, reason any
		earliest := func(day *time.Time, why codelist.ExpectedVacancyReason) {
			if day != nil && (vacant == nil || day.Before(*vacant)) {
				vacant, reason = day, string(why)
			}
		}
		shielded, notice := false, false
		y, status := d.Tenancy(), d.Status()
		switch {
		case y != nil:
			tenancy, shielded, notice, contract = t.tenancies[i][len(d.Tenancies)-1], y.Shielded, y.VacatesOn != nil, y.End
			earliest(y.VacatesOn, codelist.ExpectedVacancyReasonNotice)
			earliest(y.End, codelist.ExpectedVacancyReasonFixedTerm)
		case d.Exited == nil:
			if status == codelist.DwellingStatusUnderMaintenance || status == codelist.DwellingStatusUnavailable {
				earliest(d.PlannedReady, codelist.ExpectedVacancyReasonReadyPlanned)
			}
			if d.Reservation != nil {
				earliest(&d.Reservation.HeldUntil, codelist.ExpectedVacancyReasonReservationLapse)
			}
		}
		if !yield([]any{t.dwellings[i], t.id, t.unit(d), shielded, tenancy, vacant, reason, notice, contract}) {
			return
		}
	}
}

// statusRows are the periods of status. The one that a tenancy made belongs to it, and is shielded as it is; so does the one
// that its end made, but after a shielded tenancy that one says no more than everybody may know.
func (t *town) statusRows(yield func([]any) bool) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		next := 0 // tenancies and periods are both in order
		for _, p := range d.Statuses {
			var tenancy any
			shielded := false
			for next < len(d.Tenancies) && d.Tenancies[next].Start.Before(p.From) {
				next++
			}
			switch {
			case p.Status == codelist.DwellingStatusLet && next < len(d.Tenancies) && d.Tenancies[next].Start.Equal(p.From):
				tenancy, shielded = t.tenancies[i][next], d.Tenancies[next].Shielded
			case p.Reason == codelist.StatusReasonMovedOut && next > 0 && d.Tenancies[next-1].Shielded:
				p.Reason = ""
			case p.Reason == codelist.StatusReasonMovedOut && next > 0:
				tenancy = t.tenancies[i][next-1]
			}
			at := t.recorded(p.RecordedOn)
			if !yield([]any{
				t.newID(entity.StatusPeriod, at), t.id, t.unit(d), t.dwellings[i], at, shielded, string(p.Status), p.From,
				orNull(string(p.Reason)), tenancy,
			}) {
				return
			}
		}
	}
}

func (t *town) stockRows(yield func([]any) bool) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		at := t.recorded(d.Entered)
		if !yield([]any{t.newID(entity.StockChange, at), t.id, t.unit(d), t.dwellings[i], at, d.Entered, string(d.EntryKind), nil}) {
			return
		}
		if d.Exited == nil {
			continue
		}
		at = t.recorded(*d.Exited)
		if !yield([]any{t.newID(entity.StockChange, at), t.id, t.unit(d), t.dwellings[i], at, *d.Exited, nil, string(d.ExitKind)}) {
			return
		}
	}
}

// historyRows are one for each dwelling: it was registered.
func (t *town) historyRows(yield func([]any) bool) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		at := t.recorded(d.Entered)
		if !yield([]any{
			t.newID(entity.History, at), t.id, t.unit(d), t.dwellings[i], at, string(codelist.HistoryKindCreated), "DWELLING", []schema.Change{},
		}) {
			return
		}
	}
}

func (t *town) reservationRows(yield func([]any) bool) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		if d.Reservation == nil {
			continue
		}
		at := t.recorded(d.Reservation.MadeOn)
		if !yield([]any{
			t.newID(entity.Reservation, at), t.id, t.unit(d), t.dwellings[i], at, d.Reservation.HeldUntil, d.Reservation.Reason,
		}) {
			return
		}
	}
}

// let goes through all tenancies with the dwelling and the id of each.
func (t *town) let(visit func(d *synthetic.Dwelling, dwelling, tenancy entity.ID, y *synthetic.Tenancy) bool) {
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		for k := range d.Tenancies {
			if !visit(d, t.dwellings[i], t.tenancies[i][k], &d.Tenancies[k]) {
				return
			}
		}
	}
}

const termColumns = "kind starts_on ends_on persons notice_on notice_by vacates_on ended_on end_kind"

// terms are the values of termColumns.
func terms(y *synthetic.Tenancy) []any {
	return []any{
		string(y.Kind), y.Start, y.End, orNull(y.Persons), y.NoticeOn, orNull(string(y.NoticeBy)), y.VacatesOn, y.EndedOn,
		orNull(string(y.EndKind)),
	}
}

func (t *town) tenancyRows(yield func([]any) bool) {
	t.let(func(d *synthetic.Dwelling, dwelling, tenancy entity.ID, y *synthetic.Tenancy) bool {
		return yield(append([]any{
			tenancy, t.id, t.unit(d), dwelling, t.recorded(y.RegisteredOn), y.Shielded, string(cmp.Or(y.Security, codelist.SecurityUnknown)),
		}, terms(y)...))
	})
}

// tenancyTermRows are a tenancy's terms each time something was recorded: the contract, each renewal, the notice, the end.
func (t *town) tenancyTermRows(yield func([]any) bool) {
	t.let(func(d *synthetic.Dwelling, dwelling, tenancy entity.ID, y *synthetic.Tenancy) bool {
		var last time.Time
		put := func(on time.Time, now synthetic.Tenancy) bool {
			at := t.recorded(on)
			if !at.After(last) {
				at = last.Add(time.Minute)
			}
			last = at
			return yield(append([]any{
				t.newID(entity.TenancyTerm, at), t.id, t.unit(d), dwelling, tenancy, at, y.Shielded,
			}, terms(&now)...))
		}
		known := synthetic.Tenancy{Kind: y.Kind, Start: y.Start, End: y.End, Persons: y.Persons}
		for i, term := range y.Terms {
			on := term.From
			if i == 0 {
				on = y.RegisteredOn
			}
			if known.End = term.To; !put(on, known) {
				return false
			}
		}
		known.End = y.End // what was agreed last, when it is not the last term
		if y.NoticeOn != nil {
			known.NoticeOn, known.NoticeBy, known.VacatesOn = y.NoticeOn, y.NoticeBy, y.VacatesOn
			if !put(*y.NoticeOn, known) {
				return false
			}
		}
		if y.EndedOn != nil {
			known.EndedOn, known.EndKind = y.EndedOn, y.EndKind
			return put(*y.EndedOn, known)
		}
		return true
	})
}

// raise is how much the asking rent rose at New Year.
const raise = 1.03

// rentRows are the asking rents, raised at New Year, and what each tenant pays.
func (t *town) rentRows(yield func([]any) bool) {
	newYear := time.Date(t.stock.Today.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	for i := range t.stock.Dwellings {
		d := &t.stock.Dwellings[i]
		put := func(tenancy any, shielded bool, from, recorded time.Time, parts []synthetic.RentPart, share float64) bool {
			components, total := map[codelist.RentComponent]int64{}, int64(0)
			for _, p := range parts {
				ore := p.Ore
				if share != 1 {
					ore = int64(math.Round(float64(ore)*share/10_00)) * 10_00
				}
				components[p.Component] += ore
				total += ore
			}
			at := t.recorded(recorded)
			return yield([]any{
				t.newID(entity.RentPeriod, at), t.id, t.unit(d), t.dwellings[i], tenancy, at, shielded, from, total, components,
			})
		}
		if len(d.AskingRent) > 0 {
			if d.Entered.Before(newYear) && (d.Exited == nil || d.Exited.After(newYear)) {
				if !put(nil, false, d.Entered, d.Entered, d.AskingRent, 1/raise) || !put(nil, false, newYear, newYear, d.AskingRent, 1) {
					return
				}
			} else if !put(nil, false, d.Entered, d.Entered, d.AskingRent, 1) {
				return
			}
		}
		for k := range d.Tenancies {
			y := &d.Tenancies[k]
			for _, r := range y.Rents {
				recorded := r.From
				if r.From.Equal(y.Start) {
					recorded = y.RegisteredOn
				}
				if !put(t.tenancies[i][k], y.Shielded, r.From, recorded, r.Parts, 1) {
					return
				}
			}
		}
	}
}

// tenantRows are the tenants, where the casework module is open: nobody else needs to know who they are.
func (t *town) tenantRows(yield func([]any) bool) {
	if !slices.Contains(t.Modules, codelist.ModuleCasework) {
		return
	}
	t.let(func(d *synthetic.Dwelling, _, tenancy entity.ID, y *synthetic.Tenancy) bool {
		at := t.recorded(y.RegisteredOn)
		id := t.newID(entity.Tenant, at)
		sealed, err := t.keys.SealIdentity(y.Tenant.Pid, id[:])
		if err != nil {
			t.failed = err
			return false
		}
		return yield([]any{
			id, t.id, t.unit(d), tenancy, at, y.Shielded, y.Tenant.Name(), y.Tenant.Born, sealed, t.keys.IndexIdentity(y.Tenant.Pid),
		})
	})
}

// orNull is null for the zero value, which means unknown or none.
func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}
