#!/bin/sh
# Resolve pyproject.toml into the locks of this folder (`make lock`). Needs the network. What is
# pinned stays as it is where it may; with --upgrade everything moves to its newest version.
#
#   runtime.txt    the program, its PostgreSQL driver too, without what MediaPipe asks for in vain
#                  (lean.excludes)
#   dev.txt        checks and tests; the same versions wherever both name a package
#   build.txt      what packs the project
#   uv.txt         the resolver itself, which also brings a Python where there is none
#
# One file serves Python 3.11 and 3.12 on every platform: markers choose, and every file of a
# release has its hash.

set -eu
cd "$(dirname "$0")/.."

[ -e .uv/bin/pip ] || .venv/bin/python -m venv --clear .uv
.uv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
    -r locks/uv.txt

upgrade=${1:-}
export UV_CUSTOM_COMPILE_COMMAND="make lock"
resolve() {
    .uv/bin/uv pip compile $upgrade --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate "$@"
}

resolve pyproject.toml --extra postgresql --excludes locks/lean.excludes -o locks/runtime.txt
resolve --group dev -c locks/runtime.txt -o locks/dev.txt
resolve --group build -c locks/dev.txt -o locks/build.txt
printf 'uv\n' | resolve - -o locks/uv.txt
