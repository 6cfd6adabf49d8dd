# Every target does the set-up that it needs; `make help` lists them.
# PYTHON=/path/to/python3.12 chooses the interpreter, ARGS=... is passed on.

.DEFAULT_GOAL := help
.PHONY: help demo test soak check format samples lock clean runtime dev

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: runtime ## the service on the bundled clip, and its page (ARGS="--port 8010 --no-browser")
	@mkdir -p .venv/matplotlib && exec env MPLCONFIGDIR="$$PWD/.venv/matplotlib" \
		.venv/bin/mostrador demo $(ARGS)

# Two at a time, a file whole by one of them, since a file's tests share its servers and browsers.
test: dev ## all tests (ARGS="tests/unit -k gaze", ARGS="-n 0" for one at a time)
	@.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

# Outside CI: about an hour on two quiet cores.
soak: dev ## what takes long: properties with many more examples, intervals, faults of cameras
	@.venv/bin/python -m pytest -n 2 --timeout 3600 --hypothesis-profile soak \
		tests/properties tests/unit/metrics tests/api/test_differencing.py $(ARGS)
	@.venv/bin/python -m tests.fitting.interval_coverage 1000
	@.venv/bin/python -m tests.fitting.recovery 40 1

check: dev ## formatting, lint, types, the arrows between the rooms, the house rules
	@failed=; \
	step() { printf '%s\n' "-- $$1"; shift; "$$@" || failed=yes; }; \
	step format .venv/bin/ruff format --check --quiet .; \
	step lint .venv/bin/ruff check --quiet .; \
	step types env PYRIGHT_PYTHON_IGNORE_WARNINGS=1 .venv/bin/pyright --warnings; \
	step arrows .venv/bin/lint-imports --no-logo --no-cache; \
	step house .venv/bin/python -m pytest -q tests/test_architecture.py; \
	.venv/bin/python -m tests.house_rules; \
	[ -z "$$failed" ] || { echo "make check: something above needs mending"; exit 1; }

format: dev ## let ruff format the code and mend what it safely can
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .

samples: dev ## render the bundled clip and its truth again
	@.venv/bin/python -m tests.mannequin $(ARGS)

lock: runtime ## resolve the dependencies into locks/ (ARGS=--upgrade for newer versions)
	@sh locks/resolve.sh $(ARGS)

clean: ## remove everything that make made
	rm -rf .venv .uv build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@sh locks/install.sh runtime

dev:
	@sh locks/install.sh dev
