# facts: by
# needs: agents_say
masquerading() { # pods are hidden behind their node by whom the inventory says
  case "$1" in
    bpf) agents_say Masquerading BPF ;;
    iptables) agents_say Masquerading IPTables ;;
    *) agents_say Masquerading Disabled ;;
  esac
  conclude "masquerading: $1"
}
