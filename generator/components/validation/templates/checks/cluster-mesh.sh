# facts: clusters
# needs: agent_status said
cluster_mesh() { # every agent is connected to the other clusters
  local node value
  agent_status || { conclude && return; }
  while IFS='|' read -r _ node; do
    [ -n "$node" ] || continue
    value=$(said "$node" ClusterMesh)
    value=${value%% *}
    [ -n "$value" ] && [ "${value%/*}" = "${value#*/}" ] || problem "$node: ${value:-no} remote clusters are ready"
  done <<<"$AGENTS"
  conclude "connected to $1"
}
