# Everything goes through uv, which the first target brings when the machine has none.
UV_HOME := .tools/uv
UV := $(shell command -v uv 2>/dev/null || echo $(UV_HOME)/bin/uv)
RUN := $(UV) run --frozen

.PHONY: demo run test check soak bench lock clean

.venv/.synced: uv.lock pyproject.toml | $(UV)
	$(UV) sync --frozen --quiet
	@touch $@

$(UV_HOME)/bin/uv:
	python3 -m venv $(UV_HOME)
	$(UV_HOME)/bin/pip install --quiet uv

demo: .venv/.synced ## Install what is missing, start everything, print the address and the demo users
	$(RUN) caudal demo --serve

run: .venv/.synced ## Serve the utility of this folder
	$(RUN) caudal serve

check: .venv/.synced ## Format, lint, types, contracts, dependencies: no database
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) lint-imports
	$(RUN) mypy
	$(RUN) deptry .

test: check ## What continuous integration runs
	$(RUN) python -m tools.run_tests

soak: .venv/.synced ## Long versions: resumable, result in docs/soak.md
	$(RUN) python -m tools.run_soak

bench: .venv/.synced ## Ratios against limits measured in the same run, into docs/performance.md
	$(RUN) caudal bench

lock: | $(UV) ## Refresh uv.lock
	$(UV) lock

clean: ## Remove caches, never data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
