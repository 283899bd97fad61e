#!/usr/bin/env bash
# Checks the running cluster @cluster@ against what its inventory says.

# shellcheck disable=SC2034 # some options are of no use to some clusters
set -uo pipefail
set -f # patterns of --only are not for files

KUBECTL=${KUBECTL:-kubectl}
CONTEXT='' ONLY='' LIST='' OUTPUT=text DAYS=14 IMAGE=registry.k8s.io/e2e-test-images/agnhost:2.53
RESOLVER='' FROM_HERE='' MIN_MBITS='' MAX_MS='' FAILOVER='' FAILOVER_NODE='' PATIENCE=30
CILIUM=@namespace@

usage() {
  cat <<'END'
Usage: test-cilium-cluster.sh [options]

  test-cilium-cluster.sh                         every check that changes nothing but its own namespace
  test-cilium-cluster.sh --list                  names of the checks
  test-cilium-cluster.sh --only 'bgp-*'          some of them; may be repeated
  test-cilium-cluster.sh --output tap            or junit, for continuous integration
  test-cilium-cluster.sh --context homelab       another context; $KUBECTL names another kubectl
  test-cilium-cluster.sh --from-here             also connect to the addresses of gateways from this machine
  test-cilium-cluster.sh --resolver 10.0.0.1     ask this DNS server for the published names
  test-cilium-cluster.sh --days 30               certificates must be valid for 30 days (14)
  test-cilium-cluster.sh --min-mbits 900 --max-ms 5
                                                 judge throughput and latency between nodes; without, they are shown
  test-cilium-cluster.sh --failover --node w-2   also restart the agent of w-2 and drain it; disturbs its pods

  --image IMAGE      image of the short-lived pods: agnhost, or one with netexec, curl, dig and iperf
  --patience SECONDS how long to wait for what takes time: pods, policies, failover (30)

Each check says ok, failed, or "not run" and why. Exit code: 0 nothing failed, 1 something failed, 2 nothing could be
checked. Pods live in a namespace of their own, which is removed in any case.
END
}

stop() { # stop MESSAGE: nothing can be checked
  printf '%s\n' "$1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage && exit 0 ;;
    --list) LIST=yes ;;
    --from-here) FROM_HERE=yes ;;
    --failover) FAILOVER=yes ;;
    --only | --output | --context | --resolver | --days | --min-mbits | --max-ms | --node | --image | --patience)
      [ $# -gt 1 ] || stop "$1 needs a value; see --help"
      case "$1" in
        --only) ONLY="$ONLY $2" ;;
        --output) OUTPUT=$2 ;;
        --context) CONTEXT=$2 ;;
        --resolver) RESOLVER=$2 ;;
        --days) DAYS=$2 ;;
        --min-mbits) MIN_MBITS=$2 ;;
        --max-ms) MAX_MS=$2 ;;
        --node) FAILOVER_NODE=$2 ;;
        --image) IMAGE=$2 ;;
        --patience) PATIENCE=$2 ;;
      esac
      shift
      ;;
    *) stop "unknown option $1; see --help" ;;
  esac
  shift
done
case "$OUTPUT" in text | tap | junit) ;; *) stop "--output is text, tap or junit, not $OUTPUT" ;; esac
case "$DAYS$PATIENCE" in *[!0-9]*) stop "--days and --patience are whole numbers" ;; esac

WORK=$(mktemp -d) || stop 'cannot make a temporary directory'
SPACE='' CORDONED=''

