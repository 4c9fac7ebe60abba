#!/bin/bash
# How long dabiaod takes to import an enterprise list, against `sqlite3 .import` of the same file into a table of the
# same columns with the same indexes. Prints ratios, no times: with new enterprises, and with the same list once more.
#
#   Tests/benchmark-import.sh [ENTERPRISES]        (200000 by default)
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-200000}
swift build -c release --product dabiaod >&2
swift build -c release --product dabiaoctl >&2
bin=$(swift build -c release --show-bin-path)
work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon" || true; }; rm -rf "$work"' EXIT

python3 - "$count" > "$work/list.csv" <<'PYTHON'
import sys

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def code(number):
    body = f"EX{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(LETTERS.index(c) * w for c, w in zip(body, weights)) % 11
    head = "91110105" + body + {10: "X", 11: "0"}.get(rest, str(rest))
    check = 31 - sum(ALPHABET.index(c) * 3**place % 31 for place, c in enumerate(head)) % 31
    return head + ALPHABET[check % 31]


print("credit_code,name,industry,district,subdistrict,address,sectors,scale,employees")
for number in range(int(sys.argv[1])):
    print(f"{code(number)},北京祥云能源第{number}有限公司,4511,朝阳区,某街道,某路{number}号,hydrogen-station,small,{number % 300}")
PYTHON

seconds() { local began=$EPOCHREALTIME; "$@" > "$work/output"; echo "$EPOCHREALTIME - $began" | bc; }
sqlite() {
  sqlite3 "$work/plain.sqlite" <<SQL
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE enterprise (credit_code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, industry TEXT, district TEXT NOT NULL,
  subdistrict TEXT, address TEXT, sectors TEXT, scale TEXT, employees INTEGER);
CREATE INDEX enterpriseInDistrict ON enterprise (district);
CREATE INDEX enterpriseInSector ON enterprise (sectors);
.mode csv
.import --skip 1 $work/list.csv enterprise
SQL
}
plain=$(seconds sqlite)

measure() {
  local name=$1 plugins=$2
  "$bin/dabiaod" --state "$work/$name" --socket "$work/$name.sock" --plugins "$plugins" 2> "$work/$name.log" &
  daemon=$!
  until "$bin/dabiaoctl" status --socket "$work/$name.sock" > /dev/null 2>&1; do kill -0 "$daemon"; done
  for turn in first again; do
    local took
    took=$(seconds env DABIAO_SOCKET="$work/$name.sock" "$bin/dabiaoctl" enterprise import "$work/list.csv" --json)
    printf '%-28s %.1f\n' "$name, $turn" "$(echo "$took / $plain" | bc -l)"
  done
  kill "$daemon"; wait "$daemon" || true; daemon=
}
echo "ratio to sqlite3 .import, $count enterprises (goal: 3.0)"
measure all-plugins "$PWD/Plugins"
