"""The kinds whose CRDs Cilium's operator installs at start (CRDs of Cilium 1.18 to 1.20)."""

from __future__ import annotations

GROUP = "cilium.io"
POLICY, CLUSTERWIDE = "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"
POLICY_KINDS = (POLICY, CLUSTERWIDE)
"""Its kinds of policies."""
NAMES = (
    "CiliumBGPAdvertisement",
    "CiliumBGPClusterConfig",
    "CiliumBGPNodeConfig",
    "CiliumBGPNodeConfigOverride",
    "CiliumBGPPeerConfig",
    "CiliumCIDRGroup",
    "CiliumClusterwideEnvoyConfig",
    "CiliumClusterwideNetworkPolicy",
    "CiliumEgressGatewayPolicy",
    "CiliumEndpoint",
    "CiliumEndpointSlice",
    "CiliumEnvoyConfig",
    "CiliumGatewayClassConfig",
    "CiliumIdentity",
    "CiliumL2AnnouncementPolicy",
    "CiliumLoadBalancerIPPool",
    "CiliumLocalRedirectPolicy",
    "CiliumNetworkPolicy",
    "CiliumNode",
    "CiliumNodeConfig",
    "CiliumPodIPPool",
)
KINDS = tuple(f"{name}.{GROUP}" for name in NAMES)
"""As `Kind.group`. A kind that the minor in use does not have is used by nobody, so nothing waits for it."""
