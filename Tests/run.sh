#!/usr/bin/env bash
# 检查和测试的全部：装好所需、查格式、构建、跑一遍演示、跑测试。
# Everything that checks dabiao: installs what is needed, checks the format, builds, runs the demo, runs the tests.
#
#   Tests/run.sh [ARGUMENTS OF swift test]        Tests/run.sh --filter LayoutTests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

heading() { printf '\n── %s\n' "$*"; }

if ! command -v swift >/dev/null; then
    echo "没有找到 swift（6.2 以上），请先安装：https://www.swift.org/install/linux/" >&2
    echo "swift 6.2 or newer was not found: install it first." >&2
    exit 1
fi

heading "准备 · Prepare"
packaging/ensure-packages.sh ca-certificates git libsqlite3-dev libssl-dev libsystemd-dev pkg-config \
    python3-venv shellcheck sqlite3 strace
venv=.build/venv
if ! "$venv/bin/python" -c '' 2>/dev/null; then
    python3 -m venv --clear "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check varlink==31.0.0 \
    python-dateutil==2.9.0.post0 chinesecalendar==1.11.0
DABIAO_PYTHON=$PWD/$venv/bin/python
export DABIAO_PYTHON

heading "格式 · Format"
swift format lint --strict --parallel --recursive Sources Tests Package.swift
shellcheck .ci/run packaging/*.sh Tests/*.sh
"$DABIAO_PYTHON" packaging/demo/make-enterprises.py --check

heading "构建 · Build"
quiet=()
[[ -t 1 ]] || quiet=(--quiet)
swift build "${quiet[@]}" --build-tests --explicit-target-dependency-import-check error

heading "演示 · Demo"
demo=$(mktemp -d "${TMPDIR:-/tmp}/dabiao-tests.XXXXXX")
trap 'rm -rf "$demo"' EXIT
if ! packaging/demo.sh "$demo/home" >"$demo/output" 2>&1; then
    cat "$demo/output" >&2
    echo "演示失败 / the demo failed" >&2
    exit 1
fi
echo "packaging/demo.sh：通过 / passed"

heading "测试 · Test"
swift test --skip-build --disable-xctest "$@"
