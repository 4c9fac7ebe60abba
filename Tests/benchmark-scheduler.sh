#!/usr/bin/env bash
# Measures the scheduler by the real daemon: many duties that fall due at once put into the outbox, with the syncs that
# takes, beside a plain INSERT of the same rows by the sqlite3 shell and APScheduler with its SQLite store; and how fast
# the next of a million open occurrences is found. Needs sqlite3, strace, python3-venv. Compare the ratios.
#
#   Tests/benchmark-scheduler.sh [ENTERPRISES]        100000 unless said otherwise
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-100000}

swift build -c release --product dabiaod >&2
swift build -c release --product dabiaoctl >&2
bin=$(swift build -c release --show-bin-path)

work=$(mktemp -d)
daemon=
finish() {
    [ -n "$daemon" ] && kill "$daemon" 2>/dev/null && wait "$daemon" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
export DABIAO_SOCKET=$work/socket
database=$work/state/dabiao.db
ctl() { "$bin/dabiaoctl" "$@"; }
now() { date +%s%N; }
since() { echo $((($(now) - $1) / 1000000)); } # BEGIN: milliseconds

start() { # TIME COMMAND...: starts the daemon at a pretended time, under the given command if there is one
    local time=$1
    shift
    "$@" "$bin/dabiaod" --state "$work/state" --socket "$DABIAO_SOCKET" --plugins Plugins --calendar config/calendar \
        --pretend-now "$time" 2>"$work/log" &
    daemon=$!
}
await() { # until the daemon answers
    until ctl status >/dev/null 2>&1; do
        kill -0 "$daemon"
        sleep 0.1
    done
}
stop() {
    kill "$daemon"
    wait "$daemon" || true
    daemon=
}

python3 - "$count" >"$work/enterprises.csv" <<'PYTHON'
import sys
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
def code(number):
    digits = "EX%06d" % number
    rest = 11 - sum(w * int(d, 36) for w, d in zip((3, 7, 9, 10, 5, 8, 4, 2), digits)) % 11
    body = "91110106" + digits + ("X" if rest == 10 else "0" if rest == 11 else str(rest))
    return body + ALPHABET[(31 - sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31) % 31]
print("credit_code,name,district,sectors,grade,certified_on,expires_on")
for number in range(int(sys.argv[1])):
    print(f"{code(number)},企业{number}号,丰台区,dust-explosion,三级,2025-12-24,2028-12-24")
PYTHON

start 2026-11-24T10:00:00+08:00
await
begin=$(now)
ctl enterprise import "$work/enterprises.csv" >/dev/null
echo "$count enterprises imported: $(since "$begin") ms"
stop
open=$(sqlite3 "$database" "SELECT count(*) FROM occurrence WHERE endedOn IS NULL")
echo "open occurrences: $open, due next morning: $(sqlite3 "$database" \
    "SELECT count(*) FROM occurrence WHERE nextAt <= unixepoch('2026-11-25T09:00:00+08:00')")"

cpu() { awk '{print ($14 + $15) * 10}' "/proc/$daemon/stat"; } # milliseconds that the daemon has used
told() { sqlite3 -readonly "$database" "SELECT ifnull(max(id), 0) FROM outbox"; }
undelivered() { sqlite3 -readonly "$database" "SELECT count(*) FROM outbox WHERE deliveredAt IS NULL"; }

echo "== what is due at once, into the outbox, beside a plain INSERT of the same rows by the sqlite3 shell; three rounds"
cp -r "$work/state" "$work/before"
anew() { # the state before anything was told
    rm -rf "$work/state"
    cp -r "$work/before" "$work/state"
}
dispatch() { # sets rows, ours (milliseconds), used (the processor's) and delivered
    anew
    start 2026-11-25T09:00:00+08:00
    until [ "$(told)" -gt 0 ]; do sleep 0.02; done
    local begin first
    begin=$(now)
    first=$(told)
    used=$(cpu)
    until [ "$(told)" -ge "$count" ]; do sleep 0.05; done
    ours=$(since "$begin")
    used=$(($(cpu) - used))
    rows=$((count - first))
    until [ "$(undelivered)" = 0 ]; do sleep 0.5; done
    delivered=$(since "$begin")
    stop
}
plainly() { # sets plain (milliseconds) and processor, for the same rows as they were enqueued: all indexes, one transaction
    {
        echo "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE subject (id INTEGER PRIMARY KEY);"
        sqlite3 "$database" ".schema outbox"
        echo "BEGIN;"
        sqlite3 "$database" ".mode insert outbox" \
            "SELECT id, key, recipient, channel, day, body, createdAt, NULL, 0, NULL FROM outbox WHERE id > $count - $rows"
        echo "COMMIT;"
    } >"$work/insert.sql"
    rm -f "$work"/plain.db*
    local begin TIMEFORMAT="%U %S"
    begin=$(now)
    processor=$({ time sqlite3 "$work/plain.db" <"$work/insert.sql" >/dev/null; } 2>&1)
    plain=$(since "$begin")
    processor=$(awk '{printf "%d", ($1 + $2) * 1000}' <<<"$processor")
}
median() { sort -n | sed -n 2p; } # of three
for _ in 1 2 3; do
    dispatch
    plainly
    echo "dispatched: $rows in $ours ms, $((rows * 1000 / ours)) a second, processor $used ms; all in the spool after" \
        "$delivered ms; sqlite3 shell: $plain ms, processor $processor ms"
    echo "$((ours * 100 / plain))" >>"$work/times"
    echo "$((used * 100 / processor))" >>"$work/processors"
done
echo "ours takes $(median <"$work/times")e-2 times as long, $(median <"$work/processors")e-2 times the processor (medians)"

echo "== the same once more, its syncs counted"
anew
start 2026-11-25T09:00:00+08:00 \
    strace -D -f -ttt -qq --seccomp-bpf -e trace=fsync,fdatasync,syncfs,sync_file_range,msync -o "$work/syncs"
until [ "$(told)" -ge "$count" ]; do sleep 0.2; done
end=$(date +%s.%N)
until [ "$(undelivered)" = 0 ]; do sleep 0.5; done
stop
syncs=$(awk -v end="$end" '$2 < end' "$work/syncs" | wc -l)
echo "until all is in the outbox: $syncs syncs, $((syncs * 10000 / count))e-1 per 1,000"
echo "until all is in the spool: $(wc -l <"$work/syncs")"

echo "== the next of a million open occurrences"
columns="bundle, obligation, subject, period, bundleVersion, recordedAt, opens, due, provisional, state, missing"
sqlite3 "$database" "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000 / $open)
    INSERT INTO occurrence ($columns, rowKey, nextAt)
    SELECT $columns, 'n' || i, 2000000000 + abs(random() % 100000000) FROM n, occurrence
    WHERE endedOn IS NULL AND rowKey = ''; ANALYZE;"
rounds=20000
{
    echo ".output /dev/null"
    for _ in $(seq "$rounds"); do echo "SELECT min(nextAt) FROM occurrence WHERE nextAt IS NOT NULL;"; done
} >"$work/next.sql"
begin=$(now)
sqlite3 -readonly "$database" <"$work/next.sql"
echo "open: $(sqlite3 "$database" "SELECT count(*) FROM occurrence WHERE endedOn IS NULL"), next due found in" \
    "$((($(now) - begin) / rounds / 100))e-1 us (sqlite3 shell, prepared each time)"

echo "== APScheduler with its SQLite store, 5,000 jobs due at once"
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check apscheduler==3.11.0 sqlalchemy==2.0.41
"$work/venv/bin/python" - "$work/jobs.db" <<'PYTHON'
import datetime, logging, sys, threading, time
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
COUNT = 5000
left, done = [COUNT], threading.Event()
def job():
    left[0] -= 1
    if left[0] == 0: done.set()
sys.modules["jobs"] = sys.modules["__main__"]
job.__module__ = "jobs"
scheduler = BackgroundScheduler(
    executors={"default": ThreadPoolExecutor(1)}, timezone="UTC",
    job_defaults={"misfire_grace_time": None, "coalesce": False})
scheduler.add_jobstore("sqlalchemy", url="sqlite:///" + sys.argv[1])
scheduler.start(paused=True)
when = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
for number in range(COUNT):
    scheduler.add_job("jobs:job", "date", run_date=when, id=str(number))
begin = time.monotonic()
scheduler.resume()
done.wait()
scheduler.shutdown()
took = time.monotonic() - begin
print(f"APScheduler: {COUNT} jobs in {took * 1000:.0f} ms, {COUNT / took:.0f} a second")
PYTHON
