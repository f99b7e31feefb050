#!/bin/sh
# Becomes a command by the account and with the settings of `trio.service`, as root may. What it
# makes in the data folder is that account's.
#
#   /opt/trio/deploy/as_trio.sh deno task doctor
#
# TRIO_ENV names the file of settings, TRIO_ACCOUNT the account, where they are others.
set -eu
cd "$(dirname "$0")/.."
while IFS= read -r line || [ -n "$line" ]; do
  case $line in
    [A-Z]*=*)
      value=${line#*=}
      case $value in
        \"*\" | \'*\') value=${value#?} value=${value%?} ;;
      esac
      export "${line%%=*}=$value"
      ;;
  esac
done <"${TRIO_ENV:-/etc/trio.env}"
export DENO_DIR="${DENO_DIR:-$PWD/.deno}" DENO_NO_UPDATE_CHECK=1
account=${TRIO_ACCOUNT:-trio}
exec setpriv --reuid "$account" --regid "$account" --init-groups -- "$@"
