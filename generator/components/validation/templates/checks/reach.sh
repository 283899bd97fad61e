# facts: address ports
reach() { # this machine connects to the address
  local port
  if [ -z "$FROM_HERE" ]; then
    cannot 'needs --from-here: this machine must be where clients are'
  elif ! command -v timeout >/dev/null; then
    cannot 'needs the program timeout'
  else
    for port in $2; do
      # shellcheck disable=SC2016 # the inner shell expands it
      timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$port" 2>/dev/null || problem "port $port does not answer"
    done
  fi
  conclude "ports $2 answer"
}
