package checkdigit_test

import (
	"testing"

	"kobo/internal/checkdigit"
)

func TestOrganisation(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"310000001": false, "319901000": true, "319902007": true, "974760673": true,
		"319901001": false, "000000000": false, "": false, "31990100": false, "3199010000": false, "31990100O": false,
	} {
		if checkdigit.Organisation(text) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}

// The numbers are synthetic: months are + 80.
func TestIdentity(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"17899310160": true, "04876210016": true, "21881550013": true, "21816316488": true, "71927326633": true, // the last is a D-number
		"17899310161": false, "17899310170": false, "1789931016": false, "178993101600": false, "1789931016x": false, "": false,
		"00000000000": false, // both sums are right, but there is no such day
	} {
		if checkdigit.Identity(text) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}
