"""IP addresses and CIDRs as the API server reads them, leading zeros and all.

In: a string of an API field that predates strict validation ("legacy field"). Out: the server's messages, or the
warnings about non-canonical spellings. Upstream: apimachinery/pkg/util/validation/ip.go.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Final

from stslint.apiserver.feature_gates import Version
from stslint.patterns import pattern

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

STRICT_SINCE: Final = (1, 36)
"""StrictIPCIDRValidation is on by default since this minor; before, odd spellings only warned."""

_remembered = lru_cache(maxsize=1024)

_NOT_AN_IP: Final = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
_NOT_A_CIDR: Final = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
_OCTET: Final = pattern(r"(?<![0-9])0+(?=[0-9])")


@_remembered
def parse_ip(text: str) -> IP | None:
    """ParseIPSloppy: like Go's ParseIP, but octets may have leading zeros; no zones."""
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(_without_zeros(text))
    except ValueError:
        return None


def _without_zeros(text: str) -> str:
    if "." not in text or not text.isascii():
        return text
    head, colon, tail = text.rpartition(":")
    if any(len(octet.lstrip("0")) > 3 for octet in tail.split(".")):
        return text
    return head + colon + _OCTET.sub("", tail)


@_remembered
def parse_cidr(text: str) -> tuple[IP, int] | None:
    """ParseCIDRSloppy: the address as written, and the prefix length."""
    address, slash, length = text.partition("/")
    ip = parse_ip(address)
    if ip is None or not slash or not (length.isascii() and length.isdigit()) or len(length) > 9:
        return None
    return (ip, int(length)) if int(length) <= ip.max_prefixlen else None


def network(cidr: tuple[IP, int]) -> Network:
    """The network an address and a prefix length stand for."""
    return ipaddress.ip_network(cidr, strict=False)


def show_ip(ip: IP) -> str:
    """Go's IP.String: an IPv4 address mapped into IPv6 prints as IPv4."""
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped or ip)


@_remembered
def ip_messages(text: str, version: Version) -> tuple[str, ...]:
    """IsValidIPForLegacyField."""
    ip = parse_ip(text)
    if ip is None:
        return (_NOT_AN_IP,)
    if version < STRICT_SINCE:
        return ()
    if has_leading_zeros(text):
        return ("must not have leading 0s",)
    return ("must not be an IPv4-mapped IPv6 address",) if _mapped(ip) else ()


@_remembered
def cidr_messages(text: str, version: Version) -> tuple[str, ...]:
    """IsValidCIDRForLegacyField."""
    cidr = parse_cidr(text)
    if cidr is None:
        return (_NOT_A_CIDR,)
    if version < STRICT_SINCE:
        return ()
    length = text.partition("/")[2]
    if has_leading_zeros(text.partition("/")[0]) or (len(length) > 1 and length[0] == "0"):
        return ("must not have leading 0s in IP or prefix length",)
    if _mapped(cidr[0]):
        return ("must not have an IPv4-mapped IPv6 address",)
    if network(cidr).network_address != cidr[0]:
        return ("must not have bits set beyond the prefix length",)
    return ()


@_remembered
def ip_warnings(text: str, version: Version) -> tuple[str, ...]:
    """GetWarningsForIP: spellings that other programs may read as another address; none of what is refused."""
    ip = parse_ip(text)
    if ip is None or ip_messages(text, version):
        return ()
    if has_leading_zeros(text) or _mapped(ip):
        return (f'non-standard IP address "{text}" is invalid: use "{show_ip(ip)}"',)
    if ip.version == 6 and str(ip) != text:
        return (f'IPv6 address "{text}" should be in RFC 5952 canonical format ("{ip}")',)
    return ()


@_remembered
def cidr_warnings(text: str, version: Version) -> tuple[str, ...]:
    """GetWarningsForCIDR; none of what is refused."""
    cidr = parse_cidr(text)
    if cidr is None or cidr_messages(text, version):
        return ()
    net = network(cidr)
    if net.network_address != cidr[0]:
        single = f"{show_ip(cidr[0])}/{net.max_prefixlen}"
        return (f'CIDR value "{text}" is ambiguous in this context (should be "{net}" or "{single}"?)',)
    if has_leading_zeros(text.partition("/")[0]) or _mapped(cidr[0]) or str(cidr[1]) != text.partition("/")[2]:
        return (f'non-standard CIDR value "{text}" is invalid: use "{net}"',)
    if net.version == 6 and str(net) != text:
        return (f'IPv6 CIDR value "{text}" should be in RFC 5952 canonical format ("{net}")',)
    return ()


@_remembered
def special_ip_messages(text: str) -> tuple[str, ...]:
    """ValidateEndpointIP: addresses that must not be proxied to."""
    ip = parse_ip(text)
    if ip is None:
        return ()
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return tuple(words for is_special, words in _SPECIAL if is_special(ip))


def _link_local_multicast(ip: IP) -> bool:
    if ip.version == 4:
        return ip in ipaddress.ip_network("224.0.0.0/24")
    return ip.is_multicast and ip.packed[1] & 0x0F == 2


_SPECIAL: Final = (
    (lambda ip: ip.is_unspecified, "may not be unspecified (0.0.0.0 or ::)"),
    (lambda ip: ip.is_loopback, "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
    (lambda ip: ip.is_link_local, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
    (_link_local_multicast, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
)


def has_leading_zeros(text: str) -> bool:
    """An IPv4 octet such as `010`, which some programs take for octal."""
    return "." in text and _OCTET.search(text.rpartition(":")[2]) is not None


def _mapped(ip: IP) -> bool:
    return getattr(ip, "ipv4_mapped", None) is not None


@_remembered
def family(text: str) -> str:
    """`IPv4` or `IPv6`: an IPv4 address mapped into IPv6 is IPv4 to Go."""
    ip = parse_ip(text)
    return "IPv6" if ip is not None and ip.version == 6 and not _mapped(ip) else "IPv4"


def contains_strictly(outer: tuple[IP, int], inner: tuple[IP, int]) -> bool:
    """Whether the inner network is a part, and not the whole, of the outer."""
    if outer[0].version != inner[0].version:
        return False
    return network(inner).network_address in network(outer) and outer[1] < inner[1]
