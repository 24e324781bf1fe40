# What every script in this folder starts with: strict mode, the repository's folder, and two ways to
# speak. Sourced, never run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Says what is being done. On standard error, so that a script's results can be piped.
say() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

# Ends the script with one sentence.
fail() {
  say "$*"
  exit 1
}

# Runs a command that only has something to tell when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# The path of the released command, built first where it is out of date.
build_onset() {
  swift build --package-path "$root" -c release --product onset >&2 \
    || fail "the release build failed, its messages are above."
  printf '%s/onset\n' "$(swift build --package-path "$root" -c release --show-bin-path)"
}
