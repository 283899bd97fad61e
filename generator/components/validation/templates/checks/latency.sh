# needs: pods
latency() { # how long TCP connections from a pod of one node to a pod of another take to open
  local times mean='?'
  pods
  if [ -z "$PROBLEMS" ] && [ "$NEAR" = "$FAR" ]; then
    cannot 'needs two nodes that take pods'
  elif [ -z "$PROBLEMS" ] && address bench-server; then
    # shellcheck disable=SC2016 # the shell of the pod expands it
    times=$(kube exec --namespace "$SPACE" bench-client -- /bin/sh -c \
      'for _ in 1 2 3 4 5 6 7 8 9 10; do curl --silent --output /dev/null --max-time 3 --write-out "%{time_connect}\n" "$0" || exit; done' \
      "http://$HOST:8080/hostname" 2>"$WORK/error" </dev/null) || problem "curl: $(head -n 1 "$WORK/error")"
    mean=$(awk '/^[0-9.]+$/ { sum += $1; count++ } END { if (count) printf "%.2f", sum * 1000 / count }' <<<"$times")
    [ -n "$mean" ] || problem "curl printed no times: $times"
    [ -z "$MAX_MS" ] || awk -v mean="$mean" -v most="$MAX_MS" 'BEGIN { exit !(mean + 0 <= most + 0) }' ||
      problem "$mean ms, more than $MAX_MS"
  fi
  conclude "$mean ms to connect from $FAR to $NEAR, mean of 10${MAX_MS:+, at most $MAX_MS wanted}"
}
