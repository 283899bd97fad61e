# facts: cluster namespaced
policies() { # every policy of the tree is there, and no policy of the cluster is refused
  local name valid why known=' ' rows
  rows='{range .items[*]}{.metadata.namespace}/{.metadata.name}|{.status.conditions[?(@.type=="Valid")].status}|{.status.conditions[?(@.type=="Valid")].message}{"\n"}{end}'
  see ciliumclusterwidenetworkpolicies.cilium.io -o jsonpath="$rows" || { conclude && return; }
  known=$SEEN
  see ciliumnetworkpolicies.cilium.io --all-namespaces -o jsonpath="$rows" || { conclude && return; }
  known=$'\n'"$known"$'\n'"$SEEN"
  while IFS='|' read -r name valid why; do
    [ "$valid" != False ] || problem "${name#/} is not valid: $why"
  done <<<"$known"
  for name in $1; do
    [[ $known == *$'\n'"/$name|"* ]] || problem "$name is missing"
  done
  for name in $2; do
    [[ $known == *$'\n'"$name|"* ]] || problem "$name is missing"
  done
  conclude 'all are there and valid'
}
