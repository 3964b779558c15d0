#!/usr/bin/env bash
# Runs every fuzz target for a bounded time: fuzz/smoke.sh [seconds for each target, 60]
#
# Needs a nightly compiler and cargo-fuzz; without them it says so and skips. A crash is a failure, and its
# input is left in fuzz/artifacts/. CARGO_TARGET_DIR is where it builds (default fuzz/target).
set -uo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}

if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
  echo "SKIPPED: fuzzing needs a nightly compiler and cargo-fuzz (rustup toolchain install nightly; cargo install cargo-fuzz)"
  exit 0
fi
target_dir=${CARGO_TARGET_DIR:-$PWD/target}

seeds() { # target: where to begin, from files of this repository
  local folder=corpus/$1
  mkdir -p "$folder"
  case $1 in
    redact)
      # Four bytes choose the mark: left, bottom, size, level.
      for file in ../fixtures/accessible/*.pdf ../fixtures/hostile/*.pdf; do
        [ -e "$file" ] && { printf '\024\170\100\001'; cat "$file"; } >"$folder/$(basename "$file")"
      done
      ;;
    jpeg) cp ../fixtures/review/board.jpg "$folder/" ;;
    tokens | interpreter)
      printf 'q 1 0 0 1 9 9 cm /X1 Do Q BT /F1 12 Tf 50 60 Td [(ab) -250 (c)] TJ ET /P1 scn 1 2 m 3 4 5 6 7 8 c b*' >"$folder/page"
      printf 'BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI /G1 gs 40 40 m 90 90 l 5 w S BX foo EX' >"$folder/inline"
      ;;
  esac
}

failed=()
for target in tokens interpreter redact jpeg pictures paths; do
  echo "-- $target, $seconds s"
  seeds "$target"
  cargo +nightly fuzz run --target-dir "$target_dir" "$target" "corpus/$target" -- \
    -max_total_time="$seconds" -timeout=30 -rss_limit_mb=3000 -max_len=65536 -print_final_stats=1 2>&1 |
    grep -E 'panicked|ERROR|SUMMARY|stat::number_of_executed_units|stat::average_exec|Test unit written|error(\[|:)' |
    sed 's/^/   /'
  [ "${PIPESTATUS[0]}" -eq 0 ] || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] || { echo "crashed: ${failed[*]} (inputs in fuzz/artifacts/)" >&2; exit 1; }
echo "no target crashed"
