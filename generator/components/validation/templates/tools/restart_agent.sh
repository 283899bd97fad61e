restart_agent() { # restart_agent NODE: delete its agent and wait until another one is ready there
  local old new ready end=$((SECONDS + PATIENCE * 6))
  see pods --namespace "$CILIUM" -l k8s-app=cilium --field-selector "spec.nodeName=$1" -o jsonpath='{.items[*].metadata.name}' || return 1
  old=$SEEN
  [ -n "$old" ] || { problem "no agent runs on $1" && return 1; }
  kube delete pod --namespace "$CILIUM" "$old" --wait=false >/dev/null 2>"$WORK/error" || { problem "$(head -n 1 "$WORK/error")" && return 1; }
  while [ "$SECONDS" -lt "$end" ]; do
    see pods --namespace "$CILIUM" -l k8s-app=cilium --field-selector "spec.nodeName=$1" \
      -o jsonpath='{range .items[*]}{.metadata.name}|{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' || return 1
    while IFS='|' read -r new ready; do
      [ -z "$new" ] || [ "$new" = "$old" ] || [ "$ready" != True ] || return 0
    done <<<"$SEEN"
    sleep 1
  done
  problem "no new agent is ready on $1 after $((PATIENCE * 6)) s"
  return 1
}
