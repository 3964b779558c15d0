#!/usr/bin/env bash
# What programs read, judged by programs that are not ours, and what a server must stand.
#
#   e2e/machine.sh http://127.0.0.1:8080 [PID-OF-THE-SERVER]
#
# The Python packages are those of e2e/requirements.txt; CANDOUR_TEST_PYTHON names the interpreter that has them.
set -uo pipefail
cd "$(dirname "$0")"

base=${1:?usage: e2e/machine.sh BASE_URL [PID]}
python=${CANDOUR_TEST_PYTHON:-python3}
failed=0

"$python" -c 'import feedparser, sickle, pyld, pyarrow' 2>/dev/null || {
  echo "SKIPPED: the packages of e2e/requirements.txt are not installed for $python"
  [ "${CANDOUR_TEST_TOOLS:-}" = required ] && exit 1
  exit 0
}

"$python" machine.py "$base" || failed=1
"$python" abuse.py "$base" "${2:-}" || failed=1

# Every check it has, on every operation. The seed keeps a failure repeatable.
echo "schemathesis:"
work=$(mktemp -d)
(cd "$work" && "$(dirname "$python")/schemathesis" run "$base/api/v1/openapi.json" --checks all --phases examples,coverage,fuzzing \
  --max-examples "${CANDOUR_EXAMPLES:-40}" --seed 20261122 --request-timeout 20 --no-color) >"$work/log" 2>&1
if [ $? -eq 0 ]; then
  grep -E "Test cases|Operations|passed|generated" "$work/log" | sed 's/^/  /'
else
  sed 's/^/  /' "$work/log" | tail -n 120
  failed=1
fi
rm -rf "$work"
exit $failed
