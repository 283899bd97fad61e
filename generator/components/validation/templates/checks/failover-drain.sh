# needs: failover_node
failover_drain() { # a node is drained, and every Service keeps its addresses
  local before addresses
  addresses='{range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}/{.metadata.name} {.status.loadBalancer.ingress[*].ip}{"\n"}{end}'
  failover_node || { conclude && return; }
  see services --all-namespaces -o jsonpath="$addresses" || { conclude && return; }
  before=$SEEN CORDONED=$VICTIM
  kube drain "$VICTIM" --ignore-daemonsets --delete-emptydir-data --timeout=$((PATIENCE * 10))s >/dev/null 2>"$WORK/error" ||
    problem "$(tail -n 1 "$WORK/error")"
  if see services --all-namespaces -o jsonpath="$addresses"; then
    [ "$SEEN" = "$before" ] || problem "addresses of Services changed: $(diff <(printf '%s\n' "$before") <(printf '%s\n' "$SEEN") | grep '^>')"
  fi
  if kube uncordon "$VICTIM" >/dev/null 2>"$WORK/error"; then
    CORDONED=''
  else
    problem "cannot uncordon: $(head -n 1 "$WORK/error")"
  fi
  conclude "$VICTIM was drained and is back"
}
