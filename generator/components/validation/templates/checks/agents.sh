# facts: namespace version
# needs: agents_say
agents() { # the agents are ready, of the wanted version, and content with themselves
  local desired ready updated image
  see daemonset cilium --namespace "$1" -o jsonpath='{.status.desiredNumberScheduled}|{.status.numberReady}|{.status.updatedNumberScheduled}|{.spec.template.spec.containers[?(@.name=="cilium-agent")].image}' ||
    { conclude && return; }
  IFS='|' read -r desired ready updated image <<<"$SEEN"
  [ "${ready:-0}" = "${desired:-0}" ] || problem "${ready:-0} of ${desired:-0} agents are ready"
  [ "${updated:-0}" = "${desired:-0}" ] || problem "${updated:-0} of ${desired:-0} agents have the newest configuration"
  [[ $image == *":v$2" || $image == *":v$2@"* ]] || problem "agents run $image, not v$2"
  agents_say Cilium Ok
  conclude "$ready agents run v$2"
}
