# facts: mode protocol
# needs: agents_say
routing() { # pods of different nodes reach each other the wanted way
  case "$1" in
    native) agents_say Routing 'Network: Native' ;;
    tunnel) agents_say Routing "Network: Tunnel [$2]" ;;
    *) agents_say Routing 'Network: ' ;; # how an agent words "hybrid" is not known here
  esac
  conclude "routing mode $1"
}
