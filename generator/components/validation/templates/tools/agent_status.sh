# needs: agent_pods
agent_status() { # asks every agent once; its answer is in $WORK/status.NODE
  local pod node count=0
  [ ! -e "$WORK/asked" ] || return 0
  agent_pods || return 1
  while IFS='|' read -r pod node; do
    [ -n "$pod" ] || continue
    kube exec --namespace "$CILIUM" "$pod" -c cilium-agent -- cilium-dbg status --verbose \
      >"$WORK/status.$node" 2>"$WORK/error.$node" </dev/null &
    count=$((count + 1))
    [ $((count % 8)) -ne 0 ] || wait
  done <<<"$AGENTS"
  wait
  touch "$WORK/asked"
}
