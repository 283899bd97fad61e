# facts: on
# needs: agents_say
kube_proxy_replacement() { # Cilium balances Services, and nobody else does
  local pod
  if [ "$1" = false ]; then
    agents_say KubeProxyReplacement False
    conclude 'kube-proxy balances Services'
    return
  fi
  agents_say KubeProxyReplacement True
  see pods --namespace kube-system -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}' || { conclude && return; }
  while read -r pod; do
    [[ $pod != kube-proxy* ]] || problem "$pod runs beside it"
  done <<<"$SEEN"
  conclude 'Cilium balances Services, no kube-proxy runs'
}
