#!/usr/bin/env bash
# Wall and CPU time of whole runs of ./traqo: medians over RUNS (20) after one that fills the caches.
# JAVA_HOME chooses the JDK. Prints a Markdown table.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-20}
traqo=./traqo
[ -x "$traqo" ] || { echo "startup.sh: $traqo is not there yet"; exit 1; }

dir=$(mktemp -d "${TRAQO_BENCH_DIR:-${TMPDIR:-/tmp}}/traqo-bench-startup-XXXXXX")
trap 'rm -rf "$dir"' EXIT
classpath=benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -cp "$classpath" dev.traqo.benchmarks.TraceFiles folder "$dir/small" 20
"$java" -cp "$classpath" dev.traqo.benchmarks.TraceFiles folder "$dir/large" 10000

median() { sort -n | awk '{ value[NR] = $1 } END { printf "%.0f", (value[int((NR + 1) / 2)] + value[int((NR + 2) / 2)]) / 2 }'; }

row() {
    local label=$1 times
    shift
    "$@" >/dev/null || { echo "startup.sh: $* failed" >&2; return 1; }
    times=$(for ((i = 0; i < runs; i++)); do
        TIMEFORMAT='%R %U %S'
        { time "$@" >/dev/null 2>&1; } 2>&1
    done)
    local wall cpu worst
    wall=$(awk '{ print $1 * 1000 }' <<<"$times" | median)
    worst=$(awk '{ print $1 * 1000 }' <<<"$times" | sort -n | tail -1)
    cpu=$(awk '{ print ($2 + $3) * 1000 }' <<<"$times" | median)
    echo "| $label | $wall | $worst | $cpu |"
}

echo "### Whole runs of the program, $("$java" -version 2>&1 | head -1 | cut -d'"' -f2 | sed 's/^/JDK /')"
echo
echo "| median of $runs runs, ms | wall | slowest | CPU |"
echo "|---|---|---|---|"
row "\`./traqo --help\`" "$traqo" --help
row "\`./traqo ls\`, 20 traces" "$traqo" ls "$dir/small"
row "\`./traqo ls\`, 10,000 traces" "$traqo" ls "$dir/large"
echo
