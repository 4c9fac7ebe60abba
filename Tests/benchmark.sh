#!/usr/bin/env bash
# Measures what the README and the release notes claim: one subject against all rules (in process, and the same SELECTs
# in the sqlite3 shell), the daemon's memory after start, its wake-ups in a minute with nothing due, and the syncs per
# submitted assessment. Needs sqlite3 and strace. Figures vary with the machine: compare the ratios.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build -c release --product dabiaod >&2
swift build -c release --product dabiaoctl >&2
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
