two_nodes() { # two nodes that take pods, in NEAR and FAR; the same one twice when there is only one
  local name ready cordoned effects rows
  [ -z "$NEAR" ] || return 0
  rows='{range .items[*]}{.metadata.name}|{.status.conditions[?(@.type=="Ready")].status}|{.spec.unschedulable}|{.spec.taints[*].effect}{"\n"}{end}'
  see nodes -o jsonpath="$rows" || return 1
  while IFS='|' read -r name ready cordoned effects; do
    [ "$ready|$cordoned" = 'True|' ] && [[ $effects != *NoSchedule* && $effects != *NoExecute* ]] || continue
    NEAR=${NEAR:-$name} FAR=$name
  done <<<"$SEEN"
  [ -n "$NEAR" ] && return
  problem 'no node takes pods'
  return 1
}
NEAR='' FAR=''
