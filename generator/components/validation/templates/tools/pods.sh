# needs: two_nodes
pods() { # the namespace and its pods, made once; every check of pods begins here
  [ -z "$STAGED" ] || { [ "$STAGED" = yes ] || problem "$STAGED"; return; }
  STAGED='the short-lived pods could not be made'
  two_nodes || return
  SPACE=gen-validation-$$-$RANDOM
  kube create namespace "$SPACE" >/dev/null 2>"$WORK/error" || { problem "$(head -n 1 "$WORK/error")" && return; }
  policies_of_pods | kube apply --namespace "$SPACE" -f - >/dev/null 2>"$WORK/error" ||
    { problem "$(head -n 1 "$WORK/error")" && return; }
  {
    pod server "$NEAR" /agnhost netexec --http-port=8080
    pod web "$NEAR" /agnhost netexec --http-port=8080
    pod bare-server "$NEAR" /agnhost netexec --http-port=8080
    pod bench-server "$NEAR" /bin/sh -c '/agnhost netexec --http-port=8080 & exec iperf -s'
    pod allowed "$FAR" /agnhost pause
    pod refused "$FAR" /agnhost pause
    pod bare "$FAR" /agnhost pause
    pod bench-client "$FAR" /agnhost pause
  } | kube apply --namespace "$SPACE" -f - >/dev/null 2>"$WORK/error" || { problem "$(head -n 1 "$WORK/error")" && return; }
  kube wait --namespace "$SPACE" --for=condition=Ready pod --all --timeout=$((PATIENCE * 4))s >/dev/null 2>"$WORK/error" ||
    { problem "pods do not become ready: $(head -n 1 "$WORK/error")" && return; }
  STAGED=yes
}
STAGED=''

pod() { # pod NAME NODE COMMAND…: its manifest, as the restricted security profile wants it
  local name=$1 node=$2 word command=''
  shift 2
  for word in "$@"; do
    command="$command${command:+, }\"$word\""
  done
  cat <<END
---
apiVersion: v1
kind: Pod
metadata: {name: $name, labels: {app: $name}}
spec:
  nodeName: $node
  restartPolicy: Never
  terminationGracePeriodSeconds: 0
  automountServiceAccountToken: false
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: main
      image: $IMAGE
      command: [$command]
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
END
}

policies_of_pods() { # who may talk to whom there; nothing is said about bare and bare-server
  cat <<'END'
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: server}
spec:
  endpointSelector: {matchLabels: {app: server}}
  ingress:
    - fromEndpoints: [{matchLabels: {app: allowed}}]
      toPorts: [{ports: [{port: "8080", protocol: TCP}]}]
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web}
spec:
  endpointSelector: {matchLabels: {app: web}}
  ingress:
    - fromEndpoints: [{matchLabels: {app: allowed}}]
      toPorts:
        - ports: [{port: "8080", protocol: TCP}]
          rules: {http: [{method: GET, path: /hostname}]}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: clients}
spec:
  endpointSelector: {matchExpressions: [{key: app, operator: In, values: [allowed, refused]}]}
  egress:
    - toEndpoints: [{matchExpressions: [{key: app, operator: In, values: [server, web]}]}]
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: bench}
spec:
  endpointSelector: {matchExpressions: [{key: app, operator: In, values: [bench-client, bench-server]}]}
  ingress: [{fromEndpoints: [{matchLabels: {app: bench-client}}]}]
  egress: [{toEndpoints: [{matchLabels: {app: bench-server}}]}]
END
}

address() { # address POD: where it answers, in ADDRESS; as a URL wants it in HOST
  see pod "$1" --namespace "$SPACE" -o jsonpath='{.status.podIP}' || return 1
  ADDRESS=$SEEN
  case "$ADDRESS" in *:*) HOST="[$ADDRESS]" ;; *) HOST=$ADDRESS ;; esac
}
ADDRESS='' HOST=''
