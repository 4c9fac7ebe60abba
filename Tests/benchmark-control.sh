#!/usr/bin/env bash
# Measures the control socket by the real daemon: `GetInfo` and `enterprise show` with 1, 16 and 64 clients and with
# pipelined calls, beside a C server that answers the same framing with fixed bytes and the server of the Python
# package `varlink`, in the same run; then how long `Status` takes while another user attacks. Needs cc, python3-venv;
# for the attack root. Compare the ratios.
#
#   Tests/benchmark-control.sh [SECONDS PER FIGURE]        3 unless said otherwise
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-3}

swift build -c release --product dabiaod >&2
swift build -c release --product dabiaoctl >&2
bin=$(swift build -c release --show-bin-path)
venv=.build/venv
"$venv/bin/python" -c '' 2>/dev/null || python3 -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check varlink==31.0.0

work=$(mktemp -d)
chmod 755 "$work"
servers=()
finish() {
    [ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null || true
    wait || true
    rm -rf "$work"
}
trap finish EXIT
cc -O2 -Wall -pthread -o "$work/control" Tests/Benchmark/control.c

await() { # SOCKET
    until "$work/control" load "$1" "$info" 1 1 0.01 $$ >/dev/null 2>&1; do sleep 0.1; done
}
info='{"method":"org.varlink.service.GetInfo","parameters":{}}'

"$bin/dabiaod" --state "$work/state" --socket "$work/daemon" --plugins Plugins --calendar config/calendar \
    --pretend-now 2026-11-29T10:00:00+08:00 2>"$work/log" &
daemon=$!
"$work/control" echo "$work/echo" "$(printf '{"parameters":{"vendor":"dabiao","product":"dabiaod","version":"0","url":"","interfaces":["%0400d"]}}' 0)" &
echo=$!
"$venv/bin/python" Tests/Benchmark/control-server.py "$work/python" 2>"$work/python.log" &
python=$!
servers=("$daemon" "$echo" "$python")
for socket in daemon echo python; do await "$work/$socket"; done
DABIAO_SOCKET=$work/daemon "$bin/dabiaoctl" enterprise import packaging/demo/enterprises.csv >/dev/null
code=$(sed -n 2p packaging/demo/enterprises.csv | cut -d, -f1)
show="{\"method\":\"org.dabiao.Enterprise.Show\",\"parameters\":{\"code\":\"$code\"}}"

figures="$work/figures"
measure() { # NAME SOCKET MESSAGE CLIENTS PIPELINED PID
    local line
    line=$("$work/control" load "$work/$2" "$3" "$4" "$5" "$seconds" "$6")
    echo "$1/$4/$5 $line" >>"$figures"
    awk -v name="$1" -v clients="$4" -v pipelined="$5" \
        '{printf "%-16s %2d clients, %2d at once: %7d calls/s, p50 %8.1f us, p99 %8.1f us, %7.2f us CPU per call\n",
        name, clients, pipelined, $1, $2, $3, $4}' <<<"$line"
}
for shape in "1 1" "16 1" "64 1" "1 32" "16 32"; do
    read -r clients pipelined <<<"$shape"
    measure C-echo echo "$info" "$clients" "$pipelined" "$echo"
    measure GetInfo daemon "$info" "$clients" "$pipelined" "$daemon"
    measure enterprise-show daemon "$show" "$clients" "$pipelined" "$daemon"
    # Its listener has a queue of five, so that more clients at once are refused.
    [ "$clients" = 64 ] || measure Python python "$info" "$clients" "$pipelined" "$python"
done

ratio() { # WHAT A B COLUMN: how many times A is B
    awk -v what="$1" -v a="$2" -v b="$3" -v column="$4" \
        '$1 == a {x = $column} $1 == b {y = $column} END {printf "%-66s %.2f\n", what, x / y}' "$figures"
}
echo "== ratios"
ratio "GetInfo to C echo, one client, p50 (goal: at most 1.3)" GetInfo/1/1 C-echo/1/1 3
ratio "GetInfo to Python, 16 clients, calls (goal: at least 2.5)" GetInfo/16/1 Python/16/1 2
ratio "GetInfo to Python, 16 clients, CPU per call (goal: at most 0.33)" GetInfo/16/1 Python/16/1 5
ratio "GetInfo to Python, pipelined, calls (goal: at least 2.5)" GetInfo/1/32 Python/1/32 2
ratio "GetInfo to Python, pipelined, CPU per call (goal: at most 0.33)" GetInfo/1/32 Python/1/32 5
ratio "GetInfo to Python, 16 clients pipelined, calls (goal: at least 2.5)" GetInfo/16/32 Python/16/32 2
ratio "enterprise show to GetInfo, one client, p50 (goal: at most 3)" enterprise-show/1/1 GetInfo/1/1 3
ratio "enterprise show to GetInfo, 16 clients, p50" enterprise-show/16/1 GetInfo/16/1 3
ratio "enterprise show to GetInfo, pipelined, calls" GetInfo/1/32 enterprise-show/1/32 2

[ "$(id -u)" = 0 ] || exit 0
echo "== Status while another user attacks (goal: under 100 ms)"
chmod 666 "$work/daemon"
status='{"method":"org.dabiao.Daemon.Status","parameters":{}}'
measure "at rest" daemon "$status" 1 1 "$daemon"
for attack in half-open drip gigabyte garbage deep never-reads connect; do
    : >"$work/attack"
    "$venv/bin/python" Tests/EndToEndTests/hostile.py "$attack" "$work/daemon" 65534 >"$work/attack" 2>&1 &
    attacker=$!
    until grep -q ready "$work/attack"; do sleep 0.1; done
    measure "$attack" daemon "$status" 1 1 "$daemon"
    awk '/RssAnon/ {print "    " $2 " kB RssAnon"}' "/proc/$daemon/status"
    kill "$attacker" 2>/dev/null || true
    wait "$attacker" 2>/dev/null || true
done
echo "the journal's lines on it:"
grep -E "refused|closed" "$work/log" | sed 's/.*\(refused\|closed\)/\1/; s/connection [0-9]*/connection N/; s/pid [0-9]*/pid N/' |
    sort | uniq -c | sort -rn | head -20
