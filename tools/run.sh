#!/bin/sh
# Builds the program and becomes an exercise: tools/run.sh EXERCISE-FILE RATE TEAMS [SIMULATIONS-FILE]
set -eu
cd "$(dirname "$0")/.."
exercise=$1 rate=$2 teams=$3 simulations=${4:-}
program=.build/debug/whitecell
stamp=.build/run.stamp

# Whether nothing that the build reads is newer than the last build from here. SwiftPM would find out as well, but
# takes one second for it on a quiet machine and ten on a busy one.
is_built() {
    [ -x "$program" ] && [ -e "$stamp" ] &&
        [ -z "$(find Sources Package.swift "$(command -v swift)" -newer "$stamp" -print -quit)" ]
}

if [ ! -f "$exercise" ]; then
    echo "run: there is no file $exercise; the exercises here are:" exercises/*.yaml >&2
    exit 2
fi
if [ -n "$simulations" ] && [ ! -f "$simulations" ]; then
    echo "run: there is no file $simulations; simulations are played here by:" exercises/simulations/*.yaml >&2
    exit 2
fi
tools/setup.sh
if ! is_built; then
    if [ -x "$program" ]; then
        echo "run: building what has changed, then running $exercise"
    else
        echo "run: a first build takes about two to four minutes on two cores, later ones seconds; then $exercise runs"
    fi
    mkdir -p .build
    touch .build/run.began
    swift build --product whitecell
    mv .build/run.began "$stamp"
fi
set -- run "$exercise" --rate "$rate" --teams "$teams" ${simulations:+--simulations "$simulations"}
echo "run: $program $*"
exec "$program" "$@"