# shellcheck disable=SC2329 # the trap calls it
cleanup() { # leaves nothing behind, whatever happened
  [ -z "$CORDONED" ] || kube uncordon "$CORDONED" >/dev/null
  [ -z "$SPACE" ] || kube delete namespace "$SPACE" --ignore-not-found --timeout=120s >/dev/null
  rm -rf "$WORK"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

kube() { # kubectl, in the wanted context
  "$KUBECTL" ${CONTEXT:+--context "$CONTEXT"} "$@"
}

see() { # see ARGUMENTS…: kubectl get; the answer is in SEEN
  SEEN=$(kube get --request-timeout=30s "$@" 2>"$WORK/error") && return
  problem "kubectl get $1: $(head -n 1 "$WORK/error")"
  return 1
}

# Results: a check collects problems, or the reason why it cannot run, and concludes.

NAME='' PROBLEMS='' REASON='' BEGUN=0 TOTAL=0 GOOD=0 BAD=0 SKIPPED=0

wanted() { # wanted NAME: begin this check, unless --only asks for others
  local pattern match=yes
  if [ -n "$ONLY" ]; then
    match=''
    for pattern in $ONLY; do
      # shellcheck disable=SC2053 # it is a pattern
      [[ $1 != $pattern ]] || match=yes
    done
  fi
  [ -n "$match" ] || return 1
  if [ -n "$LIST" ]; then
    printf '%s\n' "$1"
    return 1
  fi
  NAME=$1 PROBLEMS='' REASON='' BEGUN=$SECONDS
}

problem() { # problem TEXT: the check has failed, and goes on looking
  PROBLEMS="$PROBLEMS${PROBLEMS:+; }$1"
}

cannot() { # cannot TEXT: why the check cannot be run
  REASON=$1
}

conclude() { # conclude TEXT: what is good, unless there were problems or reasons
  TOTAL=$((TOTAL + 1))
  if [ -n "$PROBLEMS" ]; then
    BAD=$((BAD + 1))
    report failed "$PROBLEMS"
  elif [ -n "$REASON" ]; then
    SKIPPED=$((SKIPPED + 1))
    report 'not run' "$REASON"
  else
    GOOD=$((GOOD + 1))
    report ok "$*"
  fi
}

report() { # report RESULT TEXT
  local text=${2//$'\n'/ }
  case "$OUTPUT $1" in
    'tap failed') printf 'not ok %d - %s\n  ---\n  message: "%s"\n  ...\n' "$TOTAL" "$NAME" "${text//\"/\'}" ;;
    'tap not run') printf 'ok %d - %s # SKIP %s\n' "$TOTAL" "$NAME" "$text" ;;
    tap*) printf 'ok %d - %s # %s\n' "$TOTAL" "$NAME" "$text" ;;
    junit*) testcase "$1" "$(escaped "$text")" >>"$WORK/junit" ;;
    *) printf '%-8s %-40s %s\n' "$1" "$NAME" "$text" ;;
  esac
}

testcase() { # testcase RESULT TEXT: one result as JUnit writes it
  printf '  <testcase classname="%s" name="%s" time="%d">\n' @cluster@ "$(escaped "$NAME")" $((SECONDS - BEGUN))
  case "$1" in
    failed) printf '    <failure message="%s"/>\n' "$2" ;;
    'not run') printf '    <skipped message="%s"/>\n' "$2" ;;
    *) printf '    <system-out>%s</system-out>\n' "$2" ;;
  esac
  printf '  </testcase>\n'
}

escaped() { # escaped TEXT: for XML
  printf '%s' "$1" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g'
}

finish() { # the end of the report, and the exit code
  [ -z "$LIST" ] || exit 0
  case "$OUTPUT" in
    tap) printf '1..%d\n' "$TOTAL" ;;
    junit)
      printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="%s" tests="%d" failures="%d" skipped="%d">\n' \
        @cluster@ "$TOTAL" "$BAD" "$SKIPPED"
      [ ! -e "$WORK/junit" ] || cat "$WORK/junit"
      printf '</testsuite>\n'
      ;;
    *) printf '%d checks: %d ok, %d failed, %d not run\n' "$TOTAL" "$GOOD" "$BAD" "$SKIPPED" ;;
  esac
  [ "$BAD" -eq 0 ] || exit 1
  [ "$GOOD" -gt 0 ] || exit 2
  exit 0
}

if [ -z "$LIST" ]; then
  command -v "$KUBECTL" >/dev/null || stop "$KUBECTL is not here; \$KUBECTL names another"
  kube get --request-timeout=30s --raw /readyz >/dev/null 2>"$WORK/error" ||
    stop "the API server does not answer: $(head -n 1 "$WORK/error")"
  [ "$OUTPUT" != tap ] || printf 'TAP version 13\n'
fi

# What can be checked.

@library@
# The checks of this cluster.

@checks@
finish
