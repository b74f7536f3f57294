"""Which addresses count as public, and what a policy accepts."""

import ipaddress

import pytest

from workers.doors.http.addresses import Policy, is_public
from workers.model.errors import Permanent


@pytest.mark.parametrize(
    "address",
    ["0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1",
     "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
     "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
     "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
     "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
     "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"],
)  # fmt: skip
def test_it_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1",
     "198.17.0.1", "198.20.0.1", "223.255.255.255", "::ffff:8.8.8.8", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1"],
)  # fmt: skip
def test_it_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def reason(policy: Policy, address: str, port: int = 443) -> str | None:
    try:
        policy.vet("a.example", port, (ipaddress.ip_address(address),))
    except Permanent as error:
        return error.reason
    return None


def test_an_allowed_network_may_use_any_port() -> None:
    policy = Policy(allow=(ipaddress.ip_network("127.0.0.0/8"),))

    assert reason(policy, "127.0.0.1", 6379) is None
    assert reason(policy, "::ffff:127.0.0.1", 6379) is None
    assert reason(policy, "10.0.0.1") == "blocked_address"
    assert reason(policy, "8.8.8.8", 6379) == "blocked_port"
    assert reason(policy, "8.8.8.8", 80) is None


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "192.168.0.1", "172.20.0.1", "127.0.0.1", "100.64.1.1", "::1", "fd12::1", "8.8.8.8"]
)
def test_a_private_policy_accepts_private_networks_on_any_port(address: str) -> None:
    assert reason(Policy(private=True), address, 8065) is None


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fe80::1", "224.0.0.1", "0.1.2.3", "64:ff9b::7f00:1", "255.255.255.255"]
)
def test_a_private_policy_still_refuses_metadata_and_multicast(address: str) -> None:
    assert reason(Policy(private=True), address) == "blocked_address"


def test_one_bad_address_spoils_the_name() -> None:
    answers = (ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("127.0.0.1"))

    with pytest.raises(Permanent, match=r"has the address 127\.0\.0\.1"):
        Policy().vet("mixed.example", 443, answers)
