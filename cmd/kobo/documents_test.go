package main

import (
	"encoding/json"
	"testing"

	"kobo/clients"
	"kobo/graph"
	"kobo/graph/generated"
	"kobo/internal/access"
	"kobo/internal/server"
	"kobo/internal/viewer"
)

// pages are how many rows the clients ask for where a document leaves it to a variable: the larger of the sizes on their screens.
var pages = map[string]any{"first": json.Number("50")}

// Every document of a client is valid for its broadest user, and costs no more than the limit: one that is dearer is refused for everyone.
func TestDocumentsOfClientsFitTheLimits(t *testing.T) {
	t.Parallel()
	grid, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	var all []viewer.Grant
	for _, right := range grid.Rights() {
		all = append(all, viewer.Grant{Right: right, Write: true})
	}
	full := generated.NewExecutableSchema(generated.Config{}).Schema()
	projections, err := newProjections(full, grid, graph.Services{}, server.Options{Sizes: listSizes})
	if err != nil {
		t.Fatal(err)
	}
	p, err := projections.Get(grid.Bits(all, access.Modules))
	if err != nil {
		t.Fatal(err)
	}
	documents, err := clients.Documents()
	if err != nil {
		t.Fatal(err)
	}
	most := server.Standard().Cost[viewer.Staff]
	for client, registered := range documents {
		for _, text := range registered {
			cost, err := p.endpoint.Cost(text, pages)
			if err != nil {
				t.Errorf("%s: %v\n%.120s", client, err, text)
			} else if cost > most {
				t.Errorf("%s: costs %d, more than %d\n%.120s", client, cost, most, text)
			}
		}
	}
}
