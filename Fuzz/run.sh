#!/usr/bin/env bash
# Throws bytes at each reader of what comes from outside: [TARGETS='yaml control'] Fuzz/run.sh [SECONDS for each]
# What makes one trap is left in .build-fuzz/found/TARGET; hand it to `.build-fuzz/release/fuzz TARGET FILE`.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
program=$PWD/.build-fuzz/release/fuzz
# The helper that prints a backtrace hangs under the address sanitizer.
export SWIFT_BACKTRACE=enable=no
# No search for leaks, neither on the way nor at the exit (libFuzzer's own option forbids only the first): Swift marks the
# cases of a boxed enum in the high bits of its pointer, and what hangs on such a pointer looks lost. What grows without end
# meets the limit of memory.
export ASAN_OPTIONS=detect_leaks=0

FUZZ=1 swift build -c release --scratch-path .build-fuzz --product fuzz

fuzz() {
    local target=$1 found=$PWD/.build-fuzz/found/$1 corpus=$PWD/.build-fuzz/corpus/$1 log=$PWD/.build-fuzz/$1.log
    mkdir -p "$found" "$corpus"
    local status=0
    "$program" "$target" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$found/" "$corpus" "Fuzz/corpus/$target" >"$log" 2>&1 || status=$?
    local runs edges
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(sed -n 's/.*cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
    printf '%-12s %10s inputs, %6s edges, status %d\n' "$target" "${runs:-?}" "${edges:-?}" "$status"
    if ((status != 0)); then
        grep -E 'ERROR|Fatal error|SUMMARY|Test unit' "$log" || tail -20 "$log"
        return "$status"
    fi
}

# Two at a time, and beside the last of them the frames, of which there is least to find.
rounds=('yaml timeline' 'control properties' 'event simulation frames')
if [[ -n ${TARGETS-} ]]; then rounds=("$TARGETS"); fi
failed=0
for round in "${rounds[@]}"; do
    pids=()
    for target in $round; do
        fuzz "$target" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
done
exit "$failed"
