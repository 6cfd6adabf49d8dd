#!/bin/sh
# Resolve pyproject.toml into the locks of this folder (`make lock`). Needs the network.
#
#   runtime.txt    the program without what MediaPipe asks for in vain (lean.excludes)
#   dev.txt        checks and tests; the same versions wherever both name a package
#   build.txt      what packs the project
#   uv.txt         the resolver itself, which also brings a Python where there is none
#
# One file serves Python 3.11 and 3.12 on every platform: markers choose, and every file of a
# release has its hash.

set -eu
cd "$(dirname "$0")/.."

[ -x .uv/bin/python ] || .venv/bin/python -m venv .uv
.uv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
    -r locks/uv.txt

resolve() {
    env -u PIP_FIND_LINKS -u UV_FIND_LINKS UV_CUSTOM_COMPILE_COMMAND="make lock" \
        .uv/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 --upgrade \
        --generate-hashes --no-annotate "$@"
}

resolve pyproject.toml --excludes locks/lean.excludes -o locks/runtime.txt
resolve --group dev -c locks/runtime.txt -o locks/dev.txt
resolve --group build -c locks/dev.txt -o locks/build.txt
printf 'uv\n' | resolve - -o locks/uv.txt
