#!/usr/bin/env bash
# Measures what the README and the release notes claim: 200,000 subjects against 30 rules in one pass (beside the same
# SELECTs in the sqlite3 shell, and zen-engine and cel-python on the same facts), one subject against all rules (in
# process, and the same SELECTs in the shell), the daemon's memory after start, its wake-ups in a minute with nothing
# due, and the syncs per submitted assessment. Needs sqlite3, strace and python3-venv. Figures vary with the machine:
# compare the ratios.
#
#   Tests/benchmark.sh [all|everyone]        SUBJECTS=20000 Tests/benchmark.sh everyone
set -euo pipefail
cd "$(dirname "$0")/.."
part=${1:-all}

if [ "$part" = all ]; then
    swift build -c release --product dabiaod >&2
    swift build -c release --product dabiaoctl >&2
fi
swift build -c release --product dabiao-benchmark >&2
bin=$(swift build -c release --show-bin-path)

work=$(mktemp -d)
daemon=
finish() {
    [ -n "$daemon" ] && kill "$daemon" 2>/dev/null && wait "$daemon" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
export DABIAO_SOCKET=$work/socket
ctl() { "$bin/dabiaoctl" "$@"; }

start() { # NAME...: starts the daemon, under the given command if there is one
    "$@" "$bin/dabiaod" --state "$work/state" --socket "$DABIAO_SOCKET" --plugins Plugins --calendar config/calendar \
        --pretend-now 2026-11-29T10:00:00+08:00 2>"$work/log" &
    daemon=$!
    for _ in $(seq 200); do
        ctl status >/dev/null 2>&1 && return
        sleep 0.1
    done
    cat "$work/log" >&2
    exit 1
}
stop() {
    kill "$(pgrep -f "$bin/dabiaod --state $work/state" | tail -n 1)"
    wait "$daemon" || true
    daemon=
}

# The median of five runs in milliseconds, of a shell that reads a file of SELECTs and throws the rows away.
shell() { # FILE
    for _ in 1 2 3 4 5; do
        local begin end
        begin=$(date +%s%N)
        sqlite3 "$work/city/state/dabiao.db" <"$1" >/dev/null
        end=$(date +%s%N)
        echo $(((end - begin) / 1000000))
    done | sort -n | sed -n 3p
}

echo "== everyone against all rules, set-based"
mkdir -p "$work/city"
"$bin/dabiao-benchmark" everyone Tests/Benchmark/rules.json "$work/city" --subjects "${SUBJECTS:-200000}"
echo "sqlite3 shell, the same SELECTs, every row printed to /dev/null: $(shell "$work/city/selects.sql") ms"
echo "sqlite3 shell, the answers, one text per subject to /dev/null: $(shell "$work/city/answers.sql") ms"

echo "== other engines on the same facts and rules"
venv=.build/venv
"$venv/bin/python" -c '' 2>/dev/null || python3 -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check zen-engine==2.1.3 cel-python==0.5.0
"$venv/bin/python" Tests/Benchmark/other-engines.py Tests/Benchmark/rules.json "$work/city/subjects.jsonl"
rm -rf "$work/city"
[ "$part" = all ] || exit 0

echo "== one subject against all rules of HydrogenStation, in process"
"$bin/dabiao-benchmark" Plugins/HydrogenStation packaging/demo/self-review-triggered.json

echo "== memory"
start
pid=$daemon
awk '/RssAnon/ {print "after start: " $2 " kB RssAnon"}' "/proc/$pid/status"
ctl enterprise import packaging/demo/enterprises.csv >/dev/null
awk '/RssAnon/ {print "after importing 200 enterprises: " $2 " kB RssAnon"}' "/proc/$pid/status"
code=$(grep -m 1 'hydrogen-station' packaging/demo/enterprises.csv | cut -d, -f1)
submit() {
    ctl assessment submit --enterprise "$code" --bundle hydrogen-station --kind self-review --date 2026-11-20 \
        --facts packaging/demo/self-review-triggered.json >/dev/null
}
submit
stop

echo "== the same SELECTs in the sqlite3 shell, on the store, prepared each time"
rounds=20000
subject=$(sqlite3 "$work/state/dabiao.db" "SELECT subject FROM submission LIMIT 1")
select=$("$bin/dabiao-benchmark" --sql Plugins/HydrogenStation packaging/demo/self-review-triggered.json)
{
    echo ".parameter init"
    echo ".parameter set :today \"'2026-11-24'\""
    echo ".parameter set :subject $subject"
    echo ".output /dev/null"
    for _ in $(seq "$rounds"); do printf '%s\n' "$select"; done
} >"$work/selects.sql"
begin=$(date +%s%N)
sqlite3 "$work/state/dabiao.db" <"$work/selects.sql"
end=$(date +%s%N)
echo "sqlite3 shell: $(((end - begin) / rounds / 100))e-1 us each"

echo "== wake-ups in a minute with nothing due"
start strace -f -qq -e trace=all -o "$work/trace"
before=$(wc -l <"$work/trace")
sleep 60
tail -n +"$((before + 1))" "$work/trace" >"$work/minute"
echo "system calls of all threads in 60 s: $(wc -l <"$work/minute")"
awk '{sub(/\(.*/, "", $2); print $2}' "$work/minute" | sort | uniq -c | sort -rn | head -5
stop

echo "== syncs per submitted assessment"
start strace -f -qq -e trace=fsync,fdatasync,syncfs,sync_file_range,msync -o "$work/syncs"
submit
before=$(wc -l <"$work/syncs")
for _ in $(seq 20); do submit; done
after=$(wc -l <"$work/syncs")
echo "20 assessments: $((after - before)) syncs"
stop

Tests/benchmark-scheduler.sh
