# facts: kind namespace names
flux() { # Flux has applied them
  local name ready why known=' ' rows
  rows='{range .items[*]}{.metadata.name}|{.status.conditions[?(@.type=="Ready")].status}|{.status.conditions[?(@.type=="Ready")].message}{"\n"}{end}'
  see "$1" --namespace "$2" -o jsonpath="$rows" || { conclude && return; }
  while IFS='|' read -r name ready why; do
    [[ " $3 " == *" $name "* ]] || continue
    known="$known$name "
    [ "$ready" = True ] || problem "$name: ${why:-is not reconciled}"
  done < <(grep '|' <<<"$SEEN")
  for name in $3; do
    [[ $known == *" $name "* ]] || problem "$name is missing"
  done
  conclude 'all are Ready'
}
