package login

import (
	"fmt"
	"strings"
	"testing"
)

// TestAccesses reads the forms of authorization_details that the sources show, and what is none of them.
func TestAccesses(t *testing.T) {
	t.Parallel()
	party := func(orgno, resource, rest string) string {
		return fmt.Sprintf(`{"orgno":{"authority":"iso6523-actorid-upis","ID":"0192:%s"},"resource":%q,"name":"N%s"%s}`, orgno, resource, orgno, rest)
	}
	element := func(right string, parties ...string) string {
		return fmt.Sprintf(`{"type":"ansattporten:altinn:resource","resource":"urn:altinn:resource:kobo-%s","authorized_parties":[%s]}`, right, strings.Join(parties, ","))
	}
	const a, c = "310000001", "310000002"
	for name, test := range map[string]struct{ raw, want string }{
		"actions as array":     {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":["read","write"]`)) + "]", a + " vedtak+"},
		"actions as string":    {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":"read, write"`)) + "]", a + " vedtak+"},
		"read only":            {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":["read"]`)) + "]", a + " vedtak"},
		"read only as string":  {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":"read"`)) + "]", a + " vedtak"},
		"capital actions":      {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":["Write"]`)) + "]", a + " vedtak+"},
		"actions missing":      {"[" + element("vedtak", party(a, "kobo-vedtak", "")) + "]", a + " vedtak+"},
		"actions null":         {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":null`)) + "]", a + " vedtak+"},
		"no action":            {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":[]`)) + "]", ""},
		"actions of odd form":  {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":{"read":true}`)) + "]", ""},
		"written, not rewrite": {"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":["rewrite"]`)) + "]", a + " vedtak"},
		"Altinn 2": {
			`[{"type":"ansattporten:altinn:service","resource":"urn:altinn:resource:kobo-klage","reportees":[
				{"Rights":["Read","ArchiveRead"],"Authority":"iso6523-actorid-upis","ID":"0192:310000001","Name":"N"},
				{"Rights":["Read","Write"],"Authority":"iso6523-actorid-upis","ID":"0192:310000002","Name":"M"}]}]`,
			c + " klage+; " + a + " klage",
		},
		"Altinn 2 of others":        {`[{"type":"ansattporten:altinn:service","resource":"urn:altinn:resource:2480:40","reportees":[{"Authority":"iso6523-actorid-upis","ID":"0192:310000001","Name":"N"}]}]`, ""},
		"organisation only":         {`[{"type":"ansattporten:orgno","orgno":{"Authority":"iso6523-actorid-upis","ID":"0192:310000001"}}]`, ""},
		"nobody represented":        {`[{"type":"ansattporten:altinn:resource"}]`, ""},
		"no parties":                {"[" + element("vedtak") + "]", ""},
		"none":                      {"", ""},
		"empty":                     {"[]", ""},
		"null":                      {"null", ""},
		"not a list":                {`{"type":"ansattporten:altinn:resource"}`, ""},
		"one broken, one good":      {`[7,{"type":["x"]},` + element("vedtak", `"x"`, party(a, "kobo-vedtak", "")) + "]", a + " vedtak+"},
		"unknown type":              {strings.ReplaceAll("["+element("vedtak", party(a, "kobo-vedtak", ""))+"]", "altinn:resource\"", "altinn:new\""), ""},
		"not our resource":          {strings.ReplaceAll("["+element("vedtak", party(a, "kobo-vedtak", ""))+"]", "kobo-", "skatt-"), ""},
		"a right we know not":       {"[" + element("alt", party(a, "kobo-alt", "")) + "]", ""},
		"prefix twice":              {"[" + element("kobo-vedtak", party(a, "", "")) + "]", ""},
		"citizen is no resource":    {"[" + element("citizen", party(a, "kobo-citizen", "")) + "]", ""},
		"people are no vendors":     {"[" + element("bolig-api", party(a, "kobo-bolig-api", "")) + "]", ""},
		"party of another resource": {"[" + element("lesetilgang", party(a, "kobo-skjermet", "")) + "]", ""},
		"party without resource":    {"[" + element("lesetilgang", party(a, "", "")) + "]", a + " lesetilgang+"},
		"party with urn":            {"[" + element("lesetilgang", party(a, "urn:altinn:resource:kobo-lesetilgang", "")) + "]", a + " lesetilgang+"},
		"no organisation number":    {"[" + element("vedtak", party("31000000", "kobo-vedtak", ""), party("310000001x", "kobo-vedtak", "")) + "]", ""},
		"other authority":           {strings.ReplaceAll("["+element("vedtak", party(a, "kobo-vedtak", ""))+"]", "iso6523", "x"), ""},
		"never merged": {
			"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":["write"]`), party(c, "kobo-vedtak", `,"actions":["read"]`)) + "," +
				element("skjermet", party(c, "kobo-skjermet", `,"actions":["read"]`)) + "]",
			a + " vedtak+; " + c + " vedtak,skjermet",
		},
		"twice, once with write": {
			"[" + element("vedtak", party(a, "kobo-vedtak", `,"actions":["read"]`)) + "," + element("vedtak", party(a, "kobo-vedtak", `,"actions":["write"]`)) + "]",
			a + " vedtak+",
		},
		"two roles": {
			"[" + element("samhandler", party(a, "kobo-samhandler", "")) + "," + element("klage", party(a, "kobo-klage", "")) + "," +
				element("kunnskapsmonitor", party(a, "kobo-kunnskapsmonitor", `,"actions":["read"]`)) + "]",
			a + " klage+; " + a + "-kunnskapsmonitor kunnskapsmonitor; " + a + "-samhandler samhandler+",
		},
	} {
		var got []string
		for _, x := range accesses([]byte(test.raw)) {
			var names []string
			for _, g := range x.Grants {
				if g.Write {
					g.Right += "+"
				}
				names = append(names, g.Right)
			}
			got = append(got, x.key()+" "+strings.Join(names, ","))
		}
		if s := strings.Join(got, "; "); s != test.want {
			t.Errorf("%s:\n got %s\nwant %s", name, s, test.want)
		}
	}
}
