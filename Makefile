# make demo   lint and plan of an example, in a virtual environment of its own
# make test   everything that must hold: types, style, generated files, wheel, tests
# make test-hooks  the hooks under a real pre-commit, in a git repository of their own
# make bench  whole-process times beside other tools' (needs Go for kubeconform)
# make fuzz   bounded fuzzing of every reader
# make live   compares verdicts with a real API server; needs KUBECONFIG
# make docs   the documentation site in site/
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
FUZZ_SECONDS ?= 300
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-hooks bench fuzz live docs generated clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

demo: $(READY)
	@echo '$$ stslint lint examples/redis'
	@$(BIN)/stslint lint examples/redis
	@echo '$$ stslint plan examples/redis'
	@$(BIN)/stslint plan examples/redis

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/generate.py --check
	$(BIN)/pytest -n 2 --dist loadfile

generated: $(READY)
	$(BIN)/python scripts/generate.py

test-hooks: $(READY)
	$(BIN)/pytest tests/hooks/pre_commit_run.py

bench: $(READY)
	$(BIN)/python -m benchmarks

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

live: $(READY)
	$(BIN)/python scripts/live.py

docs: $(READY)
	$(BIN)/python -m pip install --quiet --group docs
	$(BIN)/python scripts/build_docs.py

clean:
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
