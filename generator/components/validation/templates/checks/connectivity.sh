# facts: namespace
# needs: agent_status said
connectivity() { # every agent reaches the health endpoint of every node
  local node value count=0
  agent_status || { conclude && return; }
  while IFS='|' read -r _ node; do
    [ -n "$node" ] || continue
    value=$(said "$node" 'Cluster health') count=$((count + 1))
    value=${value%% *}
    [ "${value%/*}" = "${value#*/}" ] && [ -n "$value" ] || problem "$node reaches ${value:-no} nodes"
  done <<<"$AGENTS"
  conclude "$count agents reach each other's nodes and pods"
}
