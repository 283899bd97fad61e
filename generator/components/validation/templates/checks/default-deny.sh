# facts: mode
# needs: answers
default_deny() { # pods that no policy speaks of cannot talk to each other; with "audit" they still can
  local code=000
  [ "$1" = enforce ] || code=200
  pods
  if [ -z "$PROBLEMS" ] && address bare-server; then
    answers "$code" bare "http://$HOST:8080/hostname" || problem "a pod without policies gets ${ANSWER:-nothing: $(head -n 1 "$WORK/error")}, not $code"
  fi
  conclude "default deny: $1"
}
