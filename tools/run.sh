#!/bin/sh
# Builds the program and becomes an exercise: tools/run.sh EXERCISE-FILE RATE TEAMS
set -eu
cd "$(dirname "$0")/.."
exercise=$1 rate=$2 teams=$3

if [ ! -f "$exercise" ]; then
    echo "run: there is no file $exercise; the exercises here are:" exercises/*.yaml >&2
    exit 2
fi
tools/setup.sh
if [ -x .build/debug/whitecell ]; then
    echo "run: building what has changed, then running $exercise at rate $rate"
else
    echo "run: a first build takes about two to four minutes on two cores, later ones seconds; then $exercise runs"
fi
swift build --product whitecell
exec .build/debug/whitecell run "$exercise" --rate "$rate" --teams "$teams"
