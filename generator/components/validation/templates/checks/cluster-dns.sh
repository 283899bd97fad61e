# facts: domain
# needs: pods
cluster_dns() { # a pod of a new namespace resolves a Service
  local found=''
  pods
  if [ -z "$PROBLEMS" ]; then
    found=$(kube exec --namespace "$SPACE" bare -- dig +short +time=3 "kubernetes.default.svc.$1" 2>"$WORK/error" </dev/null)
    [[ $found =~ ^[0-9a-f.:]+$ ]] || problem "kubernetes.default.svc.$1 gives '${found:-$(head -n 1 "$WORK/error")}'"
  fi
  conclude "kubernetes.default.svc.$1 is $found"
}
