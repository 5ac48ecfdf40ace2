# What people do with this project; `make` alone lists it.
#
# What they give (FILE=...) may hold any sign: make takes it as it stands, without looking for
# $(...) in it, and the shell reads it from the environment. OPTIONS are words between spaces.
GIVEN := FILE OLD NEW DATE SEED COUNT ROUNDS OPTIONS JAVA_HOME PYTHON
$(foreach name,$(GIVEN),$(if $(value $(name)),$(eval override $(name) := $$(value $(name)))$(eval export $(name))))
BIN := .venv/bin
export DO_NOT_TRACK := 1
export PYTHONPATH := scripts

.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | column -ts '|'

build: .venv/build-installed  ## stage, build and test all models, export the marts to exports/
	@$(BIN)/python scripts/unchanged.py || $(BIN)/python scripts/build.py $$OPTIONS

rebuild: .venv/build-installed  ## the same, also where nothing has changed since the last build
	@$(BIN)/python scripts/build.py $$OPTIONS

test: .venv/test-installed .venv-readers/installed .venv-exposure/installed  ## test the parser, the models and the whole job
	@$(BIN)/python -m pytest $$OPTIONS

test-all: .venv/test-installed .venv-readers/installed .venv-exposure/installed  ## every test there is: long; goes on where it stopped
	@$(BIN)/python -m measure.whole_suite $$OPTIONS

fuzz: .venv/test-installed  ## ten thousand generated tables through the staging, and labels through the proposals
	@$(BIN)/python -m pytest tests/test_fuzz.py tests/test_proposals.py -k "fuzz or any_label" --hypothesis-profile fuzz

test-spark: java .venv-spark/installed  ## build on DuckDB and on Spark too, compare every mart cell by cell: minutes
	@.venv-spark/bin/python -m measure.engines

cluster: java .venv-spark/installed  ## build an archive on a Spark cluster of two workers, compare it with DuckDB: OPTIONS=--kill ends one halfway
	@.venv-spark/bin/python -m measure.cluster target/cluster $$OPTIONS

approve: .venv/build-installed  ## say what seeds and marts no longer say as approved, and put it on record as meant
	@$(BIN)/python scripts/unchanged.py > /dev/null || { \
	    echo "approve: the last build is not of these files; next: make build, then make approve" >&2; exit 1; }
	@$(BIN)/python scripts/approved_seeds.py
	@$(BIN)/python scripts/approved_marts.py

lint: .venv/test-installed  ## check the style of SQL and Python
	$(BIN)/ruff format --check scripts tests
	$(BIN)/ruff check scripts tests
	$(BIN)/sqlfluff lint models tests

edition: .venv/test-installed  ## FILE=seeds/documents/...: profile a new document, propose its rows
	@$(BIN)/python -m edition $$OPTIONS $${FILE:+-- "$$FILE"}

accept: .venv/test-installed  ## rehearse the proposed rows and move them into the seeds
	@$(BIN)/python -m edition --accept $$OPTIONS

stage: .venv/build-installed  ## copy the documents into the staged seed
	@$(BIN)/python scripts/stage.py $$OPTIONS

suspects: .venv/test-installed  ## after a build that failed: which rows and cells would explain it; propose errata
	@$(BIN)/python scripts/suspects.py

detection: .venv/build-installed  ## DATE=...: measure how well errors are found and named (after a build): minutes
	@$(BIN)/python -m measure.detection $${DATE:+--measured-on="$$DATE"}

cold-start: .venv/test-installed  ## measure what is healed of each document when its errata are forgotten
	@$(BIN)/python -m measure.cold_start

made-damage: .venv/test-installed  ## SEED=1 COUNT=20: measure what is healed of documents damaged in many places (after a build)
	@$(BIN)/python -m measure.made_damage --seed="$${SEED:-1}" --trials="$${COUNT:-20}" $$OPTIONS

interference: .venv/test-installed  ## does any message depend on what a mark hides? every mark (after a build): hours, with OPTIONS=--healing days; goes on where it stopped
	@$(BIN)/python -m measure.interference $$OPTIONS

exposure: .venv/build-installed .venv-exposure/installed  ## DATE=...: count the suppressed figures that NAV's totals give away (after a build)
	@$(BIN)/python -m measure.exposure $${DATE:+-- "$$DATE"}

mutants: .venv/test-installed  ## SEED=1 COUNT=150: change the project blindly and count what notices (after a build)
	@$(BIN)/python -m measure.mutants --seed="$${SEED:-1}" --count="$${COUNT:-150}" $$OPTIONS

benchmark: .venv/build-installed  ## measure the build beside other ways to do it: ROUNDS=5, ten minutes
	@$(BIN)/python -m measure.benchmark --rounds="$${ROUNDS:-5}"

scale: .venv/build-installed  ## measure the documents, and archives of ten to a thousand times the size: 15 minutes, 30 GB
	@$(BIN)/python -m measure.scale target/scale documents 1x52 2x304 17x356

release-diff: .venv/build-installed  ## say what changed between two folders of exports: OLD=... NEW=...
	@$(BIN)/python -m export.release_diff -- "$$OLD" "$${NEW:-exports}"

release: .venv/build-installed  ## pack the exports with checksums and what is new since OLD=... (a folder or an archive, if any)
	@$(BIN)/python scripts/unchanged.py > /dev/null || { \
	    echo "release: the last build is not of these files; next: make build, then make release" >&2; exit 1; }
	@$(BIN)/python -m export.release exports releases $${OLD:+--former="$$OLD"}

clean:  ## remove the database, the exports and what dbt wrote
	@$(PYTHON) scripts/machine.py rm -rf target logs exports* nav_tiltak.duckdb*

# An environment has what its lock file names. It is marked when all is there: else the next try makes
# it anew. Its Python is checked before anything is written.
.venv/build-installed: requirements.txt
	@sh scripts/install.sh new .venv requirements.txt
	@touch $@

.venv/test-installed: .venv/build-installed requirements-test.txt
	@sh scripts/install.sh add .venv requirements-test.txt
	@touch $@

# Other readers of the exports have other versions of what the tests use.
.venv-readers/installed: requirements-readers.txt
	@sh scripts/install.sh new .venv-readers requirements-readers.txt
	@touch $@

# The exact solver (HiGHS) is large, and only counts what NAV's totals give away.
.venv-exposure/installed: requirements-exposure.txt
	@sh scripts/install.sh new .venv-exposure requirements-exposure.txt
	@touch $@

# Spark runs in Java, which is not installed here.
java:
	@java="$${JAVA_HOME:+$$JAVA_HOME/bin/}java"; "$$java" -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])' || { \
	    echo "Spark needs another Java"; \
	    echo "  found:    $$("$$java" -version 2>&1 | head -n 1)"; \
	    echo "  expected: Java 17 or newer, as pyspark 4.3 says"; \
	    echo "  next:     install one (Debian: openjdk-17-jre-headless) or set JAVA_HOME to one"; \
	    exit 1; } >&2

.venv-spark/installed: requirements-spark.txt
	@sh scripts/install.sh new .venv-spark requirements-spark.txt
	@touch $@

.PHONY: help build rebuild test test-all test-spark cluster java lint suspects detection cold-start made-damage exposure mutants approve benchmark scale edition accept stage release-diff release fuzz clean interference
