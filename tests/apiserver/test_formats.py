"""Names, addresses and amounts: what is well-formed, and every reason why not."""

from __future__ import annotations

import pytest

from stslint.apiserver import formats, ips
from stslint.apiserver.int_or_string import amount

WELL_FORMED = [
    (formats.dns_label, ["a", "0", "a-b", "a" * 63], ["", "A", "-a", "a-", "a.b", "a_b", "a" * 64, "ü", "a\n"]),
    (formats.dns_subdomain, ["a.b", "a" * 253], ["", "a..b", ".a", "a.", "A.b", "a" * 254, "a\n"]),
    (formats.dns_1035_label, ["a", "a1"], ["1a", "", "a" * 64]),
    (formats.wildcard_subdomain, ["*.a", "*.a.b"], ["*", "a.*", "*a.b", "*.*.a"]),
    (
        formats.label_key,
        ["a", "A_b.c", "a.b/C", "a" * 63],
        ["", "/a", "a/", "a/b/c", "A.b/c", "a" * 64, "a b", f"{'a' * 254}/b"],
    ),
    (formats.annotation_key, ["A.b/C", "a"], ["", "a b/c"]),
    (formats.label_value, ["", "a", "A_b.c"], ["-", "a b", "a" * 64, "a\n"]),
    (formats.port_name, ["a", "a-1", "1a"], ["", "1", "a--b", "-a", "a-", "A", "a" * 16]),
    (formats.percent, ["0%", "100%"], ["", "1", "%", "-1%", "1.5%"]),
    (formats.config_map_key, ["a", ".a", "A_b-c.d"], ["", ".", "..", "..a", "a/b", "a b", "a" * 254]),
    (formats.path_segment_name, ["", "A b", "a:b"], [".", "..", "a/b", "a%b"]),
    (formats.http_path, ["a", "/a:b"], ["", "a b"]),
]


@pytest.mark.parametrize(("name_format", "good", "bad"), WELL_FORMED, ids=[str(row[0].__name__) for row in WELL_FORMED])
def test_formats_tell_good_names_from_bad(name_format: formats.Format, good: list[str], bad: list[str]) -> None:
    assert [each for each in good if name_format(each)] == []
    assert [each for each in bad if not name_format(each)] == []


def test_a_long_and_ill_formed_name_is_two_mistakes() -> None:
    assert len(formats.dns_label("A" * 64)) == 2
    assert formats.dns_label("a.b") == ("must not contain dots",)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("010.0.0.1", "10.0.0.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_addresses_are_read_as_sloppily_as_the_server_does(text: str, address: str) -> None:
    ip = ips.parse_ip(text)
    assert ip is not None
    assert ips.show_ip(ip) == address


@pytest.mark.parametrize("text", ["", "1.2.3", "256.1.1.1", "0001.2.3.4x", "fe80::1%eth0", "1.2.3.4/8", "a", "١.1.1.1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert ips.ip_messages(text, (1, 37)) == ("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",)


@pytest.mark.parametrize(
    ("text", "strict", "warning"),
    [
        ("10.0.0.0/8", "", ""),
        ("10.0.0.1/8", "bits set", "ambiguous"),
        ("010.0.0.0/8", "leading 0s", "non-standard"),
        ("10.0.0.0/08", "leading 0s", "non-standard"),
        ("::ffff:10.0.0.0/104", "IPv4-mapped", "non-standard"),
        ("2001:DB8::/32", "", "RFC 5952"),
    ],
)
def test_blocks_in_odd_spellings_are_warned_about_and_refused_since_1_36(text: str, strict: str, warning: str) -> None:
    assert ips.cidr_messages(text, (1, 35)) == ()
    assert strict in " ".join(ips.cidr_messages(text, (1, 36)))
    assert bool(strict) is bool(ips.cidr_messages(text, (1, 36)))
    assert warning in " ".join(ips.cidr_warnings(text, (1, 35)))


@pytest.mark.parametrize("text", ["", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "/8"])
def test_what_is_no_block_is_refused(text: str) -> None:
    assert ips.cidr_messages(text, (1, 37)) == ("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",)


@pytest.mark.parametrize(("value", "number"), [(3, 3), ("25%", 25), ("3", 3), ("x", 0), (True, None), (None, None)])
def test_amounts_are_numbers_or_percentages(value: object, number: int | None) -> None:
    assert amount(value) == number
