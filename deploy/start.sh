#!/bin/sh
# Starts Trio as `deno task start` does, or as `deno task start:node` where CLUSTER_NODE is set, and
# becomes the program: the process id stays, and a SIGTERM reaches Trio itself. It neither fetches
# packages nor builds the page: `deploy/prepare.sh` does, once for each version.
#
# DENO names the program of Deno, where it is not the `deno` of PATH.
set -eu
cd "$(dirname "$0")/.."
deno=${DENO:-deno}
export DATA_DIR="${DATA_DIR:-./data}"
export DENO_NO_UPDATE_CHECK=1
# As in the task: docs/running.md says why.
export MALLOC_MMAP_THRESHOLD_=1048576 OTEL_DENO_TRACING=false OTEL_DENO_METRICS=false

# What a helper prints does not go to the collector of `OTEL_DENO`.
words=$(OTEL_DENO=false "$deno" run -q --no-prompt --cached-only --allow-net --allow-env \
  --allow-read=deno.json tools/start_words.ts)
set --
while IFS= read -r word; do
  set -- "$@" "$word"
done <<END
$words
END
exec "$deno" "$@"
