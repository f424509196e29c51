#!/bin/sh
# Runs every check, says which, and stops at the first that fails.
#   tests/run.sh BIN [WORKERS]      BIN: the bin folder of the virtual environment
set -eu
cd "$(dirname "$0")/.."
bin=$1
workers=${2:-2}
# Two test processes share the cores; libraries that start a thread a core would only get in the way.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1

step() { printf '\n==> %s\n' "$1"; }

step "Style (ruff)"
"$bin/ruff" check .
"$bin/ruff" format --check .

step "Types (mypy --strict)"
"$bin/mypy"

step "Direction of imports (import-linter)"
"$bin/lint-imports" --no-logo 2>/dev/null || "$bin/lint-imports"

step "Tests (pytest, $workers at a time)"
"$bin/python" -m pytest -n "$workers" --dist loadgroup
