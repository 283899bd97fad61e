# needs: answers
policy_l4() { # a policy lets one client through and refuses the other
  pods
  if [ -z "$PROBLEMS" ] && address server; then
    answers 200 allowed "http://$HOST:8080/hostname" || problem "the allowed client gets ${ANSWER:-nothing: $(head -n 1 "$WORK/error")}, not 200"
    answers 000 refused "http://$HOST:8080/hostname" || problem "the refused client gets ${ANSWER:-nothing: $(head -n 1 "$WORK/error")}, not silence"
  fi
  conclude 'the allowed client is answered, the refused one is not'
}
