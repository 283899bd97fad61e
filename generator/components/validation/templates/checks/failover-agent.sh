# facts: bgp
# needs: failover_node restart_agent
failover_agent() { # an agent that is restarted comes back, and with it its BGP sessions
  local begun end states=''
  failover_node || { conclude && return; }
  begun=$SECONDS
  if restart_agent "$VICTIM" && [ "$1" = true ]; then
    end=$((SECONDS + PATIENCE * 4))
    while :; do
      see ciliumbgpnodeconfigs.cilium.io "$VICTIM" -o jsonpath='{range .status.bgpInstances[*]}{.peers[*].peeringState} {end}' || break
      states=$SEEN
      [[ $(tr -d ' ' <<<"${states//[Ee]stablished/}") ]] || break
      [ "$SECONDS" -lt "$end" ] || { problem "sessions of $VICTIM after $((PATIENCE * 4)) s: $states" && break; }
      sleep 1
    done
  fi
  conclude "the agent of $VICTIM was back after $((SECONDS - begun)) s${states:+, sessions: $states}"
}
