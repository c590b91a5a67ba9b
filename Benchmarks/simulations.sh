#!/usr/bin/env bash
# Simulations over WebSocket: our daemon beside the seed's own architecture in Go and in memory, by turns, under the
# same load. Prints one JSON line for each figure, the median of the rounds.
#
#   --short     once, and a second for each, to see that they run; the figures are not for quoting
#   --peer      the peer in the place of our daemon: what two sides that are the same differ by
#   NAME…       these alone: latency latency_one pipeline pipeline_one sagas failing register burst
#
# PEER_FLAGS=-direct lets the peer send a rule's only command without a saga and its lock: the seed can be read so.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=Benchmarks/bin
release=${BENCH_BUILD:-.build/release}

# Of a full run's length.
part=1
rounds=${ROUNDS:-3}
ours=daemon
while [[ ${1-} == --* ]]; do
    case $1 in
        --short)
            part=10
            rounds=1
            ;;
        --peer) ours=peer ;;
        *)
            echo "simulations: there is no $1; what there is stands at the top of Benchmarks/simulations.sh" >&2
            exit 2
            ;;
    esac
    shift
done
benches=(latency latency_one pipeline pipeline_one sagas failing register burst)
if (($#)); then benches=("$@"); fi
for needed in "$bin/peer" "$bin/simload"; do
    if [[ ! -x $needed ]]; then
        echo "simulations: $needed is missing; 'make reference' builds it" >&2
        exit 1
    fi
done
if [[ $ours == daemon && ! -x $release/whitecell ]]; then
    echo "simulations: $release/whitecell is missing; 'make build' builds it" >&2
    exit 1
fi

scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/whitecell-simulations.XXXXXX")
server=''
stop() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=''
    fi
}
finish() {
    stop
    rm -rf "$scratch"
}
trap finish EXIT

# What /ready answers, head and body; nothing while nobody listens.
ready() {
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET /ready HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$port" >&3
    cat <&3
    exec 3>&-
}

# Waits until the server of this run, whose port and answer these commands tell, is there.
await() {
    local find_port=$1 answer=$2 heard=''
    port=''
    for _ in {1..400}; do
        sleep 0.05
        kill -0 "$server" 2>/dev/null || break
        port=$($find_port 2>/dev/null) || continue
        if [[ -z $port ]]; then continue; fi
        heard=$(ready 2>/dev/null | tr '\r\n' '  ') || continue
        if grep -q "$answer" <<<"$heard"; then return; fi
    done
    echo "simulations: no server for $bench: port '$port', /ready answers '$heard', its last words were:" >&2
    tail -q -n 3 "$folder"/*.log >&2
    exit 1
}

peer_port() { sed -n 's/^ready .*:\([0-9]*\)$/\1/p' "$folder/peer.out"; }
daemon_port() { sed -n 's/.*"http":{"host":"[^"]*","port":\([0-9]*\).*/\1/p' "$folder/store.db.run"; }

# Each run has a server of its own: memory, log and waiting sagas of the one before are no part of it.
start_peer() {
    # shellcheck disable=SC2086  # a list of flags
    "$bin/peer" -addr 127.0.0.1:0 -scenario "$scenario" ${PEER_FLAGS-} >"$folder/peer.out" 2>"$folder/peer.log" &
    server=$!
    await peer_port '^HTTP/1.1 200'
}

start_daemon() {
    local program
    program=$(realpath "$release/whitecell")
    (
        cd "$folder"
        if [[ -n ${BENCH_BROKER_PORT-} ]]; then
            export MQTT_BROKER_HOST=127.0.0.1 MQTT_BROKER_PORT=$BENCH_BROKER_PORT
        fi
        SCENARIO_FILE=$scenario DATABASE_URL=store.db PORT=0 INSTANCE_ID=bench exec "$program" serve
    ) >"$folder/daemon.out" 2>"$folder/daemon.log" &
    server=$!
    await daemon_port '^HTTP/1.1 200.*"id":"default","status":"running"'
}

# One bench against one side.
measure() {
    local side=$1 kind=$2 lines=$3
    shift 3
    folder=$(mktemp -d "$scratch/$kind.XXXXXX")
    "start_$side"
    "$bin/simload" "$kind" -url "ws://127.0.0.1:$port/ws" -pid "$server" "$@" >>"$lines"
    stop
    rm -rf "$folder"
}

for bench in "${benches[@]}"; do
    kind=${bench%_one}
    case $bench in
        latency) load=(-targets 50 -rate 5000 -seconds $((10 / part))) ;;
        latency_one) load=(-targets 1 -rate 5000 -seconds $((10 / part))) ;;
        pipeline) load=(-targets 50 -events $((200000 / part))) ;;
        pipeline_one) load=(-targets 1 -events $((50000 / part))) ;;
        sagas | failing) load=(-triples 50 -sagas $((50000 / part))) ;;
        register) load=(-n 1000) ;;
        burst) load=(-events 10000) ;;
        *)
            echo "simulations: there is no $bench; there are: latency latency_one pipeline pipeline_one sagas failing" \
                "register burst" >&2
            exit 2
            ;;
    esac
    scenario=$(realpath "$scratch")/$bench.yaml
    "$bin/simload" scenario "$kind" "${load[@]}" >"$scenario"
    : >"$scratch/ours" >"$scratch/theirs"
    for ((round = 0; round < rounds; round++)); do
        measure peer "$kind" "$scratch/theirs" "${load[@]}"
        measure "$ours" "$kind" "$scratch/ours" "${load[@]}"
    done
    "$bin/simload" figures "$scratch/ours" "$scratch/theirs"
done
