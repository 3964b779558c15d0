#!/usr/bin/env bash
# Search over made-up disclosures, in one command, for docs/benchmarks.md.
#
#   crates/search/examples/measure.sh [HOW-MANY] [FOLDER]
#
# Makes HOW-MANY disclosures (1,000,000) in FOLDER (a temporary one), builds the index, and measures the searches. Needs
# about 4 GB in FOLDER for a million. Then, where PostgreSQL is installed, the same over 300,000 of them beside it.
set -euo pipefail
cd "$(dirname "$0")/../../.."

count=${1:-1000000}
if [ -n "${2:-}" ]; then
  mkdir -p "$2"
  folder=$(realpath "$2")
else
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
cargo build --release --quiet --package xtask --package candour-search --example measure
programs=${CARGO_TARGET_DIR:-target}/release
[ -s "$folder/disclosures.jsonl" ] || "$programs/xtask" synthetic-disclosures "$count" >"$folder/disclosures.jsonl"
echo "$count disclosures, $(du -h "$folder/disclosures.jsonl" | cut -f 1); load average $(cut -d ' ' -f 1 /proc/loadavg)"
"$programs/examples/measure" "$folder/disclosures.jsonl" "$folder/index"

if ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1; then
  beside=$((count < 300000 ? count : 300000))
  echo "ours over $beside:"
  "$programs/examples/measure" "$folder/disclosures.jsonl" "$folder/index-beside" "$beside"
  echo "PostgreSQL over $beside:"
  crates/search/examples/postgres.sh "$folder/disclosures.jsonl" "$beside"
else
  echo "SKIPPED: PostgreSQL is not installed"
fi
