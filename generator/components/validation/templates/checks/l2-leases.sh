# facts: prefix
# needs: stamp
l2_leases() { # every announced Service has a node that answers for it now
  local name holder renewed count=0 past
  past=$(stamp -300)
  see leases.coordination.k8s.io --namespace "$CILIUM" -o jsonpath='{range .items[*]}{.metadata.name}|{.spec.holderIdentity}|{.spec.renewTime}{"\n"}{end}' ||
    { conclude && return; }
  while IFS='|' read -r name holder renewed; do
    [[ $name == "$1"* ]] || continue
    count=$((count + 1))
    [ -n "$holder" ] || problem "${name#"$1"}: no node holds it"
    [[ -z $holder || $renewed > $past ]] || problem "${name#"$1"}: $holder has not renewed since $renewed"
  done <<<"$SEEN"
  conclude "$count leases are held"
}
