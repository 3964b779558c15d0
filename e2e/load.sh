#!/usr/bin/env bash
# How fast the public site is, beside nginx serving the same bytes as a file.
#
#   e2e/load.sh target/release/candour [SECONDS-PER-RUN]
#
# The server is pinned to one core and wrk to another; runs of the two servers alternate, and the ratio is the median of
# five. Beside requests a second it tells the processor time of a request, which other work on the machine changes less.
# Needs wrk and nginx. The figures are in docs/benchmarks.md.
set -euo pipefail
cd "$(dirname "$0")/.."

candour=$(realpath "${1:?usage: e2e/load.sh PROGRAM [SECONDS]}")
seconds=${2:-5}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
for tool in wrk nginx taskset; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: $tool is not installed"; exit 0; }
done
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

"$candour" demo --data "$work/data" --no-serve >"$work/demo.log" 2>&1
ours=$(free_port)
taskset -c 0 "$candour" serve --data "$work/data" --listen "127.0.0.1:$ours" >"$work/serve.log" 2>&1 &
server=$!
path=/sample-police/d/99.FOI.26.000001
for _ in $(seq 100); do curl -fsS -o /dev/null "http://127.0.0.1:$ours/healthz" 2>/dev/null && break; sleep 0.1; done

mkdir -p "$work/www/sample-police/d" "$work/nginx"
curl -fsS "http://127.0.0.1:$ours$path" -o "$work/www$path"
theirs=$(free_port)
cat >"$work/nginx.conf" <<CONF
worker_processes 1;
daemon off;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=10; default_type text/html;
  client_body_temp_path $work/nginx/a; proxy_temp_path $work/nginx/b; fastcgi_temp_path $work/nginx/c;
  uwsgi_temp_path $work/nginx/d; scgi_temp_path $work/nginx/e;
  server { listen 127.0.0.1:$theirs; root $work/www; }
}
CONF
taskset -c 0 nginx -c "$work/nginx.conf" -p "$work/nginx" &
master=$!
sleep 1
worker=$(pgrep -P "$master" | head -n 1)

rate() { # port, wrk arguments...
  local port=$1; shift
  taskset -c 1 wrk -t1 -c32 -d"${seconds}s" "$@" "http://127.0.0.1:$port$path"
}
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
# Requests/s as wrk has it, and microseconds of the server's processor a request.
run_of() { # pid, port
  local begun=$(ticks "$1") out
  out=$(rate "$2")
  awk -v begun="$begun" -v ended="$(ticks "$1")" '/requests in/ { n = $1 } /^Requests\/sec:/ { r = $2 }
    END { printf "%s %.1f\n", r, (ended - begun) * 10000 / n }' <<<"$out"
}
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

echo "page: $(stat -c %s "$work/www$path") bytes; $seconds s a run; 32 connections"
before=$(awk '/VmRSS/ { print $2 }' "/proc/$server/status")
rate "$ours" >/dev/null
: >"$work/ratios"; : >"$work/cpu"; : >"$work/ours"; : >"$work/theirs"
for run in 1 2 3 4 5; do
  read -r a cpu_a < <(run_of "$server" "$ours")
  read -r b cpu_b < <(run_of "$worker" "$theirs")
  echo "$a" >>"$work/ours"; echo "$b" >>"$work/theirs"
  awk -v a="$a" -v b="$b" 'BEGIN { print a / b }' >>"$work/ratios"
  awk -v a="$cpu_a" -v b="$cpu_b" 'BEGIN { print b / a }' >>"$work/cpu"
  printf 'run %d: candour %s requests/s (%s us of processor each), nginx %s (%s us)\n' "$run" "$a" "$cpu_a" "$b" "$cpu_b"
done
printf 'median: candour %s, nginx %s requests/s; ratio %s; ratio by processor time %s\n' \
  "$(median <"$work/ours")" "$(median <"$work/theirs")" "$(median <"$work/ratios")" "$(median <"$work/cpu")"

# Half the load: each connection waits between its requests, for a time that varies, as readers do.
cat >"$work/half.lua" <<LUA
local mean = $(awk -v rate="$(median <"$work/ours")" 'BEGIN { printf "%.2f", 32000 / (rate / 2) }')
function init(args) math.randomseed(2026) end
function delay() return math.floor(math.random() * 2 * mean + 0.5) end
LUA
echo "at half load:"
rate "$ours" --latency -s "$work/half.lua" | grep -E "50%|99%|Requests/sec|Non-2xx" | sed 's/^ */  /'
after=$(awk '/VmRSS/ { print $2 }' "/proc/$server/status")
echo "memory: $before KiB before, $after KiB after"
