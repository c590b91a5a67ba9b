#!/usr/bin/env bash
# Runs each bench, ours beside its reference in the same run, and prints one JSON line each.
#
#   --short   a few seconds for each, to see that they run; the figures are not for quoting
#   NAME…     these of ours alone, without the bare references: lateness burst drift appends replay start restart rehearse
#             twenty thousands memory
set -euo pipefail
cd "$(dirname "$0")/.."
bin=Benchmarks/bin
release=${BENCH_BUILD:-.build/release}

short=''
if [[ ${1-} == --short ]]; then
    short=$1
    shift
fi
ours=(lateness burst drift appends replay start restart rehearse twenty thousands memory)
if (($#)); then ours=("$@"); fi
if [[ ! -x $bin/burst ]]; then
    echo "bench: $bin is empty; 'make bench' builds it" >&2
    exit 1
fi

scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/whitecell-bench.XXXXXX")
broker=''
finish() {
    if [[ -n $broker ]]; then kill "$broker" 2>/dev/null || true; fi
    rm -rf "$scratch"
}
trap finish EXIT

# A broker as mosquitto.conf recommends it, on a free port of its own and without a file.
start_broker() {
    local attempt
    for attempt in {1..20}; do
        port=$((20000 + RANDOM % 12000))
        sed -e "s/^listener .*/listener $port 127.0.0.1/" -e 's/^persistence .*/persistence false/' \
            -e 's/^connection_messages .*/connection_messages false/' mosquitto.conf >"$scratch/mosquitto.conf"
        PATH=$PATH:/usr/sbin mosquitto -c "$scratch/mosquitto.conf" 2>"$scratch/mosquitto.log" &
        broker=$!
        for _ in {1..40}; do
            sleep 0.05
            kill -0 "$broker" 2>/dev/null || continue 2
            if (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
        done
        kill "$broker"
    done
    echo "bench: no broker after $attempt tries: $(tail -n 1 "$scratch/mosquitto.log")" >&2
    exit 1
}

# One message each to N feeds at one instant: the publisher's line, then the subscribers'.
burst() {
    local topics=$1 rounds=$2 heard="$scratch/heard-$1" subscribers
    "$bin/subscribers" --port "$port" --connections "$topics" --expect "$topics" --rounds "$rounds" >"$heard" &
    subscribers=$!
    until grep -qs ready "$heard"; do
        kill -0 "$subscribers"
        sleep 0.02
    done
    "$bin/burst" --port "$port" --topics "$topics" --rounds "$rounds"
    wait "$subscribers"
    tail -n 1 "$heard"
}

start_broker
if (($#)); then
    :
elif [[ -n $short ]]; then
    "$bin/timer_ref" --seconds 2
    "$bin/sqlite_ref" --dir "$scratch" --rows 50000 --milliseconds 200
    "$bin/burst" --port "$port" --unpaced 20000
    for topics in 10 100; do burst "$topics" 3; done
else
    "$bin/timer_ref" --seconds 120
    "$bin/timer_ref" --seconds 120 --load 1
    "$bin/sqlite_ref" --dir "$scratch"
    "$bin/sqlite_ref" --dir "$scratch" --foreign
    "$bin/burst" --port "$port" --unpaced 200000
    for topics in 10 100 1000; do burst "$topics" 21; done
fi

# Ours, each a word of the manifest's `bench`, which prints a line for each figure. It finds the broker at
# $BENCH_BROKER_PORT, the reference programs in $BENCH_REFERENCE and room on the same disk in $BENCH_SCRATCH.
export BENCH_BROKER_PORT=$port BENCH_BROKER_PID=$broker BENCH_REFERENCE=$bin BENCH_SCRATCH=$scratch
for name in "${ours[@]}"; do "$release/bench" "$name" ${short:+"$short"}; done
