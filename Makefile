EXERCISE ?= exercises/first-steps.yaml
RATE ?= 1
TEAMS ?= play
SIMULATIONS ?=
SEEDS ?= 2000
SECONDS ?= 60
CHAOS ?= --trials 20
COMPOSE ?= $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)
# These drive the whole program in real time, which under the sanitizer is too slow for what they hold it to.
TIMED := IntegrationTests\.(BadInputTests|BrokerFailureTests|CommandLineTests|ConformanceTests|DaemonKillTests|EventBurstTests|ExerciseRunTests|FloodTests|FullStoreTests|MonitoringTests|OlderProtocolTests|OwnBrokerTests|ScriptedBrokerTests|SecureBrokerTests|SeedTests|StartRefusalTests|SimulateTests|TwoDaemonsTests|WatchingTests)

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18
	@echo
	@echo "  make run EXERCISE=$(EXERCISE) RATE=$(RATE) TEAMS=$(TEAMS)"
	@echo "    RATE is exercise seconds in a second; TEAMS is play (a client plays each team) or external"
	@echo "  make run EXERCISE=exercises/harbour.yaml RATE=20 SIMULATIONS=exercises/simulations/harbour.yaml"
	@echo "    SIMULATIONS is a file of simulations that are played as well"

setup: ## install what is missing, by apt
	@tools/setup.sh

run: ## build, then run an exercise here and show its progress
	@tools/run.sh "$(EXERCISE)" "$(RATE)" "$(TEAMS)" "$(SIMULATIONS)"

build: setup ## the release build: .build/release/whitecell
	swift build -c release

test: setup ## unit and integration tests
	@tools/promtool.sh
	swift test --disable-xctest

race: setup ## those with more than one thread under the thread sanitizer, in a build of its own
	RACE=1 TSAN_OPTIONS=halt_on_error=1 swift test --disable-xctest --sanitize=thread --scratch-path .build-tsan \
		-Xswiftc -gline-tables-only --skip '$(TIMED)'

lint: ## hold the sources against the formatter
	swift format lint --strict --parallel -r $(wildcard Sources Tests Benchmarks Fuzz Package.swift)

fuzz: setup ## readers of what comes from outside, under libFuzzer and the address sanitizer: SECONDS=60 each
	Fuzz/run.sh $(SECONDS)

seeds: setup ## whole exercises on a virtual clock, from SEEDS=2000 seeds
	swift build -c release --product seeds
	.build/release/seeds --count $(SEEDS)

chaos: build ## the real daemon, broker and store broken on purpose: CHAOS='--trials 20' or names of faults
	swift build -c release --product chaos
	@$(MAKE) --no-print-directory -C Faults
	.build/release/chaos --shim .build/faults/shim.so $(CHAOS)

bench: build reference ## our figures beside those of bare reference programs
	Benchmarks/run.sh $(BENCH)

reference: ## the reference programs in C and Go
	@tools/setup.sh benches
	@$(MAKE) --no-print-directory -C Benchmarks/reference
	@$(MAKE) --no-print-directory -C Benchmarks/peer

up: ## daemon and broker in containers, on this machine alone
	$(COMPOSE) up --build --detach --wait

down: ## stop them; what they stored stays
	$(COMPOSE) down

clean: ## remove what was built
	swift package clean
	rm -rf .build-tsan Benchmarks/bin

.PHONY: help setup run build test race lint fuzz seeds chaos bench reference up down clean
