package login

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"kobo/internal/viewer"
)

// roles are the rights we know, as the Altinn resource without "kobo-", and the role each belongs to.
var roles = map[string]viewer.Role{
	"boligoversikt":       viewer.Staff,
	"soknadsregistrering": viewer.Staff,
	"saksbehandling":      viewer.Staff,
	"vedtak":              viewer.Staff,
	"klage":               viewer.Staff,
	"lesetilgang":         viewer.Staff,
	"administrator":       viewer.Staff,
	"statistikk":          viewer.Staff,
	"skjermet":            viewer.Staff,
	"innsyn-logg":         viewer.Staff,
	"samhandler":          viewer.Partner,
	"kunnskapsmonitor":    viewer.Stats,
	"bolig-api":           viewer.Vendor,
}

const (
	resourcePrefix = "urn:altinn:resource:"
	ourPrefix      = "kobo-"
)

// requested are the authorization details we ask Ansattporten for: every right that people may have, in all organisations
// the person chooses to bring; coming without any is allowed.
func requested() string {
	type detail struct {
		Type     string `json:"type"`
		Resource string `json:"resource"`
		Form     string `json:"organizationform"`
		Multiple bool   `json:"allow_multiple_organizations"`
		Required bool   `json:"representation_is_required"`
	}
	var details []detail
	for right, role := range roles {
		if role != viewer.Vendor {
			details = append(details, detail{Type: typeResource, Resource: resourcePrefix + ourPrefix + right, Form: "enterprise", Multiple: true})
		}
	}
	slices.SortFunc(details, func(a, b detail) int { return cmp.Compare(a.Resource, b.Resource) })
	text, _ := json.Marshal(details) // strings and booleans always marshal
	return string(text)
}

// access is what a person may do for one organisation in one role. A person with rights of two roles in an organisation
// has two of them: a viewer is always of one role.
type access struct {
	Organisation string         `json:"organisation"`
	Name         string         `json:"name"`
	Role         viewer.Role    `json:"role"`
	Grants       []viewer.Grant `json:"grants"`
}

// key names the access among those of one person.
func (a access) key() string {
	switch a.Role {
	case viewer.Partner:
		return a.Organisation + "-samhandler"
	case viewer.Stats:
		return a.Organisation + "-kunnskapsmonitor"
	}
	return a.Organisation
}

const (
	typeResource = "ansattporten:altinn:resource"
	typeService  = "ansattporten:altinn:service"
)

// detail is one element of Ansattporten's authorization_details. encoding/json reads the older form's capitalised keys
// into the same fields.
type detail struct {
	Type      string            `json:"type"`
	Resource  string            `json:"resource"`
	Parties   []json.RawMessage `json:"authorized_parties"` // Altinn 3
	Reportees []json.RawMessage `json:"reportees"`          // Altinn 2
}

type authorizedParty struct {
	Orgno    json.RawMessage `json:"orgno"`
	Resource string          `json:"resource"`
	Name     string          `json:"name"`
	Actions  json.RawMessage `json:"actions"`
}

type reportee struct {
	identifier
	Name   string          `json:"name"`
	Rights json.RawMessage `json:"rights"`
}

// identifier is an organisation in the form of ISO 6523. The tags are spelled as Maskinporten's, since go-jose heeds case.
type identifier struct {
	Authority string `json:"authority"`
	ID        string `json:"ID"`
}

// accesses reads authorization_details as Ansattporten gives them. It never fails: what it does not know (types, resources
// that are not ours, organisations that are no Norwegian number, elements of another shape) gives no rights.
//
// SECURITY: anyone may ask Ansattporten for any resource, so each is compared with ours; and a right is only ever added to
// the organisation that it was given in.
func accesses(raw json.RawMessage) []access {
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil {
		return nil
	}
	var found []access
	add := func(orgno, name, right string, actions []string, unstated bool) {
		role := roles[right]
		if orgno == "" || role == viewer.Vendor || len(actions) == 0 && !unstated {
			return
		}
		i := slices.IndexFunc(found, func(a access) bool { return a.Organisation == orgno && a.Role == role })
		if i < 0 {
			i = len(found)
			found = append(found, access{Organisation: orgno, Name: name, Role: role})
		}
		write := unstated || slices.Contains(actions, "write")
		g := slices.IndexFunc(found[i].Grants, func(g viewer.Grant) bool { return g.Right == right })
		if g < 0 {
			found[i].Grants = append(found[i].Grants, viewer.Grant{Right: right, Write: write})
			return
		}
		found[i].Grants[g].Write = found[i].Grants[g].Write || write
	}
	for _, element := range elements {
		var d detail
		if json.Unmarshal(element, &d) != nil || d.Type != typeResource && d.Type != typeService {
			continue
		}
		right, ours := ourRight(d.Resource)
		if !ours {
			continue
		}
		for _, text := range d.Parties {
			var p authorizedParty
			if json.Unmarshal(text, &p) != nil {
				continue
			}
			if other, _ := ourRight(p.Resource); p.Resource != "" && other != right {
				continue
			}
			actions, stated := words(p.Actions)
			add(orgnoIn(p.Orgno), p.Name, right, actions, !stated)
		}
		for _, text := range d.Reportees {
			var p reportee
			if json.Unmarshal(text, &p) != nil {
				continue
			}
			actions, stated := words(p.Rights)
			add(p.orgno(), p.Name, right, actions, !stated)
		}
	}
	slices.SortStableFunc(found, func(a, b access) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.key(), b.key()))
	})
	return found
}

// ourRight returns the right that an Altinn resource stands for, with or without its urn prefix.
func ourRight(resource string) (right string, ours bool) {
	right, ours = strings.CutPrefix(strings.TrimPrefix(resource, resourcePrefix), ourPrefix)
	return right, ours && roles[right] != ""
}

var organisationNumber = regexp.MustCompile(`^0192:([0-9]{9})$`)

// orgno returns the nine digits of an organisation in the form of ISO 6523, "" for anything else.
func (i identifier) orgno() string {
	m := organisationNumber.FindStringSubmatch(i.ID)
	if m == nil || i.Authority != "iso6523-actorid-upis" {
		return ""
	}
	return m[1]
}

func orgnoIn(raw json.RawMessage) string {
	var i identifier
	if json.Unmarshal(raw, &i) != nil {
		return ""
	}
	return i.orgno()
}

// words reads actions, which the sources give as an array or as a string, in lower case. stated is false when nothing is
// there; then Altinn 3's first form is meant, in which a party that is listed may do all.
func words(raw json.RawMessage) (list []string, stated bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, false
	}
	var text string
	if json.Unmarshal(raw, &list) != nil {
		list = nil
		if json.Unmarshal(raw, &text) == nil {
			list = strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
		}
	}
	for i := range list {
		list[i] = strings.ToLower(list[i])
	}
	return list, true
}
