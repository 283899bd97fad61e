# needs: pods
answers() { # answers CODE POD ARGUMENTS…: curl in the pod gets this code in the end (ANSWER); 000 is no answer
  local wanted=$1 pod=$2 end=$((SECONDS + PATIENCE))
  shift 2
  while :; do
    ANSWER=$(kube exec --namespace "$SPACE" "$pod" -- \
      curl --silent --output /dev/null --max-time 3 --write-out '%{http_code}' "$@" 2>"$WORK/error" </dev/null)
    [ "$ANSWER" != "$wanted" ] || return 0
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 1
  done
}
