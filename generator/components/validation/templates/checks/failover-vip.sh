# facts: prefix
# needs: failover_node
failover_vip() { # when the agent that answers for an address stops, another node takes over
  local lease holder now='' begun=0 end
  failover_node || { conclude && return; }
  see leases.coordination.k8s.io --namespace "$CILIUM" -o jsonpath='{range .items[*]}{.metadata.name}|{.spec.holderIdentity}{"\n"}{end}' ||
    { conclude && return; }
  while IFS='|' read -r lease holder; do
    [[ $lease != "$1"* || -z $holder ]] || break
  done < <(printf '%s\n' "$SEEN" && printf '|\n')
  if [ -z "$lease" ]; then
    cannot 'no node holds a lease'
  else
    begun=$SECONDS end=$((SECONDS + PATIENCE * 2))
    kube delete pod --namespace "$CILIUM" -l k8s-app=cilium --field-selector "spec.nodeName=$holder" --wait=false >/dev/null 2>"$WORK/error" ||
      problem "$(head -n 1 "$WORK/error")"
    while [ "$SECONDS" -lt "$end" ]; do
      see lease "$lease" --namespace "$CILIUM" -o jsonpath='{.spec.holderIdentity}' || break
      now=$SEEN
      [ -z "$now" ] || [ "$now" = "$holder" ] || break
      sleep 1
    done
    [ -n "$now" ] && [ "$now" != "$holder" ] || problem "${lease#"$1"} is still at ${now:-nobody} after $((SECONDS - begun)) s"
  fi
  conclude "${lease#"$1"} moved from $holder to $now in $((SECONDS - begun)) s"
}
