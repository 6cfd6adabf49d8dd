"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS: Final = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": (
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
)

CAMERA_PAGE: Final = "/camera"
"""The one page that may ask for this device's camera."""

_CAMERA_HEADERS: Final = MappingProxyType(
    {
        **SECURITY_HEADERS,
        "Permissions-Policy": SECURITY_HEADERS["Permissions-Policy"].replace(
            "camera=()", "camera=(self)"
        ),
    }
)


def security_headers(path: str) -> Mapping[str, str]:
    """The headers of the answer at an address."""
    return _CAMERA_HEADERS if path == CAMERA_PAGE else SECURITY_HEADERS
