# facts: names
nodes() { # every node is Ready and none is cordoned; those of the inventory are there
  local expected=$1 name ready cordoned known=' ' count=0 rows
  rows='{range .items[*]}{.metadata.name}|{.status.conditions[?(@.type=="Ready")].status}|{.spec.unschedulable}{"\n"}{end}'
  see nodes -o jsonpath="$rows" || { conclude && return; }
  while IFS='|' read -r name ready cordoned; do
    [ -n "$name" ] || continue
    count=$((count + 1)) known="$known$name "
    [ "$ready" = True ] || problem "$name is not Ready"
    [ "$cordoned" != true ] || problem "$name is cordoned"
  done <<<"$SEEN"
  for name in $expected; do
    [[ $known == *" $name "* ]] || problem "$name of the inventory is no node of the cluster"
  done
  [ "$count" -gt 0 ] || problem 'there are no nodes'
  conclude "$count nodes are Ready"
}
