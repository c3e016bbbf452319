# The front door. A bare `make` lists what there is.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup runner machine browser wasm ts hub dashboard migration demo pictures test native wasm-test ts-test packaging fidelity \
	interop e2e scaffold soak bench bench-many bench-test check docs drift clean

export CHROMIUM ?= /usr/bin/chromium
export CHROMEDRIVER ?= /usr/bin/chromedriver

# The wasm build may need a toolchain of its own; scripts/wasm-target says which.
WASM = toolchain=$$(scripts/wasm-target) && RUSTUP_TOOLCHAIN=$$toolchain
WASM32 := --target wasm32-unknown-unknown
# These become modules and nothing else. Never --workspace for wasm32: the hub and the
# tools are for the host alone.
MODULES := aimdb-wasm aimdb-fidelity-wasm bench-plain
HOST := --workspace $(MODULES:%=--exclude %) --features aimdb-wasm-codegen/cli,aimdb-wasm-codegen/driver
LIBRARIES := -p aimdb-wasm-macros -p aimdb-wasm-contracts -p aimdb-wasm-adapter -p aimdb-wasm-codegen
# Done once npm has installed a folder's packages.
packages = $(1:%=%/node_modules/.package-lock.json)
NPM := $(patsubst %/package.json,%,$(wildcard ts/package.json examples/*/package.json tests/*/package.json benches/package.json docs/*/package.json))

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## Install what is missing: wasm target, browser, test runner, npm packages
	@$(MAKE) -j 3 runner machine $(call packages,$(NPM))

runner:
	@scripts/test-runner

# One after the other: both may ask apt.
machine: browser
	@scripts/wasm-target >/dev/null

browser:
	@scripts/browser

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@scripts/requirements
	@echo "npm: installing the packages of $*"
	@cd $* && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

wasm: ts

ts: $(call packages,ts) ## Build the npm package @aimdb/wasm: module, generated TypeScript, JavaScript
	@cargo build -p aimdb-wasm-driver
	@$(WASM) CARGO_MANIFEST_DIR=$(CURDIR)/ts/driver target/debug/aimdb-wasm-driver build

hub: ## Build the demo's server
	@cargo build -p aimdb-hub

dashboard: ts $(call packages,examples/dashboard) ## Build the demo's page
	@cd examples/dashboard && npm run --silent build

migration: ts $(call packages,examples/migration) ## Build the pages of the way onto the package
	@cd examples/migration && npm run --silent build

demo: hub dashboard $(if $(DEMO_ONCE),browser $(call packages,tests/e2e)) ## Start a hub and a dashboard, and print the dashboard's URL
	@node scripts/demo.mjs

pictures: hub dashboard browser $(call packages,tests/e2e) ## Take the pictures of the documentation anew
	@node scripts/pictures.mjs

test: ## Run all checks and tests, the quick ones first
	+@scripts/stages setup check native wasm-test ts-test packaging fidelity bench-test interop e2e scaffold

native: ## Test the Rust crates on this machine
	@cargo test $(HOST)

wasm-test: ## Test the engine's adapter and a pipeline on it in headless Chromium
	@$(WASM) CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=$(CURDIR)/target/tools/bin/wasm-bindgen-test-runner \
		cargo test $(WASM32) -p aimdb-wasm-adapter -p aimdb-pipelines

ts-test: ts browser $(call packages,tests/generated tests/react18) ## Test the npm package in Node and in Chromium, with React 18 and 19
	@cd ts && npm run --silent typecheck && npx vitest run
	@node --test tests/generated/*.test.mjs
	@$(WASM) node --test examples/pipelines/tests/*.test.mjs

packaging: ts browser $(call packages,tests/packaging) ## Test the packed package where applications install it
	@cd tests/packaging && node --test

fidelity: ts $(call packages,benches) ## Test every way into the engine against serde_json
	@$(WASM) node --test tests/fidelity/*.test.mjs

interop: hub ts $(call packages,tests/e2e tests/interop) ## Test the bridge in a browser against the hub, which is killed, frozen and closed
	@cd tests/interop && npm run --silent test

soak: hub ts $(call packages,tests/e2e tests/interop) ## Test for losses for some minutes, and print the figures
	@cd tests/interop && npm run --silent soak

e2e: hub dashboard migration $(call packages,tests/e2e) ## Test the dashboard and the migration in a browser against the hub
	@cd tests/e2e && node --test

scaffold: browser $(call packages,tests/e2e) ## Test the tutorial: a project of its own, its package in an application, in a browser
	@$(WASM) node --test tests/scaffold/*.test.mjs

bench: ts $(call packages,benches) ## Measure size and speed beside the peers
	@$(WASM) node benches/run.mjs

bench-many: ts $(call packages,benches) ## Measure what two hundred contracts cost
	@$(WASM) node benches/many/run.mjs

bench-test: ts $(call packages,benches) ## Test that everything that is measured runs and agrees
	@$(WASM) node --test benches/*.test.mjs

check: drift docs ## Check formatting, lints, docs and generated code
	@cargo fmt --all --check
	@cargo clippy $(HOST) --all-targets -- -D warnings
	@scripts/firmware-check
	@scripts/wasm-lint -p aimdb-wasm-contracts --no-default-features
	@scripts/wasm-lint -p aimdb-wasm-adapter --all-targets
	@scripts/wasm-lint $(MODULES:%=-p %)
	@scripts/wasm-lint -p aimdb-pipelines --all-targets
	@$(WASM) RUSTDOCFLAGS="-D warnings" cargo doc --no-deps $(WASM32) -p aimdb-wasm-adapter

docs: $(call packages,ts docs/api) ## Write the pages of the API to target/docs; a name without documentation fails
	@cd docs/api && npm run --silent build
	@RUSTDOCFLAGS="-D warnings" cargo doc --no-deps $(LIBRARIES)
	@rm -rf target/docs/crates && cp -r target/doc target/docs/crates

drift: ## Check that the committed TypeScript is what the contracts give, and that no contract breaks its promises
	@cargo run --quiet -p aimdb-wasm-driver -- check
	@changed=$$(git status --porcelain ts/src/generated); \
		[ -z "$$changed" ] || { echo "drift: not committed as the contracts give it:"; echo "$$changed"; exit 1; }

clean: ## Remove everything that was built or installed here
	@cargo clean
	@rm -rf $(NPM:%=%/node_modules) ts/dist ts/src/glue.d.ts examples/*/dist
