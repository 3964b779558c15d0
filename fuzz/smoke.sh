#!/usr/bin/env bash
# Runs every fuzz target for a bounded time: fuzz/smoke.sh [seconds for each target, 60] [target...]
#
# Needs rustup, and a C++ compiler for libFuzzer; what else is missing (a nightly compiler, cargo-fuzz) it installs,
# saying so. A crash, a hang or a broken promise is a failure, and its input is left in fuzz/artifacts/. Builds in
# CARGO_TARGET_DIR (default fuzz/target).
set -uo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(tokens interpreter redact jpeg pictures paths)

cargo +nightly --version >/dev/null 2>&1 || {
  echo "needs a nightly compiler: coverage for libFuzzer; installing it with rustup"
  rustup toolchain install nightly --profile minimal || exit 1
}
cargo +nightly fuzz --version >/dev/null 2>&1 || {
  echo "needs cargo-fuzz: builds and runs the targets; installing it with cargo"
  cargo +nightly install --locked --quiet cargo-fuzz || exit 1
}
# No sanitizer: the engine has no unsafe code, and its promises are checked at twice the speed without one.
fuzz=(cargo +nightly fuzz)
flags=(--sanitizer none --target-dir "${CARGO_TARGET_DIR:-$PWD/target}")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# One document is one unit of work here: threads of the engine would wait for one another.
export RAYON_NUM_THREADS=1

begin() { # target: where it starts from
  local target=$1 file count=0
  mkdir -p "corpus/$target" "artifacts/$target"
  case $target in
    tokens) cp seeds/interpreter/* "corpus/$target/" ;;
    redact)
      # Four bytes choose the mark: left, bottom, size, level. Small files of the shared corpus where it is there.
      {
        find ../fixtures/accessible ../fixtures/hostile -name '*.pdf' 2>/dev/null
        [ -d ../../shared/corpus ] && find ../../shared/corpus -name '*.pdf' -size -8k | sort
      } | while read -r file; do
        count=$((count + 1))
        { printf "\\x$(printf %02x $((20 + count % 60)))\\x78\\x40\\x$(printf %02x $((count % 8)))"; cat "$file"; } \
          >"corpus/$target/$count-$(basename "$file" .pdf)"
      done
      ;;
    *) cp "seeds/$target"/* "corpus/$target/" ;;
  esac
}

failed=()
for target in "${targets[@]}"; do
  echo "-- $target, $seconds s"
  begin "$target"
  "${fuzz[@]}" build "${flags[@]}" "$target" >"$log" 2>&1 || {
    grep -E '^error' -A8 "$log" | head -n 40
    failed+=("$target (not built)")
    continue
  }
  "${fuzz[@]}" run "${flags[@]}" "$target" "corpus/$target" -- \
    -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -max_len=16384 -dict=pdf.dict -print_final_stats=1 \
    >"$log" 2>&1 || failed+=("$target")
  grep -E 'panicked|^[^ ]*: .*assert|ERROR|SUMMARY|number_of_executed_units|average_exec|Test unit written|stat::peak_rss' "$log" |
    sed 's/^/   /'
done
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]} (inputs in fuzz/artifacts/)" >&2; exit 1; }
echo "no target crashed, hung or broke its promise"
