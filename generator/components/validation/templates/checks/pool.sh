# facts: name disabled
pool() { # the pool has addresses to give, and no other pool has the same ones
  local conflict message free total
  see ciliumloadbalancerippools.cilium.io "$1" -o jsonpath='{.status.conditions[?(@.type=="cilium.io/PoolConflict")].status}|{.status.conditions[?(@.type=="cilium.io/IPsAvailable")].message}|{.status.conditions[?(@.type=="cilium.io/IPsTotal")].message}|{.status.conditions[?(@.type=="cilium.io/PoolConflict")].message}' ||
    { conclude && return; }
  IFS='|' read -r conflict free total message <<<"$SEEN"
  [ "$conflict" != True ] || problem "conflicts with another pool: $message"
  [ -n "$total" ] || problem 'the operator has not looked at it'
  [ "$2" = true ] || [ "${free:-0}" != 0 ] || problem 'no address is left'
  conclude "$free of $total addresses are free"
}
