// Package entity holds the ids of everything the system keeps and the table of entity kinds.
//
// An [ID] carries its kind, so that one look at an id tells which table it belongs to; a wrong kind is answered
// NOT_FOUND before any SQL is sent. The package knows nothing of what the entities contain.
package entity

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Kind is the kind of an entity, as stored in every id. Numbers are never reused.
type Kind uint8

// The kinds of entities. The name is the GraphQL type's.
const (
	Municipality   Kind = 1
	Unit           Kind = 2
	Staff          Kind = 3
	Dwelling       Kind = 4
	Building       Kind = 5
	Property       Kind = 6
	Agreement      Kind = 7
	Tenancy        Kind = 8
	Tenant         Kind = 9
	Reservation    Kind = 10
	Note           Kind = 11
	Document       Kind = 12
	Image          Kind = 13
	Import         Kind = 14
	ImportRow      Kind = 15
	StatusPeriod   Kind = 16
	RentPeriod     Kind = 17
	TenancyTerm    Kind = 18
	StockChange    Kind = 19
	SavedFilter    Kind = 20
	AuditEntry     Kind = 21
	AgreementTerm  Kind = 22
	File           Kind = 23
	Citizen        Kind = 24
	System         Kind = 25
	VacancyOverlay Kind = 26
	WordMapping    Kind = 27
	Network        Kind = 28
	Onboarding     Kind = 29
	History        Kind = 30
	Actor          Kind = 31
)

// kinds names each kind as the graph does.
var kinds = map[Kind]string{
	Municipality: "Municipality", Unit: "Unit", Staff: "Staff", Dwelling: "Dwelling", Building: "Building",
	Property: "Property", Agreement: "Agreement", Tenancy: "Tenancy", Tenant: "Tenant", Reservation: "Reservation",
	Note: "Note", Document: "Document", Image: "Image", Import: "Import", ImportRow: "ImportRow",
	StatusPeriod: "StatusPeriod", RentPeriod: "RentPeriod", TenancyTerm: "TenancyTerm", StockChange: "StockChange",
	SavedFilter: "SavedFilter", AuditEntry: "AuditEntry", AgreementTerm: "AgreementTerm", File: "File",
	Citizen: "Citizen", System: "System", VacancyOverlay: "VacancyOverlay", WordMapping: "WordMapping", Network: "Network",
	Onboarding: "Onboarding", History: "HistoryEntry", Actor: "Actor",
}

// String returns the name of the kind as the graph has it.
func (k Kind) String() string {
	if name, ok := kinds[k]; ok {
		return name
	}
	return "Kind(" + strconv.Itoa(int(k)) + ")"
}

// ID identifies an entity: a UUID of version 8 (RFC 9562 section 5.8) whose first 48 bits are milliseconds since 1970
// and whose ninth byte, after the variant bits, is followed by the kind; the rest is random. IDs of one kind sort by time.
//
//	bytes 0–5   milliseconds, big-endian
//	byte  6     0x8 in the upper half, random below
//	byte  7     kind
//	byte  8     0b10 in the two upper bits, random below
//	bytes 9–15  random
type ID uuid.UUID

// Nil is the id of nothing.
var Nil ID

// New makes an id of the kind for an entity that came to be at the time.
func New(kind Kind, at time.Time) ID {
	var id ID
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	return id.stamp(kind, at)
}

// NewFrom makes an id of the kind whose random part is read from r, for reproducible synthetic data.
func NewFrom(r io.Reader, kind Kind, at time.Time) ID {
	var id ID
	if _, err := io.ReadFull(r, id[:]); err != nil {
		panic("entity: source of randomness ended: " + err.Error())
	}
	return id.stamp(kind, at)
}

func (id ID) stamp(kind Kind, at time.Time) ID {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	copy(id[:6], ms[2:])
	id[6] = 0x80 | id[6]&0x0f
	id[7] = byte(kind)
	id[8] = 0x80 | id[8]&0x3f
	return id
}

// Parse reads an id in the usual text form. The error says nothing of the text: it may be anything.
func Parse(text string) (ID, error) {
	if len(text) != 36 {
		return Nil, errNotAnID
	}
	u, err := uuid.Parse(text)
	if err != nil {
		return Nil, errNotAnID
	}
	return ID(u), nil
}

var errNotAnID = fmt.Errorf("not an id")

// Kind returns the kind the id carries.
func (id ID) Kind() Kind { return Kind(id[7]) }

// Is reports whether the id is one of the kind and has the right version.
func (id ID) Is(kind Kind) bool { return id[6]>>4 == 8 && id[7] == byte(kind) }

// Time returns when the entity came to be, in milliseconds' precision.
func (id ID) Time() time.Time {
	var ms [8]byte
	copy(ms[2:], id[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(ms[:]))).UTC()
}

// IsNil reports whether the id is the id of nothing.
func (id ID) IsNil() bool { return id == Nil }

// String returns the usual text form of the id.
func (id ID) String() string { return uuid.UUID(id).String() }

// MarshalText writes the usual text form.
func (id ID) MarshalText() ([]byte, error) { return uuid.UUID(id).MarshalText() }

// UnmarshalText reads the usual text form.
func (id *ID) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// MarshalGQL writes the id as a GraphQL ID.
func (id ID) MarshalGQL(w io.Writer) {
	var buf [38]byte
	buf[0], buf[37] = '"', '"'
	text, _ := uuid.UUID(id).MarshalText() // never fails
	copy(buf[1:], text)
	_, _ = w.Write(buf[:])
}

// UnmarshalGQL reads a GraphQL ID. A text that is no id of ours reads as [Nil], which nothing has: what does not exist is
// NOT_FOUND, whatever the reason.
func (id *ID) UnmarshalGQL(v any) error {
	switch v := v.(type) {
	case string:
		*id, _ = Parse(v)
	case json.Number, int, int64, float64:
		*id = Nil
	default:
		return errNotAnID
	}
	return nil
}

// Value writes the id to database/sql.
func (id ID) Value() (driver.Value, error) { return uuid.UUID(id).Value() }

// Scan reads the id from database/sql.
func (id *ID) Scan(src any) error { return (*uuid.UUID)(id).Scan(src) }

// ScanUUID reads the id from pgx.
func (id *ID) ScanUUID(v pgtype.UUID) error {
	*id = ID(v.Bytes) // NULL has zero bytes
	return nil
}

// UUIDValue writes the id to pgx; the id of nothing is NULL.
func (id ID) UUIDValue() (pgtype.UUID, error) {
	return pgtype.UUID{Bytes: id, Valid: id != Nil}, nil
}

var (
	_ pgtype.UUIDScanner = (*ID)(nil)
	_ pgtype.UUIDValuer  = ID{}
	_ driver.Valuer      = ID{}
)
