# facts: addresses
# needs: agent_pods
bgp_routes() { # some node advertises each of these addresses
  local pod node address family
  agent_pods || { conclude && return; }
  while IFS='|' read -r pod node; do
    [ -n "$pod" ] || continue
    for family in ipv4 ipv6; do
      kube exec --namespace "$CILIUM" "$pod" -c cilium-agent -- cilium-dbg bgp routes advertised "$family" unicast \
        2>"$WORK/error" </dev/null || problem "$node: $(head -n 1 "$WORK/error")"
    done
  done <<<"$AGENTS" >"$WORK/routes"
  for address in $1; do
    grep -qF -e " $address/" "$WORK/routes" || problem "no node advertises $address"
  done
  conclude "advertised: $1"
}
