# facts: mode
# needs: agents_say
xdp() { # packets for Services are handled in the driver
  case "$1" in
    native) agents_say 'XDP Acceleration' Native ;;
    *) agents_say 'XDP Acceleration' Best-Effort Native ;;
  esac
  conclude "XDP acceleration: $1"
}
