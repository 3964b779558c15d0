#!/usr/bin/env bash
# PostgreSQL full text over the disclosures that `measure` searches, for docs/benchmarks.md.
#
#   crates/search/examples/postgres.sh DISCLOSURES.jsonl [MOST]
#
# Starts a server of its own on a socket in a temporary folder, loads the disclosures, indexes them as its manual says
# (a stored tsvector with GIN, indexes on what is counted), and prints the median of nine runs of each search: the first
# twenty by rank, and the counts of two facets.
set -euo pipefail

file=$(realpath "${1:?usage: postgres.sh DISCLOSURES.jsonl [MOST]}")
most=${2:-300000}
binaries=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
work=$(mktemp -d)
chmod 755 "$work"
if [ "$(id -u)" = 0 ]; then
  chown postgres "$work"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
else
  as=()
fi
trap '"${as[@]}" "$binaries/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

"${as[@]}" "$binaries/initdb" -D "$work/data" -U candour -A trust -E UTF8 --no-sync >/dev/null
"${as[@]}" "$binaries/pg_ctl" -D "$work/data" -w -l "$work/log" \
  -o "-k $work -c listen_addresses='' -c fsync=off -c shared_buffers=2GB -c work_mem=256MB -c max_parallel_workers_per_gather=0 -c jit=off" start >/dev/null
sql() { psql -h "$work" -U candour -d postgres -qAtX "$@"; }

sql -c "create table lines (line jsonb)"
head -n $((most + 1)) "$file" | tail -n +2 | sql -c "copy lines from stdin with (format csv, quote e'\x01', delimiter e'\x02')"
start=$(date +%s%N)
sql <<'SQL'
create table disclosures as
  select line->>'id' as id, line->>'outcome' as outcome, left(line->>'date', 4) as year,
         to_tsvector('english', (line->>'title') || ' ' || (line->>'text')) as words
  from lines;
create index on disclosures using gin (words);
create index on disclosures (outcome);
create index on disclosures (year);
vacuum analyze disclosures;
SQL
echo "loaded and indexed $(sql -c 'select count(*) from disclosures') in $((($(date +%s%N) - start) / 1000000)) ms"

about=$(head -n 1 "$file")
word() { python3 -c "import json,sys; print(eval('json.loads(sys.argv[1])' + sys.argv[2]))" "$about" "$1"; }

median() { # name, query
  local times
  times=$(for _ in $(seq 9); do printf '\\timing on\n%s;\n' "$2" | sql | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p'; done | sort -n)
  printf '%-28s %10s ms\n' "$1" "$(echo "$times" | sed -n 5p)"
}
first() { echo "select id, ts_rank(words, q) from disclosures, $1 q where words @@ q order by 2 desc limit 20"; }
counts() { echo "select outcome, year, count(*) from disclosures, $1 q where words @@ q group by grouping sets (outcome, year)"; }

for asked in "one head word|plainto_tsquery('english', '$(word "['head']")')" \
  "two mid words|plainto_tsquery('english', '$(word "['mid'][0]") $(word "['mid'][1]")')" \
  "one tail word|plainto_tsquery('english', '$(word "['tail']")')" \
  "phrase|phraseto_tsquery('english', '$(word "['phrase']")')" \
  "30 % match|plainto_tsquery('english', '$(word "['third']")')"; do
  median "${asked%%|*}" "$(first "${asked#*|}")"
  median "  and two facets" "$(counts "${asked#*|}")"
done
