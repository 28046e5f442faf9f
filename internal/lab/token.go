package lab

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"kobo/internal/lab/porten"
)

// client calls the simulators' steering of a running lab.
var client = &http.Client{Timeout: 10 * time.Second}

// Viewers asks the running lab whom it makes tokens for.
func (r Running) Viewers(ctx context.Context) (v porten.Viewers, err error) {
	return v, r.call(ctx, http.MethodGet, "/__sim/viewers", nil, &v)
}

// Token makes a bearer token, good for an hour, for a person or system: as is a name, the beginning of one, a national
// identity number, or a client id; org is the organisation to act for, which may be left out where there is no choice. A person
// with rights nowhere is a citizen. The error says whom or what there is to choose among.
func (r Running) Token(ctx context.Context, as, org string) (string, error) {
	v, err := r.Viewers(ctx)
	if err != nil {
		return "", err
	}
	request, err := choose(v, as, org)
	if err != nil {
		return "", err
	}
	var answer struct{ Token string }
	err = r.call(ctx, http.MethodPost, "/__sim/token", request, &answer)
	return answer.Token, err
}

// tokenRequest is what the simulators want to know.
type tokenRequest struct {
	Pid      string `json:"pid,omitempty"`
	ClientID string `json:"clientId,omitempty"`
	Orgno    string `json:"orgno,omitempty"`
}

// choose finds who is meant, and for whom.
func choose(v porten.Viewers, as, org string) (tokenRequest, error) {
	for _, s := range v.Systems {
		if s.ClientID != as {
			continue
		}
		org, err := chooseOrganisation(as, org, s.Customers)
		return tokenRequest{ClientID: s.ClientID, Orgno: org}, err
	}
	person, err := choosePerson(v.Persons, as, org)
	if err != nil {
		return tokenRequest{}, err
	}
	var orgs []string
	for _, o := range person.Organisations {
		orgs = append(orgs, o.Orgno)
	}
	if len(orgs) == 0 && org == "" {
		return tokenRequest{Pid: person.Pid}, nil
	}
	org, err = chooseOrganisation(person.Name, org, orgs)
	return tokenRequest{Pid: person.Pid, Orgno: org}, err
}

// choosePerson finds the one person that as names. The whole number or name comes before the beginning of a name; of several,
// the one with rights in org is meant.
func choosePerson(all []porten.PersonViewer, as, org string) (porten.PersonViewer, error) {
	for _, matches := range []func(p porten.PersonViewer) bool{
		func(p porten.PersonViewer) bool { return p.Pid == as },
		func(p porten.PersonViewer) bool { return strings.EqualFold(p.Name, as) },
		func(p porten.PersonViewer) bool {
			return strings.HasPrefix(strings.ToLower(p.Name), strings.ToLower(as))
		},
	} {
		var found []porten.PersonViewer
		for _, p := range all {
			at := slices.ContainsFunc(p.Organisations, func(o porten.OrganisationViewer) bool { return o.Orgno == org })
			if matches(p) && (org == "" || at) {
				found = append(found, p)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			var names []string
			for _, p := range found[:min(len(found), 5)] {
				names = append(names, p.Name+" "+p.Pid)
			}
			return porten.PersonViewer{}, fmt.Errorf("%q is %d persons; say which by number: %s", as, len(found), strings.Join(names, ", "))
		}
	}
	return porten.PersonViewer{}, fmt.Errorf("nobody is called %q; `kobo lab token` lists everybody", as)
}

// chooseOrganisation is org when it is among those there are, or the only one when org is empty.
func chooseOrganisation(who, org string, among []string) (string, error) {
	switch {
	case org == "" && len(among) == 1:
		return among[0], nil
	case org != "" && slices.Contains(among, org):
		return org, nil
	case len(among) == 0:
		return "", fmt.Errorf("%s acts for no organisation", who)
	}
	return "", fmt.Errorf("choose with --org whom %s acts for: %s", who, strings.Join(among[:min(len(among), 10)], ", "))
}

// List writes a table of everybody, with the command that makes each a token.
func List(w io.Writer, v porten.Viewers) error {
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tWHAT\tORGANISATION\tRIGHTS\tCOMMAND")
	for _, p := range v.Persons {
		command := "kobo lab token --as " + p.Pid
		if len(p.Organisations) == 0 {
			fmt.Fprintf(table, "%s\t%s\t\t%s\t%s\n", p.Name, p.Note, "", command)
		}
		for _, o := range p.Organisations {
			fmt.Fprintf(table, "%s\t%s\t%s %s\t%s\t%s --org %s\n", p.Name, p.Note, o.Name, o.Orgno, cmp.Or(o.Rights, "-"), command, o.Orgno)
		}
	}
	for _, s := range v.Systems {
		command, customers := "kobo lab token --as "+s.ClientID, "no customers"
		if len(s.Customers) > 0 {
			command += " --org " + s.Customers[0]
			customers = fmt.Sprintf("%d customers", len(s.Customers))
		}
		fmt.Fprintf(table, "%s\tsystem\t%s\t%s\t%s\n", s.ClientID, customers, strings.Join(s.Scopes, " "), command)
	}
	return table.Flush()
}

func (r Running) call(ctx context.Context, method, path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, r.Sim+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return errors.New("the lab does not answer: start it with `kobo lab`")
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		var answer struct{ Error string }
		_ = json.NewDecoder(io.LimitReader(res.Body, 64<<10)).Decode(&answer) // what can't be read says nothing
		return errors.New(cmp.Or(answer.Error, "the lab answered "+res.Status))
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		return fmt.Errorf("the lab's answer: %w", err)
	}
	return nil
}
