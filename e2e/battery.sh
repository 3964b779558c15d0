#!/usr/bin/env bash
# The red-team battery of the redaction engine, where it is at hand beside this checkout.
#
#   e2e/battery.sh target/release/candour [sample|full]
#
# `sample` takes the cases whose position in the list is a multiple of eight, at the level they name; `full` takes all,
# at that level and at `constant` and `auto`, and every pair of twins at every level that hides the size.
set -uo pipefail
cd "$(dirname "$0")/.."

candour=$(realpath "${1:?usage: e2e/battery.sh PROGRAM [sample|full]}")
extent=${2:-sample}
battery=$(realpath ../shared/battery 2>/dev/null) || true
if [ -z "$battery" ] || [ ! -f "$battery/run_all.py" ]; then
  echo "SKIPPED: ../shared/battery is not beside this checkout, so the red-team battery was not run"
  exit 0
fi

work=$PWD/.test/battery
python=$PWD/.test/battery-venv/bin/python
tool="$candour redact {in} --marks {marks} -o {out}"
mkdir -p "$work"
if [ ! -x "$python" ]; then
  echo "Python packages of the battery: the readers its judge asks"
  python3 -m venv "$(dirname "$(dirname "$python")")" &&
    "$python" -m pip install --quiet --disable-pip-version-check -r "$battery/requirements.txt" || exit 1
fi
[ -d "$work/cases" ] || "$python" "$battery/make_cases.py" "$work/cases" >"$work/make.log" || exit 1

if [ "$extent" = sample ]; then
  rm -rf "$work/sample" && mkdir "$work/sample"
  n=0
  for case in "$work"/cases/*/; do
    [ $((n % 8)) -eq 0 ] && ln -s "$case" "$work/sample/"
    n=$((n + 1))
  done
  exec "$python" "$battery/run_all.py" --tool "$tool" "$work/sample" --out "$work/results-sample"
fi

failed=0
"$python" "$battery/run_all.py" --tool "$tool" "$work/cases" --out "$work/results" || failed=1
for level in constant auto; do
  "$python" "$battery/run_all.py" --tool "$tool" "$work/cases" --level $level --out "$work/results-$level" || failed=1
done
[ -d "$work/twins" ] || "$python" "$battery/twins.py" make "$work/twins" >"$work/make-twins.log" || exit 1
"$python" "$battery/twins.py" run --tool "$tool" "$work/twins" || failed=1
for level in constant auto cell line block page; do
  "$python" "$battery/twins.py" run --tool "$tool" "$work/twins" --level $level || failed=1
done
exit $failed
