# facts: relay
# needs: agents_say
hubble() { # agents see flows; the relay, if there is one, is available
  local pod flows available
  agents_say Hubble Ok
  pod=${AGENTS%%|*}
  if [ -n "$pod" ]; then
    flows=$(kube exec --namespace "$CILIUM" "$pod" -c cilium-agent -- hubble observe --last 10 2>"$WORK/error" </dev/null)
    [ -n "$flows" ] || problem "hubble observe shows no flow on $pod: $(head -n 1 "$WORK/error")"
  fi
  if [ "$1" = true ] && see deployment hubble-relay --namespace "$CILIUM" -o jsonpath='{.status.availableReplicas}'; then
    available=${SEEN:-0}
    [ "$available" -gt 0 ] || problem 'no hubble-relay is available'
  fi
  conclude 'flows are seen'
}
