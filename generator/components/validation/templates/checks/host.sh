# facts: host target
host() { # the name resolves to its target: a name that it is an alias of, or addresses
  local found one
  if ! command -v dig >/dev/null; then
    cannot 'needs the program dig'
  else
    found=$({ dig +short ${RESOLVER:+"@$RESOLVER"} "$1" A && dig +short ${RESOLVER:+"@$RESOLVER"} "$1" AAAA; } 2>&1) ||
      problem "dig: ${found%%$'\n'*}"
    found=" ${found//$'\n'/ } "
    [ -n "${found// /}" ] || problem "$1 does not resolve"
    for one in $2; do
      [ -n "$PROBLEMS" ] || [[ $found == *" $one "* || $found == *" $one. "* ]] ||
        problem "$1 resolves to ${found//  / }, not to $one"
    done
  fi
  conclude "resolves to $2"
}
