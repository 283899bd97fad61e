# facts: session nodes address families
# needs: bgp_peers
bgp_session() { # the session of every selected node is established and carries what there is to say
  local session=$1 address=$3 families=$4 node found state at counts family count=0 said
  bgp_peers || { conclude && return; }
  see nodes -l "$2" -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}' || { conclude && return; }
  said=' '
  while read -r node; do
    [ -n "$node" ] || continue
    count=$((count + 1))
    found=$(awk -F'|' -v node="$node" -v session="$session" '$1 == node && $2 == session { print; exit }' "$WORK/peers")
    IFS='|' read -r _ _ state at counts <<<"$found"
    if [ -z "$found" ]; then
      problem "$node knows no such session"
    elif [[ $state != [Ee]stablished ]]; then
      problem "$node: ${state:-no state}"
    elif [ -n "$address" ] && [ "$at" != "$address" ]; then
      problem "$node: established with $at, not $address"
    fi
    said="$said$counts"
  done <<<"$SEEN"
  [ "$count" -gt 0 ] || problem "no node matches $2"
  if [ -n "$BALANCED" ] && [ -z "$PROBLEMS" ]; then
    for family in $families; do
      [[ $family == ipv6 && $BALANCED != *:* ]] || [[ $family == ipv4 && $BALANCED != *.* ]] ||
        [[ $said =~ \ $family=[1-9] ]] || problem "no node advertises anything ($family)"
    done
  fi
  conclude "established on $count nodes; routes advertised:$said"
}
