"""When a certificate is in trouble, whatever its lifetime: no threshold fits 90 days and six days alike."""

from __future__ import annotations

from generator.core.offer import Alert

ALERTS = (
    Alert(
        group="certificates",
        name="CertificateRenewalOverdue",
        expr="time() - certmanager_certificate_renewal_timestamp_seconds > 3600",
        duration="15m",
        summary="Certificate {{ $labels.namespace }}/{{ $labels.name }} should have been renewed an hour ago",
    ),
    Alert(
        group="certificates",
        name="CertificateExpiresSoon",
        expr="certmanager_certificate_expiration_timestamp_seconds - time() < 86400",
        duration="15m",
        severity="critical",
        summary="Certificate {{ $labels.namespace }}/{{ $labels.name }} expires in less than a day",
    ),
    Alert(
        group="certificates",
        name="CertificateNotReady",
        expr='max by (namespace, name) (certmanager_certificate_ready_status{condition!="True"} == 1)',
        duration="30m",
        summary="Certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready",
    ),
)
