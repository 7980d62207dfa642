# `make` lists the targets.

# debug or release
CONFIGURATION ?= debug
# The data root of `make run`.
ROOT ?= .
# More arguments for `swift test`, such as ARGS="--filter Bags".
ARGS ?=
# How long `make fuzz` runs in all, or instead how many inputs each target gets, and one of its targets (all of them unless given).
SECONDS ?= 600
INPUTS ?= $(SECONDS)s
TARGET ?=

# The first season of `make soak`.
SEED ?= 1

# `make bench` and `make profile`: which workloads, at what share of their full size, how often, and where.
WORKLOADS ?=
SCALE ?= 1
RUNS ?= 3
WORK ?= Benchmarks/work

BINARY := .build/$(CONFIGURATION)/voucherd
SOURCES := Sources Tests Fuzzing Package.swift

# A crashed test must end: the backtracer may wait for a terminal that is not there.
export SWIFT_BACKTRACE ?= enable=no

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help toolchain libraries setup build test smoke crash fuzz soak bench profile lint format demo run clean

help: ## List the targets
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

toolchain:
	@scripts/require-swift

libraries:
	@scripts/setup build

setup: ## Install what building and testing need and this machine lacks
	@scripts/setup all

build: toolchain libraries ## Build voucherd (CONFIGURATION=release for use in earnest)
	swift build --configuration $(CONFIGURATION)

test: toolchain setup ## Run every test (ARGS="--filter Bags" for some of them)
	swift test $(ARGS)

smoke: build ## Hold a release build, in one pass and as a daemon, against the debug build
	swift build --configuration release --product voucherd
	@scripts/smoke .build/debug/voucherd .build/release/voucherd

crash: toolchain setup ## End a drain at every system call, and cut the power there; takes an hour or two
	VOUCHERD_CRASH=all swift test --filter CrashTests $(ARGS)

fuzz: toolchain libraries ## Feed generated inputs to the readers (SECONDS=600 TARGET=zip for one of them)
	@scripts/fuzz $(INPUTS) $(TARGET)

soak: build ## Play simulated seasons with every fault until stopped (SEED=1000 to begin there)
	$(BINARY) simulate --seed $(SEED) --days 14 --seasons 0

bench: toolchain ## Measure against the floor and a plain Python peer (SCALE=0.1 WORKLOADS="w1 w2" for a short run)
	@scripts/setup bench
	swift build --configuration release
	@Benchmarks/bench.py --work "$(WORK)" --scale $(SCALE) --runs $(RUNS) $(WORKLOADS)

profile: toolchain ## Say where the time goes, stage by stage (WORKLOADS=w1 SCALE=0.1)
	@scripts/setup bench
	swift build --configuration release
	@Benchmarks/profile.py --work "$(WORK)" --scale $(SCALE) $(WORKLOADS)

lint: toolchain ## Check the formatting
	swift format lint --strict --recursive $(SOURCES)

format: toolchain ## Format the sources in place
	swift format --in-place --recursive $(SOURCES)

demo: build ## Make a sample city in ./demo, run one pass over it and show what came out
	@scripts/demo $(BINARY)

run: build ## Start the daemon on ROOT (by default this folder)
	$(BINARY) run --root "$(ROOT)"

clean: toolchain ## Remove what was built and ./demo; store, outbox and log stay
	swift package clean
	rm -rf demo
