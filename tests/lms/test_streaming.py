"""Videos are asked for in parts, so that people can seek in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.files.streaming import wanted_range
from tests.factories.files import DocumentFactory


@pytest.fixture
def video(db):
    return DocumentFactory(file_name="follow.mp4", content=b"0123456789")


@pytest.mark.parametrize(
    ("asked", "body", "told"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
    ],
)
def test_video_is_served_in_the_part_asked_for(client, video, asked, body, told):
    response = client.get(video.url, headers={"range": asked})

    assert response.status_code == 206
    assert response.content == body
    assert response["Content-Range"] == told
    assert response["Content-Type"] == "video/mp4"


def test_video_is_served_in_parts_of_bounded_size(client, db, monkeypatch):
    monkeypatch.setattr("lms.files.streaming.PART_BYTES", 4)
    video = DocumentFactory(file_name="follow.mp4", content=b"0123456789")

    response = client.get(video.url, headers={"range": "bytes=2-"})

    assert (response.content, response["Content-Range"]) == (b"2345", "bytes 2-5/10")


def test_video_has_no_part_beyond_its_end(client, video):
    response = client.get(video.url, headers={"range": "bytes=10-"})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=-", "bytes=0-1,4-5", "lines=1-2"])
def test_video_asked_for_in_another_way_is_served_whole(client, video, asked):
    response = client.get(video.url, headers={"range": asked})

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"0123456789"


def test_other_documents_are_served_by_wagtail(client, db):
    response = client.get(DocumentFactory().url, headers={"range": "bytes=0-1"})

    assert response.status_code == 200
    response.close()


@given(first=st.integers(0, 30), last=st.integers(0, 30) | st.none(), size=st.integers(0, 20))
def test_wanted_range_lies_within_the_file(first, last, size):
    wanted = wanted_range(f"bytes={first}-{'' if last is None else last}", size)

    if wanted is None:
        assert first >= size or (last is not None and last < first)
    else:
        assert first == wanted[0] <= wanted[1] < size
