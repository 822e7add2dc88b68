#!/usr/bin/env bash
# A study each night: jobs/nightly.sh [OPTIONS] STUDY
#
#   --root DIR            where outputs are kept (default: output/nightly); a path that this machine mounts
#   --append-replicates N one output for all nights, which grows by N replicates each night
#   --max-degradation F   checks the output in the end: exit code 4 if a cell exceeds F, failed trials or not
#   --confident, --where SQL
#                         are passed on to that check
#   --set KEY=VALUE       is passed on to the sweep; may be given several times
#   --master URL, --conf KEY=VALUE and other options of spark-submit are passed on
#
# Without --append-replicates each night has an output of its own, named by the date (UTC) on which it began: run again on
# the same day, it goes on where it stopped or finds everything done. With it, a night is begun by counting one more in the
# file "nights" of the output, and a night that did not end is gone on with before another begins.
#
# Exit codes are those of jobs/evalgap; 3 also if another nightly run of this root is still going on.
set -euo pipefail

fail() {
  echo "$1" >&2
  exit 64
}

jobs=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
evalgap=${EVALGAP:-$jobs/evalgap}
root=output/nightly
replicates=0
bound=
study=
spark_options=()
check_options=()
settings=()
while [ $# -gt 0 ]; do
  case $1 in
    --root | --append-replicates | --max-degradation | --where | --set)
      [ $# -gt 1 ] || fail "cannot use $1; expected: a value; received: none"
      case $1 in
        --root) root=$2 ;;
        --append-replicates) replicates=$2 ;;
        --max-degradation) bound=$2 ;;
        --where) check_options+=(--where "$2") ;;
        --set) settings+=(--set "$2") ;;
      esac
      shift 2
      ;;
    --confident)
      check_options+=(--confident)
      shift
      ;;
    --help | -h)
      sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    --*=*)
      spark_options+=("$1")
      shift
      ;;
    --*)
      [ $# -gt 1 ] || fail "cannot use $1; expected: a value; received: none"
      spark_options+=("$1" "$2")
      shift 2
      ;;
    *)
      [ -z "$study" ] || fail "cannot run two studies; expected: one STUDY; received: $study and $1"
      study=$1
      shift
      ;;
  esac
done
[ -n "$study" ] || fail "cannot run; expected: a STUDY; received: none"
[ -r "$study" ] || fail "cannot read the study; expected: a file; received: $study"
[[ $replicates =~ ^[0-9]+$ ]] ||
  fail "cannot use --append-replicates; expected: a number; received: $replicates"
# A bound that is none would be found only when the night is over.
[ -z "$bound" ] || [[ $bound =~ ^-?(0?\.[0-9]+|[01](\.0*)?)$ ]] ||
  fail "cannot use --max-degradation; expected: a fraction between -1 and 1; received: $bound"
[ -n "$bound" ] || [ ${#check_options[@]} = 0 ] ||
  fail "cannot use ${check_options[0]}; expected: --max-degradation beside it; received: none"

mkdir -p "$root"
# The kernel gives the lock free when this process ends, however it ends. Spark's processes do not inherit it.
exec 8>"$root/nightly.lock"
if ! flock --nonblock 8; then
  echo "cannot start; expected: no other nightly run in $root; received: one that is still going on" >&2
  exit 3
fi

name=$(basename "$study" .conf)
if [ "$replicates" = 0 ]; then
  output=$root/$name-$(date --utc +%Y-%m-%d)
  sweep=(sweep "$study" --output "$output")
else
  output=$root/$name
  mkdir -p "$output"
  nights=$(cat "$output/nights" 2>/dev/null || echo 0)
  if [ ! -e "$output/night-goes-on" ]; then
    nights=$((nights + 1))
    touch "$output/night-goes-on"
    echo "$nights" >"$output/nights.new"
    mv "$output/nights.new" "$output/nights"
  fi
  sweep=(sweep "$study" --set "replicates=$((nights * replicates))" --output "$output")
fi

code=0
"$evalgap" "${spark_options[@]}" "${sweep[@]}" "${settings[@]}" 8>&- || code=$?
# Failed trials are results; a night has ended that has them.
if [ "$code" = 0 ] || [ "$code" = 2 ]; then
  rm -f "$output/night-goes-on"
fi
if [ -n "$bound" ] && { [ "$code" = 0 ] || [ "$code" = 2 ]; }; then
  "$evalgap" check "$output" --max-degradation "$bound" "${check_options[@]}" 8>&- || code=$?
fi
exit "$code"
