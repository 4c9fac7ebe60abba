#!/usr/bin/env bash
# 用 libFuzzer 长时间试探表达式、YAML 读取和民用日期；找到的输入留在 .build/fuzz/corpus。
# Lets libFuzzer at the expressions, the YAML reader and civil dates; what it finds stays in .build/fuzz/corpus.
# The suite itself runs the same targets for a moment (FuzzTests).
#
#   Tests/fuzz.sh [SECONDS [TARGET...]]        Tests/fuzz.sh 600 expression yaml        (60 seconds for each by default)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-60}
shift || true
[[ $# -gt 0 ]] || set -- expression yaml civil-date

scratch=.build/fuzz
DABIAO_FUZZ=build swift build --scratch-path "$scratch" --sanitize fuzzer --product dabiao-fuzz >&2
bin=$(DABIAO_FUZZ=build swift build --scratch-path "$scratch" --sanitize fuzzer --show-bin-path)

corpus=$scratch/corpus
mkdir -p "$corpus"/{expression,yaml,civil-date}
number=0
while IFS= read -r -d '' file; do
    cp "$file" "$corpus/yaml/$(cksum <"$file" | tr ' ' -).yaml"
    while IFS= read -r expression; do
        number=$((number + 1))
        printf '%s' "$expression" >"$corpus/expression/plugin-$number"
    done < <(sed -nE 's/^.*\b(rule|is|when|due|conforms): *"?([^"}]+).*$/\2/p' "$file")
done < <(find Plugins -name '*.yaml' -print0)
for day in 2024-02-29 1900-01-01 2200-12-31 P1Y2M3D; do
    printf '\0\0\0\0\0\0\0\1%s' "$day" >"$corpus/civil-date/$day"
done

for target in "$@"; do
    echo "== $target"
    DABIAO_FUZZ=$target "$bin/dabiao-fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -seed="${DABIAO_SEED:-0}" -artifact_prefix="$corpus/$target-" "$corpus/$target"
done
