package store_test

import (
	"slices"
	"strings"
	"testing"

	"kobo/graph/model"
	"kobo/internal/store"
)

func TestFreeText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	parts := []string{"Barlindveien", "13B", "3118", "Tønsberg", "H0101", "118/507", "Håkon Utleie AS", "921383681", "FDV_1%"}
	w.dwelling("Barlindveien", 13, row{"search": store.SearchText(parts...)})
	w.dwelling("Ås vei", 2, nil)
	for text, found := range map[string]bool{
		"barlindv 13 h0101": true, "gnr 118/507": true, "118/507": true, "gnr 118 bnr 507": true, "tonsberg": true, "TØNSBERG": true, "toensberg": true,
		"Tøns": true, "13b barlind": true, "13": true, "haakon utl": true, "håkon": true, "fdv": true, "3118 tønsberg (h0101)": true,
		"Barlindveien 13B, 3118 Tønsberg": true, "": true, "921383681": true,
		"arlind": false, "118/508": false, "507/118": false, "%": true, "_": true, "fdv_2": false, "oslo": false, "barlind 15": false,
	} {
		c, err := w.store.Dwellings(w.housing(), store.DwellingsQuery{Filter: &model.DwellingFilter{Text: &text}}, store.Select("nodes.address.street"))
		w.ok(err)
		if slices.ContainsFunc(c.Nodes, func(d *model.Dwelling) bool { return d.Address.Street == "Barlindveien" }) != found {
			t.Errorf("%q finds it: %v", text, !found)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  Ærlig   Ørn, Åse! ": "arlig orn ase", "AASE": "ase", "Crème brûlée": "creme brulee", "118/507": "118/507", "1 / 2": "1 2", "og/eller": "og eller",
		"H.C. Andersens vei": "hc andersens vei", "7. juni": "7 juni", "A\u030as": "as", "": "",
	} {
		if got := store.Fold(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
		if again := store.Fold(store.Fold(text)); again != want {
			t.Errorf("%q folded twice is %q", text, again)
		}
	}
	if got := store.SearchText("Storgata 1", "Storgata"); got != " storgata 1" {
		t.Errorf("search text is %q", got)
	}
}

func TestAddressKey(t *testing.T) {
	t.Parallel()
	type address struct {
		street       string
		number       int
		letter, unit string
	}
	inOrder := []address{
		{"2. tverrgate", 1, "", ""}, {"7. juni vei", 1, "", ""}, {"17. mai gate", 1, "", ""}, {"Barlind", 1, "", ""}, {"Barlindveien", 2, "", "H0101"}, {"Barlindveien", 13, "", ""}, {"Barlindveien", 13, "", "H0101"},
		{"Barlindveien", 13, "", "H0201"}, {"Barlindveien", 13, "A", "H0101"}, {"Barlindveien", 13, "B", "H0101"}, {"Barlindveien", 100, "", ""},
		{"Nedre gate", 1, "", ""}, {"Nedregate", 1, "", ""}, {"Ytre vei", 1, "", ""}, {"Zzz vei", 1, "", ""}, {"Ærlighetsveien", 1, "", ""}, {"Øvre gate", 1, "", ""}, {"Aasgata", 1, "", ""}, {"Åsgata", 2, "", ""},
	}
	var keys []string
	for _, a := range inOrder {
		keys = append(keys, store.AddressKey(a.street, &a.number, a.letter, a.unit))
	}
	if !slices.IsSorted(keys) {
		t.Errorf("not in order: %s", strings.Join(keys, "\n"))
	}
	for _, key := range keys {
		if strings.ContainsFunc(key, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
			t.Errorf("%q doesn't sort the same in every collation", key)
		}
	}
}
