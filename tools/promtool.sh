#!/bin/sh
# Brings promtool, which tests the alerts and /metrics, from Debian's prometheus package into .build/tools. The package
# itself is not installed: it would start a service and bring eleven others. Without apt-get the tests do without.
set -eu
cd "$(dirname "$0")/.."
tools=.build/tools

if command -v promtool >/dev/null || [ -x "$tools/promtool" ]; then exit 0; fi
if ! command -v apt-get >/dev/null; then
    echo "promtool: this machine has no apt-get; tests of alerts and metrics are left out" >&2
    exit 0
fi

mkdir -p "$tools/package"
trap 'rm -rf "$tools/package"' EXIT
# As root apt would hand the download to a user who cannot write here, and says so at length.
download() { (cd "$tools/package" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download prometheus); }
echo "promtool: bringing it from Debian's prometheus package, 19 MB"
if ! download 2>/dev/null; then
    if [ "$(id -u)" -eq 0 ]; then apt-get update -qq; else sudo apt-get update -qq; fi
    download
fi
dpkg-deb --fsys-tarfile "$tools"/package/prometheus_*.deb |
    tar -x -C "$tools" --strip-components=3 ./usr/bin/promtool
