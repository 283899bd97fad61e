# facts: lease
l2_lease() { # a node answers for the Service
  see leases.coordination.k8s.io "$1" --namespace "$CILIUM" -o jsonpath='{.spec.holderIdentity}' || { conclude && return; }
  [ -n "$SEEN" ] || problem 'no node holds the lease'
  conclude "$SEEN answers"
}
