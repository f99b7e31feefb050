#!/bin/sh
# Fetches the packages that Trio runs with, builds the page, and keeps the program as JavaScript, so
# that a start needs neither network nor rights to write here. To be run once for each version, by
# who owns the folder. `deploy/prepare.sh node` does so for a node of several.
#
# DENO names the program of Deno, where it is not the `deno` of PATH.
set -eu
cd "$(dirname "$0")/.."
deno=${DENO:-deno}
# What is printed here does not go to the collector of the server.
export OTEL_DENO=false
case ${1:-} in
  "") config=deno.json ;;
  node) config=deno.node.json ;;
  *)
    echo "prepare.sh wants nothing or \"node\", not \"$1\"" >&2
    exit 2
    ;;
esac
"$deno" install -q --frozen --config "$config"
"$deno" task -q build
"$deno" cache -q --config "$config" main.ts tools/start_words.ts tools/healthz.ts \
  tools/admin.ts tools/doctor.ts
