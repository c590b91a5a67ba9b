#!/bin/sh
# Makes the broker's users at the first start, each with a password of 192 random bits, and nothing at any later one.
# `daemon` is whitecell's own; `team` is for the teams' clients, until the broker's users are made from an exercise.
set -eu
umask 077
cd /run/credentials
if [ -e passwords ]; then
    echo "credentials: there already"
    exit 0
fi
: > passwords.new
for user in daemon team; do
    password=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
    printf '%s' "$password" > "$user"
    printf '%s:%s\n' "$user" "$password" >> passwords.new
done
mosquitto_passwd -U passwords.new
mv passwords.new passwords
echo "credentials: made for daemon and team; read one with: docker compose exec whitecell cat /run/credentials/team"
