agent_pods() { # the running agents, as POD|NODE lines in AGENTS
  see pods --namespace "$CILIUM" -l k8s-app=cilium --field-selector status.phase=Running \
    -o jsonpath='{range .items[*]}{.metadata.name}|{.spec.nodeName}{"\n"}{end}' || return 1
  AGENTS=$SEEN
  [ -n "$AGENTS" ] && return
  problem "no agent runs in namespace $CILIUM"
  return 1
}
AGENTS=''
