# facts: namespace name keys
secret() { # the Secret is there, with its keys
  local key
  # shellcheck disable=SC2016 # variables of the template, not of the shell
  see secret "$2" --namespace "$1" -o go-template='{{range $key, $_ := .data}}{{$key}} {{end}}' || { conclude && return; }
  for key in $3; do
    [[ " $SEEN " == *" $key "* ]] || problem "has no key $key"
  done
  conclude 'is there'
}
