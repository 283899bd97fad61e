# needs: agent_status said
agents_say() { # agents_say FIELD BEGINNING…: every agent's status begins like one of these
  local field=$1 node value beginning good
  shift
  agent_status || return 0
  while IFS='|' read -r _ node; do
    [ -n "$node" ] || continue
    value=$(said "$node" "$field") good=''
    for beginning in "$@"; do
      [[ $value != "$beginning"* ]] || good=yes
    done
    [ -n "$good" ] || problem "$node: $field is '${value:-$(head -n 1 "$WORK/error.$node")}', not '$1'"
  done <<<"$AGENTS"
}
