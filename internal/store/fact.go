package store

import (
	"strconv"
	"strings"
	"time"

	"kobo/graph/model"
	"kobo/internal/codelist"
	"kobo/internal/message"
	"kobo/internal/sheet"
)

// fact is how history and exports put a fact into words: what it is called, and how its values are written.
type fact struct {
	// column is the column of workbooks with the same fact, whose title it shares; empty: the catalogue has one under store.field.
	column string
	// list is the code list of its values.
	list string
	kind sheet.Kind
	// names: the values are ids of things with names.
	names bool
}

// facts are the fields that history speaks of, named as in the graph.
var facts = map[string]fact{
	"address.street": {column: "gatenavn"}, "address.houseNumber": {column: "husnummer"}, "address.houseLetter": {column: "husbokstav"},
	"address.postalCode": {column: "postnummer"}, "address.postalPlace": {}, "address.unitNumber": {column: "bruksenhetsnummer"},
	"address.extraReference": {column: "ekstrareferanse"},
	"unit":                   {names: true}, "property": {names: true}, "building": {names: true}, "agreement": {names: true},
	"mergedInto": {names: true}, "mergedFrom": {names: true}, "removed": {kind: sheet.YesNo},
	"unitType": {list: "UnitType"}, "type": {column: "koboboligtype", list: "DwellingType"},
	"subtype": {column: "underkategoriboligtype", list: "DwellingSubtype"}, "shared": {column: "erbofellesskap", kind: sheet.YesNo},
	"staffBase": {column: "harpersonalbase", kind: sheet.YesNo}, "staffedRoundTheClock": {column: "erdognbemannet", kind: sheet.YesNo},
	"disposition": {column: "kobodisposisjonsform", list: "DispositionForm"}, "ownership": {column: "eieform", list: "OwnershipForm"},
	"owner.name": {column: "boligeiersnavn"}, "owner.organisationNumber": {column: "boligeiersorganisasjonsnummer"},
	"owner.phone": {column: "boligeiersmobilnummer"}, "bedrooms": {column: "antallsoverom"}, "usableArea": {column: "bruksareal", kind: sheet.Decimal},
	"floor": {column: "etasje"}, "wheelchair": {column: "errullestoltilpasset", list: "WheelchairAccess"}, "features": {list: "Feature"},
	"meters.power": {column: "malernummerstrom"}, "meters.water": {column: "malernummervann"},
	"schools.primary": {column: "skolekretsbarneskole"}, "schools.secondary": {column: "skolekretsungdomsskole"},
	"otherInformation": {column: "ovriginformasjon"}, "vatCompensation": {column: "kvalifiserermvakompensasjon", kind: sheet.YesNo},
	"rentToOwn": {kind: sheet.YesNo}, "vendorDwellingId": {column: "leverandorboligid"}, "plannedReadyOn": {column: "planlagtklar", kind: sheet.Date},
	"depositOre": {column: "depositum", kind: sheet.Money}, "expectedVacancy": {kind: sheet.Date},
	"status": {column: "boligstatus", list: "DwellingStatus"}, "validFrom": {kind: sheet.Date}, "reason": {list: "StatusReason"},
	"enteredOn": {kind: sheet.Date}, "entry": {list: "StockEntry"}, "leftOn": {kind: sheet.Date}, "exit": {list: "StockExit"},
	"rent.totalOre": {column: "manedsleie", kind: sheet.Money}, "rent.validFrom": {kind: sheet.Date},
	"reservation.state": {list: "ReservationState"}, "reservation.heldUntil": {kind: sheet.Date},
	"tenancy.kind": {list: "TenancyKind"}, "tenancy.startsOn": {column: "leieforholdstartdato", kind: sheet.Date},
	"tenancy.endsOn": {column: "leieforholdsluttdato", kind: sheet.Date}, "tenancy.persons": {}, "tenancy.security": {list: "Security"},
	"tenancy.noticeOn": {kind: sheet.Date}, "tenancy.noticeBy": {list: "NoticeBy"}, "tenancy.vacatesOn": {kind: sheet.Date},
	"tenancy.endedOn": {kind: sheet.Date}, "tenancy.endKind": {list: "TenancyEnd"}, "tenancy.cancelled": {kind: sheet.YesNo},
}

// label is what people call a field.
func label(language, field string) string {
	if f := facts[field]; f.column != "" {
		return columnLabel(language, f.column)
	}
	if component, ok := strings.CutPrefix(field, "rent."); ok {
		if list, ok := codelist.Find("RentComponent"); ok {
			if c, ok := list.Code(component); ok {
				return c.Label(language)
			}
		}
	}
	if key := "store.field." + field; message.Has(key) {
		return message.Text(language, key)
	}
	return field
}

// inWords puts a change into the reader's words.
func inWords(language string, c fieldChange, names map[string]string) *model.HistoryChange {
	return &model.HistoryChange{
		Field: c.Field, Label: label(language, c.Field), Before: valueInWords(language, c.Field, c.Before, names),
		After: valueInWords(language, c.Field, c.After, names),
	}
}

// valueInWords puts a value of history into words: codes by their labels, dates as 25.11.2026, amounts in kroner. Nil is no value.
func valueInWords(language, field, text string, names map[string]string) *string {
	if text == "" {
		return nil
	}
	f, ok := facts[field]
	if !ok && strings.HasPrefix(field, "rent.") {
		f.kind = sheet.Money
	}
	switch {
	case f.names:
		if name, ok := names[text]; ok {
			text = name
		} else {
			text = "–" // it is gone, or the reader may not see it
		}
	case f.list != "":
		list, _ := codelist.Find(f.list)
		var words []string
		for code := range strings.FieldsSeq(text) {
			if c, ok := list.Code(code); ok {
				code = c.Label(language)
			}
			words = append(words, code)
		}
		text = strings.Join(words, ", ")
	case f.kind == sheet.Date:
		if t, err := time.Parse(time.DateOnly, text); err == nil {
			text = t.Format("02.01.2006")
		}
	case f.kind == sheet.YesNo:
		if yes, err := strconv.ParseBool(text); err == nil {
			text = message.Text(language, map[bool]string{true: "sheet.yes", false: "sheet.no"}[yes])
		}
	case f.kind == sheet.Money:
		if ore, err := strconv.Atoi(text); err == nil {
			text = kroner(language, ore)
		}
	case f.kind == sheet.Decimal && language != "en":
		text = strings.Replace(text, ".", ",", 1)
	}
	return &text
}

// kroner writes an amount: 10 000 kr, or 10 000,50 kr.
func kroner(language string, ore int) string {
	sign := ""
	if ore < 0 {
		sign, ore = "−", -ore
	}
	whole := strconv.Itoa(ore / 100)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u00a0" + whole[i:]
	}
	if part := ore % 100; part != 0 {
		point := ","
		if language == "en" {
			point = "."
		}
		whole += point + strconv.Itoa(100 + part)[1:]
	}
	return sign + whole + "\u00a0kr"
}
