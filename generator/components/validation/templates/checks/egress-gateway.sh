# facts: policies
egress_gateway() { # its policies are there
  local name
  for name in $1; do
    see ciliumegressgatewaypolicies.cilium.io "$name" -o name || continue
  done
  conclude "policies $1"
}
