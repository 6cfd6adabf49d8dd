"""What crosses from the process that fetches video to the one that decodes it."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.video_source.packets import (
    CODECS,
    CodedPacket,
    StreamDescription,
    decode_description,
    decode_packet,
    encode_description,
    encode_packet,
)

ratios = st.builds(Fraction, st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1))
descriptions = st.builds(
    StreamDescription,
    st.sampled_from(CODECS),
    st.binary(max_size=200),
    ratios,
    st.none() | ratios,
    st.none() | ratios,
)


@given(descriptions)
def test_a_description_comes_out_as_it_went_in(description: StreamDescription) -> None:
    assert decode_description(encode_description(description)) == description


@given(st.binary(max_size=500), st.none() | st.integers(-(2**62), 2**62))
def test_a_packet_comes_out_as_it_went_in(data: bytes, pts: int | None) -> None:
    assert decode_packet(encode_packet(data, pts)) == CodedPacket(data, pts)


@given(st.binary(max_size=100))
def test_garbage_is_refused_or_a_record(data: bytes) -> None:
    for decode in (decode_description, decode_packet):
        try:
            decode(data)
        except ValueError:
            continue


def test_nothing_that_carries_code_is_understood() -> None:
    with pytest.raises(ValueError, match=r"no description|unpack"):
        decode_description(pickle.dumps(CODECS))
    with pytest.raises(ValueError, match="no packet"):
        decode_packet(pickle.dumps(CODECS))


def test_a_codec_that_nobody_knows_is_refused() -> None:
    data = encode_description(StreamDescription("h264", b"", Fraction(1, 90000), None, None))
    assert decode_description(data)
    with pytest.raises(ValueError, match="range"):
        decode_description(data[:1] + bytes([len(CODECS)]) + data[2:])


def test_a_setup_longer_than_any_is_refused() -> None:
    long = StreamDescription("h264", bytes(70_000), Fraction(1, 90000), None, None)
    with pytest.raises(ValueError, match="70000"):
        encode_description(long)
