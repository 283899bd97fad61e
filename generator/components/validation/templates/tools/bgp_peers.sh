bgp_peers() { # asks once: NODE|SESSION|STATE|ADDRESS|FAMILY=ADVERTISED… in $WORK/peers, addresses of Services in BALANCED
  [ ! -e "$WORK/peers" ] || return 0
  see services --all-namespaces -o jsonpath='{.items[?(@.spec.type=="LoadBalancer")].status.loadBalancer.ingress[*].ip}' ||
    return 1
  BALANCED=$SEEN
  # shellcheck disable=SC2016 # variables of the template, not of the shell
  see ciliumbgpnodeconfigs.cilium.io -o go-template='{{range .items}}{{$node := .metadata.name}}{{with .status}}{{range .bgpInstances}}{{range .peers}}{{$node}}|{{.name}}|{{.peeringState}}|{{.peerAddress}}|{{range .routeCount}}{{.afi}}={{with .advertised}}{{.}}{{else}}0{{end}} {{end}}{{"\n"}}{{end}}{{end}}{{end}}{{end}}' ||
    return 1
  printf '%s\n' "$SEEN" >"$WORK/peers"
}
BALANCED=''
