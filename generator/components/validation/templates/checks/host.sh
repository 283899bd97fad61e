# facts: host target
host() { # the name leads to one of its targets: a name that it is an alias of, or an address; none: anywhere
  local found one good=''
  if ! command -v dig >/dev/null; then
    cannot 'needs the program dig'
  else
    found=$({ dig +short ${RESOLVER:+"@$RESOLVER"} "$1" A && dig +short ${RESOLVER:+"@$RESOLVER"} "$1" AAAA; } 2>&1) ||
      problem "dig: ${found%%$'\n'*}"
    found=${found//$'\n'/ }
    for one in $2; do
      [[ " $found " != *" $one "* && " $found " != *" $one. "* ]] || good=yes
    done
    if [ -z "$PROBLEMS" ] && [ -z "$found" ]; then
      problem "$1 does not resolve"
    elif [ -z "$PROBLEMS" ] && [ -z "$good" ] && [ -n "$2" ]; then
      problem "$1 resolves to $found, to none of $2"
    fi
  fi
  conclude "resolves to ${found-}"
}
