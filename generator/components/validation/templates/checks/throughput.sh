# needs: pods
throughput() { # TCP from a pod of one node to a pod of another, for five seconds
  local line bits mbits=0
  pods
  if [ -z "$PROBLEMS" ] && [ "$NEAR" = "$FAR" ]; then
    cannot 'needs two nodes that take pods'
  elif [ -z "$PROBLEMS" ] && address bench-server; then
    line=$(kube exec --namespace "$SPACE" bench-client -- iperf --client "$ADDRESS" --time 5 --reportstyle C 2>"$WORK/error" </dev/null | tail -n 1)
    bits=${line##*,}
    case "$bits" in
      '' | *[!0-9]*) problem "iperf: ${line:-$(head -n 1 "$WORK/error")}" ;;
      *) mbits=$((bits / 1000000)) ;;
    esac
    [ -z "$MIN_MBITS" ] || [ "$mbits" -ge "$MIN_MBITS" ] || problem "$mbits Mbit/s, less than $MIN_MBITS"
  fi
  conclude "$mbits Mbit/s from $FAR to $NEAR${MIN_MBITS:+, at least $MIN_MBITS wanted}"
}
