#!/bin/sh
# Becomes a command by the account and with the settings of `trio.service`, as root may. What it
# makes in the data folder is that account's.
#
#   /opt/trio/deploy/as_trio.sh deno task doctor
#
# TRIO_ENV names the file of settings, TRIO_ACCOUNT the account, where they are others.
set -eu
cd "$(dirname "$0")/.."

# Sets `_trimmed`.
trim() {
  _trimmed=${1#"${1%%[![:space:]]*}"}
  _trimmed=${_trimmed%"${_trimmed##*[![:space:]]}"}
}

# The file is read as tools/doctor/env_file.ts reads it.
while IFS= read -r _line || [ -n "$_line" ]; do
  trim "$_line"
  _name=${_trimmed%%=*}
  case $_trimmed in
    *=*) ;;
    *) continue ;;
  esac
  case $_name in
    "" | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
  esac
  trim "${_trimmed#*=}"
  case $_trimmed in
    \"*\" | \'*\') _trimmed=${_trimmed#?} _trimmed=${_trimmed%?} ;;
  esac
  export "$_name=$_trimmed"
done <"${TRIO_ENV:-/etc/trio.env}"
export DENO_DIR="${DENO_DIR:-$PWD/.deno}" DENO_NO_UPDATE_CHECK=1
_account=${TRIO_ACCOUNT:-trio}
exec setpriv --reuid "$_account" --regid "$_account" --init-groups -- "$@"
