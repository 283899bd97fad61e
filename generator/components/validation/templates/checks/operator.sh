# facts: namespace replicas
operator() { # Cilium's operator is available
  local available
  see deployment cilium-operator --namespace "$1" -o jsonpath='{.status.availableReplicas}' || { conclude && return; }
  available=${SEEN:-0}
  [ "$available" -ge "$2" ] || problem "$available of $2 operators are available: nobody makes identities, addresses of Services and gateways"
  conclude "$available of $2 operators are available"
}
