#!/usr/bin/env bash
# What agents add to the start of a program: medians over RUNS (20) rounds after one that fills the caches.
# JAVA_HOME chooses the JDK. Prints a Markdown table.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-20}
agents=benchmarks/target/agents
home=${JAVA_HOME:+$JAVA_HOME/bin/}
package=dev.traqo.benchmarks.startup

dir=$(mktemp -d "${TRAQO_BENCH_DIR:-${TMPDIR:-/tmp}}/traqo-bench-agent-XXXXXX")
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/programs/dev/traqo/benchmarks" "$dir/empty"
cp -r benchmarks/target/classes/dev/traqo/benchmarks/startup "$dir/programs/dev/traqo/benchmarks/"
cp "$agents"/*.jar "$dir/"
for agent in IdleAgent AdviceAgent; do
    printf 'Premain-Class: %s.%s\nCan-Retransform-Classes: true\nClass-Path: byte-buddy.jar\n' "$package" "$agent" >"$dir/manifest"
    "${home}jar" --create --file "$dir/$agent.jar" --manifest "$dir/manifest" -C "$dir/programs" .
    mv "$dir/programs/dev/traqo/benchmarks/startup/$agent"*.class "$dir/empty/"
done

java() { "${home}java" "$@"; }
on=(-cp "$dir/programs:$dir/traqo-core.jar")
ids=(hello hello-idle hello-agent traced traced-idle traced-agent traced-recorded traced-advice)
label() {
    case $1 in
        hello) echo "hello-world" ;;
        traced) echo "hello-world with one \`@Trace\` method" ;;
        *-idle) echo "with an agent that does nothing" ;;
        *-agent) echo "**with the agent**" ;;
        *-recorded) echo "**with the agent**, and recorded into a trace" ;;
        *-advice) echo "with Byte Buddy's \`AgentBuilder\` and \`Advice\`, this class only" ;;
    esac
}
start() {
    case $1 in
        hello) java "${on[@]}" "$package.Hello" ;;
        hello-idle) java "-javaagent:$dir/IdleAgent.jar" "${on[@]}" "$package.Hello" ;;
        hello-agent) java "-javaagent:$dir/traqo-agent.jar" "${on[@]}" "$package.Hello" ;;
        traced) java "${on[@]}" "$package.TracedHello" ;;
        traced-idle) java "-javaagent:$dir/IdleAgent.jar" "${on[@]}" "$package.TracedHello" ;;
        traced-agent) java "-javaagent:$dir/traqo-agent.jar" "${on[@]}" "$package.TracedHello" ;;
        traced-recorded) java "-javaagent:$dir/traqo-agent.jar=dir=$dir/traces" "${on[@]}" "$package.TracedHello" ;;
        traced-advice) java "-javaagent:$dir/AdviceAgent.jar" "${on[@]}" "$package.TracedHello" ;;
    esac
}

# Both agents that weave must have woven, or their rows would measure nothing.
must_record() {
    rm -rf "$dir/traces"
    java "$1" -Dtraqo.auto=root "-Dtraqo.trace.dir=$dir/traces" "${on[@]}" "$package.TracedHello" >/dev/null
    grep -rqs '"name":"greet"' "$dir/traces" || { echo "startup-agent.sh: $1 weaves nothing" >&2; exit 1; }
}
must_record "-javaagent:$dir/traqo-agent.jar"
must_record "-javaagent:$dir/AdviceAgent.jar"

TIMEFORMAT='%R %U %S'
for ((i = 0; i <= runs; i++)); do
    for id in "${ids[@]}"; do
        said=$({ time start "$id" >"$dir/out" 2>&1; } 2>&1)
        [ "$(cat "$dir/out")" = hello ] || { echo "startup-agent.sh: $id says: $(cat "$dir/out")" >&2; exit 1; }
        if [ $i -gt 0 ]; then echo "$said" >>"$dir/$id.times"; fi
    done
done

median() { sort -n | awk '{ value[NR] = $1 } END { printf "%.0f", (value[int((NR + 1) / 2)] + value[int((NR + 2) / 2)]) / 2 }'; }
wall() { awk '{ print $1 * 1000 }' "$dir/$1.times" | median; }
cpu() { awk '{ print ($2 + $3) * 1000 }' "$dir/$1.times" | median; }
slowest() { awk '{ print $1 * 1000 }' "$dir/$1.times" | sort -n | tail -1; }

version=$(java -version 2>&1 | head -1 | cut -d'"' -f2)
echo "### What the agent adds to a start, JDK $version"
echo
echo "| median of $runs runs, ms | wall | slowest | CPU | wall added | CPU added |"
echo "|---|---|---|---|---|---|"
for id in "${ids[@]}"; do
    plain=${id%%-*}
    if [ "$id" = "$plain" ]; then
        echo "| $(label "$id") | $(wall "$id") | $(slowest "$id") | $(cpu "$id") | | |"
    else
        echo "| $(label "$id") | $(wall "$id") | $(slowest "$id") | $(cpu "$id") | $(($(wall "$id") - $(wall "$plain"))) | $(($(cpu "$id") - $(cpu "$plain"))) |"
    fi
done
echo
echo "| goal | asked | measured | |"
echo "|---|---|---|---|"
goal() {
    local added=$(($(wall "$2") - $(wall "${2%%-*}")))
    echo "| $1 | at most 150 ms | $added ms | $([ "$added" -le 150 ] && echo met || echo '**missed**') |"
}
goal "the agent, added to a hello-world" hello-agent
goal "the agent, added to a hello-world with one \`@Trace\` method" traced-agent
echo
