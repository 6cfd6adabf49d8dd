#!/bin/sh
# Make `.venv` ready: the pinned, hashed lock without resolution, then this project itself.
#
#   sh locks/install.sh runtime     what `mostrador` needs to run
#   sh locks/install.sh dev         that, and what the checks and tests need
#
# Says one line per step that takes time and nothing when all is in place. PYTHON names an
# interpreter to use instead of looking for one.

set -eu
level=${1:?"say what to install: runtime or dev"}
root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"

say() { printf 'mostrador: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# A half-made environment, one of another Python or one that was moved is of no use.
is_whole() {
    [ -e .venv/bin/pip ] && is_supported .venv/bin/python &&
        grep -qF "$root/.venv" .venv/bin/activate
}

is_supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null
}

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Sets `python`, or leaves it empty and says in `lacking` which one wanted only its venv module.
find_python() {
    python='' lacking=''
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.12 python3.11; do
        is_supported "$candidate" || continue
        if can_make_venv "$candidate"; then python=$candidate && return; fi
        lacking=${lacking:-$candidate}
    done
}

# No 3.11 or 3.12 here: uv, a package like any other, may know where to get one.
bring_python() {
    can_make_venv python3 || return 0
    say "no Python 3.11 or 3.12 here: asking uv to bring 3.12 into .uv"
    [ -e .uv/bin/pip ] || python3 -m venv --clear .uv || return 0
    install_lock .uv uv || return 0
    UV_PYTHON_INSTALL_DIR=$root/.uv/pythons
    export UV_PYTHON_INSTALL_DIR
    .uv/bin/uv python install --quiet --no-bin 3.12 || return 0
    python=$(.uv/bin/uv python find --managed-python 3.12) || python=''
}

# A busy network is tried again where nobody watches.
install_lock() {
    for attempt in 1 2 3; do
        "$1/bin/python" -m pip install -qq --no-input --disable-pip-version-check \
            --no-deps --require-hashes -r "locks/$2.txt" && return 0
        [ -n "${CI:-}" ] && [ "$attempt" -lt 3 ] || return 1
        say "that did not work, trying again"
        sleep $((attempt * 5))
    done
}

make_venv() {
    if is_whole; then return; fi
    find_python
    [ -n "$python" ] || [ -n "$lacking" ] || bring_python
    if [ -z "$python" ]; then
        [ -z "$lacking" ] || fail "$lacking cannot make virtual environments: install its venv" \
            "module (on Debian and Ubuntu: apt-get install python3-venv), then run make again."
        found=$(python3 -c 'import platform; print("Python " + platform.python_version())' \
            2>/dev/null) || found="no python3"
        fail "Python 3.11 or 3.12 is needed, there is $found and uv could bring none: install" \
            "python3.12 with its venv module, or name one with PYTHON=/path/to/python3.12, then" \
            "run make again."
    fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# install_level NAME WHAT: one lock, unless its stamp says that it is in place.
install_level() {
    stamp=.venv/.lock-$1
    wanted=$(cksum "locks/$1.txt")
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    say "installing $2 (locks/$1.txt)"
    install_lock .venv "$1" || fail "locks/$1.txt could not be installed: see pip's words above" \
        "(it needs the network the first time), then run make again."
    printf '%s\n' "$wanted" > "$stamp"
}

install_project() {
    stamp=.venv/.project
    wanted=$(cksum pyproject.toml)
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    say "installing the project itself"
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
        --no-deps --no-build-isolation --editable . ||
        fail "the project itself could not be installed: see pip's words above."
    printf '%s\n' "$wanted" > "$stamp"
}

make_venv
install_level runtime "what Mostrador runs on"
install_level build "what packs the project"
[ "$level" = runtime ] || install_level dev "what the checks and tests need"
install_project
