failover_node() { # the node that failover disturbs, in VICTIM: --node, or the last one that is no control plane
  if [ -z "$FAILOVER" ]; then
    cannot 'needs --failover: it disturbs the pods of a node'
    return 1
  fi
  VICTIM=$FAILOVER_NODE
  [ -z "$VICTIM" ] || return 0
  see nodes -l '!node-role.kubernetes.io/control-plane' -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}' || return 1
  VICTIM=$(tail -n 1 <<<"$SEEN")
  [ -n "$VICTIM" ] && return
  cannot 'needs --node NAME: every node is a control plane'
  return 1
}
VICTIM=''
