# facts: namespace name addresses
gateway() { # the gateway is programmed, at its addresses
  local programmed why actual address
  see gateways.gateway.networking.k8s.io "$2" --namespace "$1" -o jsonpath='{.status.conditions[?(@.type=="Programmed")].status}|{.status.addresses[*].value}|{.status.conditions[?(@.type=="Programmed")].message}' ||
    { conclude && return; }
  IFS='|' read -r programmed actual why <<<"$SEEN"
  [ "$programmed" = True ] || problem "is not programmed: ${why:-its controller says nothing}"
  for address in $3; do
    [[ " $actual " == *" $address "* ]] || problem "$address is missing; it has ${actual:-no address}"
  done
  conclude "programmed at $actual"
}
