# Everything one does with Kobo. `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# What is written by hand: generated code is checked by being generated again.
own = $(shell go list ./... | grep -Ev '/ent(/|$$)|/graph/(generated|model)$$|/fixture(/|$$)')
staticcheck := honnef.co/go/tools/cmd/staticcheck@v0.7.0
# The rights whose schema the caseworker app and the API explorer are typed by: all that municipal staff can have.
staff := boligoversikt soknadsregistrering saksbehandling vedtak klage lesetilgang administrator statistikk skjermet innsyn-logg
# What generators write.
generated := ent graph internal/codelist/codes.gen.go clients/caseworker/schema.graphql clients/developer/schema.graphql \
	clients/caseworker/src/gql
client_sources := $(shell find clients -type f -not -path '*/node_modules/*' -not -path 'clients/dist/*' -not -path 'clients/e2e/*' \
	-not -name '*.test.*' -not -name '*.go')
npm := $(shell command -v npm)

.NOTPARALLEL:
.PHONY: help run test build install generate verify lint clients clients-test e2e bench tour clean

help: ## Lists what there is to make.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install build ## Starts the lab with all that it needs; LAB='--profile national --fresh' passes flags on.
	bin/kobo lab $(LAB)

test: install verify lint ## Runs every check and test, as continuous integration does.
	go run ./internal/testdb/withcluster -- go test ./...
	$(MAKE) clients-test e2e

build: $(if $(npm),bin/.clients) ## Builds bin/kobo with the web clients in it.
	$(if $(npm),,@echo 'npm is missing: bin/kobo is built without the web clients; install Node 20.19 or newer')
	go build -o bin/kobo ./cmd/kobo

install: ## Installs what the machine lacks: PostgreSQL's programs, a browser and fonts.
	.ci/install

generate: clients/node_modules/.package-lock.json ## Generates code from ent/schema, the code lists, the graph and the clients' operations.
	go generate ./internal/codelist ./ent ./graph
	mkdir -p bin
	go run ./cmd/kobo schema $(staff) >bin/schema.graphql
	for client in caseworker developer; do cmp -s bin/schema.graphql clients/$$client/schema.graphql || cp bin/schema.graphql clients/$$client/; done
	cd clients && npm run --silent gen

verify: ## Checks that what is generated is current.
	mkdir -p bin
	find $(generated) -type f | sort | xargs sha256sum >bin/generated.before
	$(MAKE) generate
	find $(generated) -type f | sort | xargs sha256sum | diff bin/generated.before - || { echo 'generated files were not current: look at them and commit' >&2; exit 1; }

lint: clients/node_modules/.package-lock.json ## Looks for mistakes without running anything.
	unformatted=$$(gofmt -l $$(find . -name '*.go' -not -path '*/node_modules/*')); [[ -z $$unformatted ]] || { echo "not formatted: $$unformatted" >&2; exit 1; }
	go vet ./...
	go run $(staticcheck) $(own)
	cd clients && npm run --silent typecheck && npm run --silent lint && npm run --silent lockcheck

clients: bin/.clients ## Builds the web clients, when their source has changed.

clients-test: bin/.clients ## Tests the web clients without a server.
	cd clients && npm run --silent test

e2e: build ## Tests the web clients in a browser, against a lab of their own.
	cd clients && npm run --silent e2e

bench: ## Measures speed beside a yardstick, in labs of its own (docs/performance.md); BENCH='-profiles small' passes flags on.
	mkdir -p bin/bench
	go build -o bin/bench ./cmd/kobo ./internal/bench/load
	bin/bench/load -kobo bin/bench/kobo $(BENCH)
	go run ./internal/testdb/withcluster -- go test -run '^$$' -bench . -benchtime 0.3s -benchmem $(own)

tour: build ## Shows what Kobo can do, against a lab.
	docs/tour.sh

clean: ## Removes what was built; the lab's data stays.
	rm -rf bin
	find clients/dist -mindepth 1 -not -name .gitkeep -delete

clients/node_modules/.package-lock.json: clients/package-lock.json
	cd clients && npm ci --no-audit --no-fund
	touch $@

bin/.clients: clients/node_modules/.package-lock.json $(client_sources)
	cd clients && npm run --silent build
	mkdir -p bin
	touch $@
