package lab

import (
	"kobo/internal/lab/porten"
	"kobo/internal/lab/synthetic"
	"kobo/internal/login"
)

// How Kobo is registered with the simulated issuers.
const (
	citizenClient = "kobo-innbygger"
	staffClient   = "kobo-ansatt"
)

// issuers are the simulated issuers with everybody who can log in: staff and partners with their rights, the citizens that the
// country offers, and the vendors' systems with what their customers gave them.
func issuers(n *synthetic.Norway, publicURL string, ports porten.Ports, keyFile string) porten.Config {
	client := func(id string, issuer porten.Issuer) porten.Client {
		return porten.Client{
			ID: id, Issuer: issuer, Orgno: synthetic.State.Number,
			RedirectURIs:          []string{publicURL + "/login/callback/" + string(issuer)},
			PostLogoutURIs:        []string{publicURL + "/logout/done"},
			FrontchannelLogoutURI: publicURL + "/logout/frontchannel",
			BackchannelLogoutURI:  publicURL + "/logout/backchannel",
		}
	}
	c := porten.Config{
		Ports: ports, KeyFile: keyFile, API: publicURL,
		Clients: []porten.Client{client(citizenClient, porten.IDPorten), client(staffClient, porten.Ansattporten)},
	}
	person := func(p *synthetic.Person, note string) {
		c.Persons = append(c.Persons, porten.Person{Pid: p.Pid, Name: p.Name(), Locale: locales[string(p.Language)], Note: note})
	}
	for _, s := range n.Staff() {
		person(&s.Person, s.Title)
		for _, a := range s.Access {
			c.Rights = append(c.Rights, porten.Right{
				Pid: a.Pid, Resource: a.Resource, ResourceName: a.Resource, Orgno: a.Orgno, OrgName: a.OrgName, UnitType: a.UnitType,
				Actions: a.Actions,
			})
		}
	}
	for _, s := range n.Citizens() {
		person(&s.Person, s.Title)
	}
	for _, s := range n.Systems() {
		c.Clients = append(c.Clients, porten.Client{ID: s.ClientID, Issuer: porten.Maskinporten, Orgno: s.Vendor.Number, Scopes: s.Scopes})
		for _, customer := range s.Customers {
			c.SystemUsers = append(c.SystemUsers, porten.SystemUser{
				Vendor: s.Vendor.Number, Customer: customer, ID: s.ClientID + "-" + customer, SystemID: s.SystemID,
			})
		}
	}
	return c
}

// locales are the issuers' names of languages.
var locales = map[string]string{"NB": "nb", "NN": "nn", "EN": "en", "SE": "se"}

// trust tells the site of the issuers and of its own keys there.
func trust(site *Site, sim *porten.Porten) error {
	citizenKey, err := sim.ClientKey(citizenClient)
	if err != nil {
		return err
	}
	staffKey, err := sim.ClientKey(staffClient)
	if err != nil {
		return err
	}
	site.IDPorten = login.Provider{Issuer: sim.URLs.IDPorten, ClientID: citizenClient, Key: citizenKey}
	site.Ansattporten = login.Provider{Issuer: sim.URLs.Ansattporten, ClientID: staffClient, Key: staffKey}
	site.Maskinporten = login.Maskinporten{Issuer: sim.URLs.Maskinporten, JWKSURL: sim.URLs.MaskinportenJWKS}
	return nil
}
