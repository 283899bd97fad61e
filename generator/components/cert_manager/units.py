"""The units that hold what this component makes."""

CERT_MANAGER = "gateway-api/cert-manager"
ISSUERS = "gateway-api/issuers"
CERTIFICATES = "gateway-api/gateways"
"""Certificates stand beside the gateways that use them."""
KINDS = (
    "Certificate.cert-manager.io",
    "CertificateRequest.cert-manager.io",
    "ClusterIssuer.cert-manager.io",
    "Issuer.cert-manager.io",
    "Challenge.acme.cert-manager.io",
    "Order.acme.cert-manager.io",
)
