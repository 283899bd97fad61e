"""Flags of the agent, as the chart writes them into the ConfigMap `cilium-config`.

Keys of templates/cilium-configmap.yaml, charts 1.18.12, 1.19.6 and 1.20.0 together. Agents know more than these.
"""

from __future__ import annotations

_NAMES = """
    agent-health-port agent-not-ready-taint-key alibabacloud-security-group-tags alibabacloud-security-groups
    alibabacloud-vswitch-tags alibabacloud-vswitches annotate-k8s-node api-rate-limit
    auto-create-cilium-node-resource auto-create-cilium-pod-ip-pools auto-direct-node-routes
    aws-enable-prefix-delegation aws-release-excess-ips azure-interface-name azure-use-primary-address
    azure-user-assigned-identity-id bgp-router-id-allocation-ip-pool bgp-router-id-allocation-mode
    bgp-secrets-namespace bpf-auth-map-max bpf-conntrack-accounting bpf-ct-global-any-max bpf-ct-global-tcp-max
    bpf-distributed-lru bpf-events-default-burst-limit bpf-events-default-rate-limit bpf-events-drop-enabled
    bpf-events-policy-verdict-enabled bpf-events-trace-enabled bpf-lb-acceleration bpf-lb-algorithm
    bpf-lb-algorithm-annotation bpf-lb-dsr-dispatch bpf-lb-external-clusterip bpf-lb-maglev-hash-seed
    bpf-lb-maglev-table-size bpf-lb-map-max bpf-lb-mode bpf-lb-mode-annotation bpf-lb-only bpf-lb-proto-diff
    bpf-lb-sock bpf-lb-sock-hostns-only bpf-lb-sock-terminate-pod-connections bpf-lb-source-range-all-types
    bpf-map-dynamic-size-ratio bpf-nat-global-max bpf-neigh-global-max bpf-node-map-max bpf-policy-map-max
    bpf-policy-map-pressure-metrics-threshold bpf-policy-stats-map-max bpf-root ces-rate-limits cgroup-root
    cilium-endpoint-gc-interval clean-cilium-bpf-state clean-cilium-state cluster-health-port cluster-id
    cluster-name cluster-pool-ipv4-cidr cluster-pool-ipv4-mask-size cluster-pool-ipv6-cidr
    cluster-pool-ipv6-mask-size clustermesh-cache-ttl clustermesh-default-global-namespace
    clustermesh-enable-endpoint-sync clustermesh-enable-mcs-api clustermesh-mcs-api-install-crds
    cni-chaining-mode cni-chaining-target cni-exclusive cni-external-routing cni-log-file cni-uninstall config
    connectivity-probe-frequency-ratio conntrack-gc-interval conntrack-gc-max-interval controller-group-metrics
    crd-wait-timeout custom-cni-conf datapath-mode datapath-plugins-state-dir debug debug-verbose
    default-lb-service-ipam devices direct-routing-device direct-routing-skip-unreachable disable-endpoint-crd
    disable-envoy-version-check disable-external-ip-mitigation disable-iptables-feeder-rules
    dns-policy-unload-on-shutdown dnsproxy-enable-transparent-mode dnsproxy-socket-linger-timeout
    ec2-api-endpoint egress-gateway-policy-map-max egress-gateway-reconciliation-trigger-interval
    egress-masquerade-interfaces enable-auto-protect-node-port-range enable-bandwidth-manager enable-bbr
    enable-bbr-hostns-only enable-bgp-control-plane enable-bgp-control-plane-status-report
    enable-bgp-legacy-origin-attribute enable-bpf-clock-probe enable-bpf-masquerade enable-bpf-tproxy
    enable-cilium-endpoint-slice enable-custom-calls enable-datapath-plugins enable-drift-checker
    enable-dynamic-config enable-dynamic-source-lookup-nodeport enable-egress-gateway
    enable-encryption-strict-mode enable-encryption-strict-mode-egress enable-encryption-strict-mode-ingress
    enable-endpoint-health-checking enable-endpoint-lockdown-on-policy-overflow enable-endpoint-routes
    enable-envoy-config enable-gateway-api enable-gateway-api-alpn enable-gateway-api-app-protocol
    enable-gateway-api-proxy-protocol enable-gateway-api-secrets-sync enable-health-check-loadbalancer-ip
    enable-health-check-nodeport enable-health-checking enable-host-firewall enable-host-legacy-routing
    enable-hubble enable-hubble-open-metrics enable-identity-mark enable-ingress-controller
    enable-ingress-proxy-protocol enable-ingress-secrets-sync enable-internal-traffic-policy
    enable-ip-masq-agent enable-ipsec enable-ipsec-encrypted-overlay enable-ipsec-key-watcher enable-ipv4
    enable-ipv4-big-tcp enable-ipv4-fragment-tracking enable-ipv4-masquerade enable-ipv6 enable-ipv6-big-tcp
    enable-ipv6-masquerade enable-k8s-cluster-network-policy enable-k8s-endpoint-slice enable-k8s-networkpolicy
    enable-l2-announcements enable-l2-neigh-discovery enable-l2-pod-announcements enable-l7-proxy enable-lb-ipam
    enable-local-node-route enable-local-redirect-policy enable-masquerade-to-route-source enable-metrics
    enable-nat46x64-gateway enable-no-service-endpoints-routable enable-node-ipam enable-node-port
    enable-node-selector-labels enable-non-default-deny-policies enable-pmtu-discovery enable-policy
    enable-policy-secrets-sync enable-route-mtu-for-cni-chaining enable-sctp enable-service-topology
    enable-session-affinity enable-source-ip-verification enable-standalone-dns-proxy
    enable-svc-source-range-check enable-tcx enable-vtep enable-well-known-identities enable-wireguard
    enable-xt-socket-fallback enable-ztunnel encrypt-interface encrypt-node
    encryption-strict-egress-allow-remote-node-identities encryption-strict-egress-cidr
    encryption-strict-mode-allow-remote-node-identities encryption-strict-mode-cidr
    endpoint-policy-update-timeout enforce-ingress-https eni-delete-on-termination eni-disable-prefix-delegation
    eni-exclude-interface-tags eni-first-interface-index eni-gc-interval eni-gc-tags eni-security-group-tags
    eni-security-groups eni-subnet-ids eni-subnet-tags eni-tags eni-use-primary-address
    envoy-access-log-buffer-size envoy-access-log-enabled envoy-base-id envoy-config-retry-interval
    envoy-default-log-level envoy-http-upstream-linger-timeout envoy-keep-cap-netbindservice envoy-log
    envoy-node-locality-enabled envoy-policy-restore-timeout envoy-secrets-namespace envoy-xds-mode etcd-config
    external-envoy-proxy force-device-detection gateway-api-hostnetwork-enabled
    gateway-api-hostnetwork-nodelabelselector gateway-api-secrets-namespace
    gateway-api-service-externaltrafficpolicy gateway-api-use-remote-address gateway-api-xff-num-trusted-hops
    health-check-icmp-failure-threshold http-retry-count http-stream-idle-timeout hubble-disable-tls
    hubble-drop-events hubble-drop-events-interval hubble-drop-events-reasons hubble-dynamic-metrics-config-path
    hubble-event-buffer-capacity hubble-event-queue-size hubble-export-aggregation-interval
    hubble-export-allowlist hubble-export-denylist hubble-export-fieldaggregate hubble-export-fieldmask
    hubble-export-file-compress hubble-export-file-max-backups hubble-export-file-max-size-mb
    hubble-export-file-path hubble-flowlogs-config-path hubble-listen-address hubble-lost-event-send-interval
    hubble-metrics hubble-metrics-server hubble-metrics-server-enable-tls hubble-metrics-server-tls-cert-file
    hubble-metrics-server-tls-client-ca-files hubble-metrics-server-tls-key-file
    hubble-network-policy-correlation-enabled hubble-prefer-ipv6 hubble-redact-enabled
    hubble-redact-http-headers-allow hubble-redact-http-headers-deny hubble-redact-http-urlquery
    hubble-redact-http-userinfo hubble-redact-kafka-apikey hubble-skip-unknown-cgroup-ids hubble-socket-path
    hubble-tls-cert-file hubble-tls-client-ca-files hubble-tls-key-file identity-allocation-mode
    identity-change-grace-period identity-gc-interval identity-heartbeat-timeout identity-management-mode
    ignore-flags-drift-checker ingress-default-lb-mode ingress-default-secret-name
    ingress-default-secret-namespace ingress-default-xff-num-trusted-hops ingress-hostnetwork-enabled
    ingress-hostnetwork-http-listener-port ingress-hostnetwork-https-listener-port
    ingress-hostnetwork-nodelabelselector ingress-hostnetwork-shared-listener-port
    ingress-hostnetwork-tls-passthrough-listener-port ingress-lb-annotation-prefixes ingress-secrets-namespace
    ingress-shared-lb-service-name ingress-use-remote-address install-no-conntrack-iptables-rules
    install-uplink-routes-for-delegated-ipam instance-tags-filter ip-tracing-option-type ipam
    ipam-cilium-node-update-rate ipam-max-allocate ipam-min-allocate ipam-multi-pool-pre-allocation
    ipam-pre-allocate ipam-static-ip-tags ipsec-key-file ipsec-key-rotation-duration iptables-lock-timeout
    iptables-random-fully ipv4-native-routing-cidr ipv6-native-routing-cidr k8s-api-server-urls k8s-client-burst
    k8s-client-qps k8s-kubeconfig-path k8s-require-ipv4-pod-cidr k8s-require-ipv6-pod-cidr
    k8s-service-proxy-name kube-proxy-replacement kube-proxy-replacement-healthz-bind-address kvstore
    kvstore-opt l2-announcements-lease-duration l2-announcements-renew-deadline l2-announcements-retry-period
    l2-pod-announcements-interface l2-pod-announcements-interface-pattern lb-reflector-wait-time
    limit-ipam-api-burst limit-ipam-api-qps loadbalancer-l7 loadbalancer-l7-algorithm loadbalancer-l7-ports
    log-opt log-system-load lrp-address-matcher-cidrs max-connected-clusters mesh-auth-enabled
    mesh-auth-gc-interval mesh-auth-mutual-connect-timeout mesh-auth-mutual-enabled
    mesh-auth-mutual-listener-port mesh-auth-queue-size mesh-auth-rotated-identities-queue-size
    mesh-auth-spiffe-trust-domain mesh-auth-spire-admin-socket mesh-auth-spire-agent-socket
    mesh-auth-spire-server-address mesh-auth-spire-server-connection-timeout metrics metrics-sampling-interval
    monitor-aggregation monitor-aggregation-flags monitor-aggregation-interval mtu nat-map-stats-entries
    nat-map-stats-interval node-labels node-port-bind-protection node-port-range nodeport-addresses
    nodes-gc-interval operator-api-serve-addr operator-k8s-client-burst operator-k8s-client-qps operator-pprof
    operator-pprof-address operator-pprof-block-profile-rate operator-pprof-mutex-profile-fraction
    operator-pprof-port operator-prometheus-enable-tls operator-prometheus-serve-addr
    operator-prometheus-tls-cert-file operator-prometheus-tls-client-ca-files operator-prometheus-tls-key-file
    packetization-layer-pmtud-mode pod-restart-selector policy-audit-mode policy-cidr-match-mode
    policy-default-local-cluster policy-deny-response policy-secrets-namespace
    policy-secrets-only-from-secrets-namespace pprof pprof-address pprof-block-profile-rate
    pprof-mutex-profile-fraction pprof-port preallocate-bpf-maps prefer-ipv6 procfs prometheus-serve-addr
    proxy-admin-port proxy-cluster-max-connections proxy-cluster-max-pending-requests proxy-cluster-max-requests
    proxy-connect-timeout proxy-idle-timeout-seconds proxy-initial-fetch-timeout
    proxy-max-active-downstream-connections proxy-max-concurrent-retries proxy-max-connection-duration-seconds
    proxy-max-requests-per-connection proxy-prometheus-port proxy-use-original-source-address
    proxy-xff-num-trusted-hops-egress proxy-xff-num-trusted-hops-ingress read-cni-conf remove-cilium-node-taints
    routing-mode service-no-backend-response set-cilium-is-up-condition set-cilium-node-taints skip-crd-creation
    standalone-dns-proxy-server-port subnet-ids-filter subnet-tags-filter synchronize-k8s-nodes
    tofqdns-dns-reject-response-code tofqdns-enable-dns-compression tofqdns-endpoint-max-ip-per-hostname
    tofqdns-idle-connection-grace-period tofqdns-max-deferred-connection-deletes tofqdns-min-ttl
    tofqdns-pre-cache tofqdns-preallocate-identities tofqdns-proxy-port tofqdns-proxy-response-max-delay
    trace-sock tunnel-port tunnel-protocol tunnel-source-port-range underlay-protocol
    unmanaged-pod-watcher-interval vlan-bpf-bypass vtep-cidr vtep-endpoint vtep-mac vtep-mask
    wireguard-persistent-keepalive write-cni-conf-when-ready ztunnel-ca-type
"""
FLAGS = frozenset(_NAMES.split())
