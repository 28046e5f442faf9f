package matrikkel

import (
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parse reads the list in an answer.
func parse(t *testing.T, text string) []object {
	t.Helper()
	var o object
	if err := xml.Unmarshal([]byte("<return>"+text+"</return>"), &o); err != nil {
		t.Fatal(err)
	}
	return o.list()
}

func TestAssembleCountsAChangeToABuildingAsTheBuilding(t *testing.T) {
	t.Parallel()
	buildings := parse(t, `
		<item><id><value>1</value></id><bygningsnummer>200</bygningsnummer><bygningstypeKodeId><value>0</value></bygningstypeKodeId>
			<bygningsstatusHistorikker><item><dato><date>1976-01-01</date></dato></item><item><dato><date>1974-05-01</date></dato></item></bygningsstatusHistorikker></item>
		<item><id><value>2</value></id><bygningsnummer>200</bygningsnummer>
			<bygningsstatusHistorikker><item><dato><date>2015-01-01</date></dato></item></bygningsstatusHistorikker></item>`)
	units := parse(t, `
		<item><id><value>10</value></id><byggId><value>2</value></byggId><etasjeplanKodeId><value>1</value></etasjeplanKodeId><etasjenummer>3</etasjenummer><lopenummer>1</lopenummer></item>
		<item><id><value>11</value></id><byggId><value>1</value></byggId><etasjeplanKodeId><value>4</value></etasjeplanKodeId><etasjenummer>1</etasjenummer><lopenummer>2</lopenummer>
			<bruksenhetstypeKodeId><value>0</value></bruksenhetstypeKodeId></item>
		<item><id><value>12</value></id><byggId><value>99</value></byggId></item>`)
	types, err := byID(parse(t, `<item><id><value>0</value></id><kodeverdi>111</kodeverdi><navn><entry><key>en</key><value>House</value></entry><entry><key>no_NO_B</key><value>Enebolig</value></entry></navn></item>`), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Building{{Number: 200, TypeCode: "111", TypeName: "Enebolig", YearBuilt: 1974, Units: []Unit{
		{ID: 10, Number: "H0301", Type: UnknownType, Floor: 3},
		{ID: 11, Number: "U0102", Type: Dwelling, Floor: 1},
	}}}
	if diff := cmp.Diff(want, assemble(buildings, units, types, nil)); diff != "" {
		t.Error(diff)
	}
}

func TestUnitNumberNeedsAllItsParts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		plan           int64
		floor, running int
		want           string
	}{
		{1, 1, 1, "H0101"},
		{2, 1, 12, "K0112"},
		{3, 10, 1, "L1001"},
		{4, 2, 99, "U0299"},
		{0, 1, 1, ""},
		{5, 1, 1, ""},
		{1, 0, 1, ""},
		{1, 1, 0, ""},
		{1, 100, 1, ""},
	}
	for _, test := range tests {
		o := object{EtasjeplanKodeID: ref{Value: test.plan}, Etasjenummer: test.floor, Lopenummer: test.running}
		if got := o.unitNumber(); got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}
