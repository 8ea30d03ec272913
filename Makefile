# The commands of this repository. Everything that is missing is installed by the targets that need it.
SWIFT ?= swift
BIN = .build/release/bacalhau
export SWIFT_BACKTRACE ?= enable=no

.PHONY: demo build release test check sim plots bench bench-peers bench-trust coverage format docs clean

## The story: find what lies within 10 km of Lisbon, on three nodes.
demo: release
	scripts/demo

## A debug build of everything.
build:
	scripts/install-deps build
	$(SWIFT) build

## The program as users run it.
release:
	scripts/install-deps build run demo
	scripts/build-release

## Every test, and the coverage of the pure layers.
test:
	scripts/install-deps build run test
	scripts/test

## What every commit passes: format, build, the quick tests of the pure layers.
check:
	scripts/install-deps build run
	scripts/check

## Many simulated schedules with faults (SCHEDULES=100000 SEED=1).
sim: release
	$(BIN) simulate cluster --seed $(or $(SEED),1) --schedules $(or $(SCHEDULES),10000)

## The plots of docs/trust.md, from a fixed seed (about three minutes).
plots: release
	scripts/plots

## The figures of docs/performance.md, on this machine.
bench: release
	scripts/install-deps build run test bench
	Benchmarks/run

## Ray and Dask from PyPI beside ours, in one interleaved run (not part of the tests).
bench-peers: release
	Benchmarks/peers

## The cost of verified against fast runs, on 10,000 jobs of each.
bench-trust: release
	Benchmarks/trust.py

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf .build demo-output
