package housing

import (
	"fmt"
	"testing"

	"kobo/internal/checkdigit"
)

// number is a number of that date with the control digits right.
func number(t *testing.T, date string) string {
	t.Helper()
	for i := range 100_000 {
		if n := fmt.Sprintf("%s%05d", date, i); checkdigit.Identity(n) {
			return n
		}
	}
	t.Fatalf("no number of the date %s", date)
	return ""
}

func TestIdentityNumbersAreFound(t *testing.T) {
	t.Parallel()
	tenor := number(t, "018890") // month + 80
	for _, date := range []string{"018890", "014890", "418890", "017390"} {
		n := number(t, date)
		for _, text := range []string{
			n, "Ring " + n + ".", n[:6] + " " + n[6:], n[:6] + "-" + n[6:], "fnr:" + n + "/tlf 22334455", "æ" + n + "å", "12 " + n,
		} {
			if !hasIdentityNumber(text) {
				t.Errorf("not found in %q", text)
			}
		}
	}
	for _, text := range []string{
		"", "Nøkkel 12345678901234", "0" + tenor, tenor + "5", tenor[:10], tenor[:5] + " " + tenor[5:],
		"Strømmåler 7359992891234567", "Tlf. 22 33 44 55, mobil 91234567", "9876543210 1", tenor[:10] + string('0'+(tenor[10]-'0'+1)%10),
	} {
		if hasIdentityNumber(text) {
			t.Errorf("found in %q", text)
		}
	}
}
