# facts: namespace name
# needs: stamp
certificate() { # the certificate is there, and valid for long enough
  local ready end why
  see certificates.cert-manager.io "$2" --namespace "$1" -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}|{.status.notAfter}|{.status.conditions[?(@.type=="Ready")].message}' ||
    { conclude && return; }
  IFS='|' read -r ready end why <<<"$SEEN"
  [ "$ready" = True ] || problem "is not Ready: ${why:-cert-manager says nothing}"
  [[ -z $end || $end > $(stamp $((DAYS * 86400))) ]] || problem "is valid until $end only"
  conclude "valid until $end"
}
