load_balancers() { # every Service of type LoadBalancer that Cilium serves has an address
  local namespace name class addresses why count=0 rows
  rows='{range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}|{.metadata.name}|{.spec.loadBalancerClass}|{.status.loadBalancer.ingress[*].ip}|{.status.conditions[?(@.type=="cilium.io/IPAMRequestSatisfied")].message}{"\n"}{end}'
  see services --all-namespaces -o jsonpath="$rows" || { conclude && return; }
  while IFS='|' read -r namespace name class addresses why; do
    case "$name|$class" in
      '|'*) continue ;;
      *'|' | *'|io.cilium/'*) count=$((count + 1)) ;;
      *) continue ;; # somebody else's
    esac
    [ -n "$addresses" ] || problem "$namespace/$name is pending${why:+: $why}"
  done <<<"$SEEN"
  conclude "$count Services have addresses"
}
