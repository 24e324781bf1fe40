# shellcheck shell=bash
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

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@"
}

# Installs Debian packages, or ends the script.
install_packages() {
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || fail "installing needs root:" \
    "run 'apt-get install $*' as root, then run this again."
  say "installing $* with apt-get."
  # A fresh container has no package lists and an old machine has stale ones: both fail the first try.
  apt_install "$@" >/dev/null 2>&1 \
    || { say "updating the package lists." \
      && quietly as_root apt-get update -qq \
      && quietly apt_install "$@"; } \
    || fail "apt-get could not install $*, its messages are above:" \
      "check the network and the package sources, then run this again."
}

# The path of the released command, built first where it is out of date.
build_onset() {
  swift build --package-path "$root" -c release --product onset >&2 \
    || fail "the release build failed, its messages are above."
  printf '%s/onset\n' "$(swift build --package-path "$root" -c release --show-bin-path)"
}

# The Python that has scripts/requirements.txt installed, made on first use outside the repository:
# under $ONSET_VENV, by default ~/.cache/onset-venv.
checking_python() {
  local venv=${ONSET_VENV:-$HOME/.cache/onset-venv}
  if ! "$venv/bin/python" -c 'import numpy, onnx, onnxruntime, safetensors, torch' 2>/dev/null; then
    command -v python3 >/dev/null || fail "python3 is missing: install it, then run this again."
    say "making the virtual environment $venv (a few hundred megabytes, once)."
    quietly python3 -m venv "$venv" \
      || fail "python3 could not make $venv: install python3-venv, or set ONSET_VENV to another folder."
    quietly "$venv/bin/pip" install --retries 1 --timeout 30 \
      -r "$root/scripts/requirements.txt" \
      || fail "pip could not install scripts/requirements.txt, its messages are above."
  fi
  printf '%s/bin/python\n' "$venv"
}
