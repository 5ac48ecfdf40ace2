#!/bin/sh
# Installs what a lock file names, with its hashes, into an environment: by uv where it is found, else
# by pip. A new one is made with the Python that PYTHON names, which is looked at before all else.
#
#     scripts/install.sh new ENVIRONMENT LOCK    whatever was there is removed
#     scripts/install.sh add ENVIRONMENT LOCK
set -eu
how=$1 environment=$2 lock=$3 python=${PYTHON:-python3}

if [ "$how" = new ]; then
    "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null || {
        found=$("$python" --version 2>&1) || found='which does not run'
        echo "The build needs another Python"
        echo "  found:    $python, $found"
        echo "  expected: Python 3.11, 3.12, 3.13 or 3.14, for which the packages are locked ($lock)"
        echo "  next:     install one, and name it: make PYTHON=python3.12 build"
        exit 1
    } >&2
    rm -rf "$environment"
fi

echo "installing $lock into $environment ..."
if command -v uv >/dev/null; then
    if [ "$how" = new ]; then uv venv --quiet --python "$python" "$environment"; fi
    uv pip install --quiet --compile-bytecode --require-hashes \
        --python "$environment/bin/python" --requirement "$lock"
else
    if [ "$how" = new ]; then "$python" -m venv "$environment"; fi
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement "$lock"
    # Byte-compiled, dbt starts twice as fast.
    "$environment/bin/python" -m compileall -q "$environment/lib" || true
fi
