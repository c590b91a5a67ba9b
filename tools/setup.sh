#!/bin/sh
# Installs what the build and the exercises need and this machine lacks: by apt, and only what is missing.
# When nothing is missing it says nothing, asks nobody, and is over in a tenth of a second.
#
#   benches   what the benches' reference programs need as well
set -eu

# mosquitto lies in /usr/sbin, which people's own search paths leave out.
PATH=$PATH:/usr/sbin:/sbin

missing=''
need() { missing="$missing $1"; }

command -v gcc >/dev/null || need gcc
command -v git >/dev/null || need git
command -v make >/dev/null || need make
command -v pkg-config >/dev/null || need pkg-config
command -v mosquitto >/dev/null || need mosquitto
command -v mosquitto_sub >/dev/null || need mosquitto-clients
[ -e /usr/include/stdlib.h ] || need libc6-dev
# The linker asks gcc where the C++ library is; without it gcc answers with the bare name.
case $(gcc -print-file-name=libstdc++.so 2>/dev/null || true) in
    */*) ;;
    *) need libstdc++-12-dev ;;
esac
pkg-config --exists libmosquitto 2>/dev/null || need libmosquitto-dev
pkg-config --exists yaml-0.1 2>/dev/null || need libyaml-dev
pkg-config --exists sqlite3 2>/dev/null || need libsqlite3-dev
if [ "${1-}" = benches ]; then
    command -v go >/dev/null || need golang-go
    [ -d /usr/share/gocode/src/github.com/gorilla/websocket ] || need golang-github-gorilla-websocket-dev
    [ -d /usr/share/gocode/src/gopkg.in/yaml.v3 ] || need golang-gopkg-yaml.v3-dev
fi

if ! command -v swift >/dev/null; then
    echo "setup: Swift 6.3 is not on the search path; how to install it stands at https://www.swift.org/install" >&2
    exit 1
fi

[ -n "$missing" ] || exit 0

echo "setup: missing here:$missing"
if ! command -v apt-get >/dev/null; then
    echo "setup: this machine has no apt-get; install what these Debian packages hold, then try again" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root='env'
elif command -v sudo >/dev/null; then
    as_root='sudo'
    echo "setup: installing them with sudo; nothing else runs under it"
else
    echo "setup: neither root nor sudo here; let an administrator run: apt-get install$missing" >&2
    exit 1
fi

$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of package names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing
echo "setup: installed$missing"
