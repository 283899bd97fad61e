# facts: type
# needs: agents_say said
encryption() { # traffic between nodes is encrypted, and with WireGuard every node is a peer of every other
  local node peers count
  case "$1" in
    wireguard) agents_say Encryption Wireguard ;;
    *) agents_say Encryption IPsec ;;
  esac
  if [ "$1" = wireguard ] && [ -z "$PROBLEMS" ]; then
    count=$(grep -c . <<<"$AGENTS")
    while IFS='|' read -r _ node; do
      peers=$(said "$node" Encryption)
      [[ $peers == *'Peers: '* ]] || continue
      peers=${peers##*Peers: }
      peers=${peers%%[!0-9]*}
      [ "${peers:-0}" -ge $((count - 1)) ] || problem "$node has ${peers:-0} WireGuard peers of $((count - 1))"
    done <<<"$AGENTS"
  fi
  conclude "$1 between nodes"
}
