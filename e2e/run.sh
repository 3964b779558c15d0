#!/usr/bin/env bash
# The journey as a stranger meets it: build the demonstration, serve it, and let other people's programs judge.
#
#   e2e/run.sh target/release/candour [target/release/examples/sample_site]
#
# The second program serves every state of every page; without it those are skipped, loudly.
# Prints what each judge said; exit 1 if any of them found something.
set -uo pipefail
cd "$(dirname "$0")/.."

candour=$(realpath "${1:?usage: e2e/run.sh PROGRAM}")
work=$(mktemp -d)
log=$work/serve.log
failed=0
server=
states=

trap '[ -n "$server" ] && kill "$server" 2>/dev/null; [ -n "$states" ] && kill "$states" 2>/dev/null; rm -rf "$work"' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

judge() { # name, command...
  local name=$1
  shift
  if "$@" >"$work/judge.log" 2>&1; then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    sed 's/^/        /' "$work/judge.log" | tail -n 40
    failed=1
  fi
}

start=$(date +%s%N)
"$candour" demo --data "$work/data" --no-serve 2>"$work/demo.log" || { cat "$work/demo.log"; exit 1; }
echo "demonstration built in $((($(date +%s%N) - start) / 1000000)) ms"

port=$(free_port)
"$candour" serve --data "$work/data" --listen "127.0.0.1:$port" >"$log" 2>&1 &
server=$!
base=http://127.0.0.1:$port
for _ in $(seq 100); do
  curl -fsS -o /dev/null "$base/healthz" 2>/dev/null && break
  sleep 0.1
done

of_states=()
sample=${2:-$(dirname "$candour")/examples/sample_site}
if [ -x "$sample" ]; then
  port=$(free_port)
  "$sample" "127.0.0.1:$port" states >"$work/states.log" 2>&1 &
  states=$!
  of_states=(--states "http://127.0.0.1:$port")
else
  echo "SKIPPED: $sample is not there, so the states of pages are not looked at (cargo build -p candour-web --example sample_site)"
  [ "${CANDOUR_TEST_TOOLS:-}" = required ] && failed=1
fi
if ! node e2e/run.mjs "$base" "${of_states[@]}"; then failed=1; fi

if ! e2e/machine.sh "$base" "$server"; then failed=1; fi

# The letters, as published, before two checkers of PDF/UA that have nothing to do with us or with each other.
mkdir "$work/letters"
for reference in 99.FOI.26.000001 99.FOI.26.000002 99.FOI.26.000003; do
  letter=$work/letters/$reference.pdf
  judge "letter of $reference is served" curl -fsS -o "$letter" "$base/sample-police/d/$reference/letter.pdf"
  judge "outloud: letter of $reference" outloud "$letter"
  judge "pdfua: letter of $reference" pdfua check "$letter"
  judge "qpdf: letter of $reference" qpdf --check "$letter"
done

exit $failed
