# needs: answers
policy_l7() { # a policy lets GET /hostname through and refuses other requests with 403
  pods
  if [ -z "$PROBLEMS" ] && address web; then
    answers 200 allowed "http://$HOST:8080/hostname" || problem "GET /hostname gets ${ANSWER:-nothing: $(head -n 1 "$WORK/error")}, not 200"
    answers 403 allowed "http://$HOST:8080/clientip" || problem "GET /clientip gets ${ANSWER:-nothing: $(head -n 1 "$WORK/error")}, not 403"
    answers 403 allowed --request POST "http://$HOST:8080/hostname" || problem "POST gets ${ANSWER:-nothing: $(head -n 1 "$WORK/error")}, not 403"
  fi
  conclude 'GET /hostname gets 200, other requests 403'
}
