"""The script of the demonstration holds what its captions promise."""

from __future__ import annotations

import re

from monitor.demo.scenes import scene, script

FIRST, AGAIN, NOISE, REWRITE, WALL, BACK, BUMP = script()


def policy(body: bytes) -> str:
    """The words of <main>."""
    found = re.search(r"<main.*?>(.*)</main>", body.decode(), re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_policy_is_of_realistic_length() -> None:
    """The page has the size of a real privacy hub, the wall that of a real consent wall."""
    assert 500 <= len(policy(FIRST.body).split()) <= 800
    assert 150 <= len(policy(WALL.body).split()) <= 250


def test_second_request_finds_the_page_as_it_was() -> None:
    """Same bytes under the same tag: a conditional request is answered 304."""
    assert (AGAIN.body, AGAIN.etag) == (FIRST.body, FIRST.etag)


def test_noise_changes_bytes_and_no_word_of_the_policy() -> None:
    """Trace id, menu count and footer differ; the policy does not."""
    assert NOISE.body != FIRST.body
    assert NOISE.etag != FIRST.etag
    assert policy(NOISE.body) == policy(FIRST.body)


def test_rewrite_changes_retention_adds_training_and_moves_a_renamed_principle() -> None:
    """The real change is made of the three pieces that the report has to name."""
    before, after = policy(FIRST.body), policy(REWRITE.body)
    assert "usage data for 30 days" in before
    assert "usage data for 90 days" in after
    assert "Training AI models" in after
    assert "Training AI models" not in before
    assert before.index("You are in charge") < before.index("Only what we need We ask only")
    assert after.index("Less data by design We ask only") < after.index("You are in charge")


def test_page_comes_back_byte_for_byte() -> None:
    """After the wall stands what stood before it, under the same tag."""
    assert (BACK.body, BACK.etag) == (REWRITE.body, REWRITE.etag)
    assert WALL.etag != REWRITE.etag


def test_last_scene_bumps_the_date_alone_and_stays() -> None:
    """Only the stated date differs, however many requests follow."""
    assert policy(BUMP.body) == policy(BACK.body).replace("September 1, 2025", "October 15, 2025") != policy(BACK.body)
    assert scene(99) is BUMP
