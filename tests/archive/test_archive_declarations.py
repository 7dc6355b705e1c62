"""Declarations of Open Terms Archive become pages that the configuration accepts; what is lost is told."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from monitor.archive.declarations import read_declarations, to_toml
from monitor.archive.ota import Choice
from monitor.cli import main
from monitor.cli.common import EXIT_ERROR
from monitor.config import load, page_faults
from monitor.core.records import Range

URL = "https://example.org/privacy"


def declared(folder: Path, service: str = "Service", history: object = None, **terms: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{service}.json").write_text(json.dumps({"name": f"The {service}", "terms": terms}))
    if history:
        (folder / f"{service}.history.json").write_text(json.dumps(history))
    return folder


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["import", "ota-declarations", str(path), *options])


def test_pages_are_accepted_by_config_check_with_the_ids_of_the_snapshots(tmp_path: Path) -> None:
    """Selectors as text or as a list, in a folder of the repository."""
    declared(
        tmp_path / "declarations",
        **{
            "Privacy Policy": {"fetch": URL, "select": "main", "remove": [".nav", "#cookie-banner"]},
            "Terms of Service": {"fetch": "https://example.org/terms", "select": [".a", ".b"]},
        },
    )
    output = tmp_path / "pages.toml"
    result = run(tmp_path, "--output", str(output))
    assert result.exit_code == 0, result.output
    assert "2 pages, 0 things not taken over" in result.stderr
    privacy, terms = load(output, {}).pages
    assert (privacy.id, privacy.name, privacy.url) == (
        "service-privacy-policy",
        "The Service: Privacy Policy",
        URL,
    )
    assert (privacy.select, privacy.remove, terms.select) == (("main",), (".nav", "#cookie-banner"), (".a", ".b"))
    assert run(tmp_path, "--output", str(output)).exit_code == EXIT_ERROR


def test_combined_terms_become_a_page_each_with_what_they_share(tmp_path: Path) -> None:
    """Ids as the archive names the files of their snapshots."""
    parts = [{"fetch": "https://example.org/legal/one.html"}, {"fetch": "https://example.org/legal/two", "select": "p"}]
    declared(tmp_path, **{"Privacy Policy": {"combine": parts, "select": "article"}})
    result = run(tmp_path, "--prefix", "x-")
    pages = tomllib.loads(result.stdout)["page"]
    assert [(page["id"], page["select"]) for page in pages] == [
        ("x-service-privacy-policy-legal-one", ["article"]),
        ("x-service-privacy-policy-legal-two", ["p"]),
    ]
    assert "is part 2 of 2 that the archive combines into one text" in result.stderr


def test_what_cannot_be_taken_over_stands_above_the_page_and_on_stderr(tmp_path: Path) -> None:
    """Scripts, filters, ranges to remove, selectors that are none; the rest of the page is taken over."""
    declaration = {
        "fetch": URL,
        "select": ["main", "p >", 7],
        "remove": {"startBefore": "h2", "endAfter": "#end"},
        "filter": ["tidy"],
        "executeClientScripts": True,
    }
    result = run(declared(tmp_path, **{"Privacy Policy": declaration}))
    (page,) = tomllib.loads(result.stdout)["page"]
    assert page["select"] == ["main"]
    assert "remove" not in page
    for told in (
        "select: p >: is no CSS selector",
        "select: is neither",
        "a range cannot be removed",
        "JavaScript",
        "no browser",
    ):
        assert told in result.stdout
        assert told in result.stderr


def test_earlier_declarations_are_comments_oldest_first(tmp_path: Path) -> None:
    """The newest is the entry; terms that have ended are told."""
    history = {
        "Privacy Policy": [
            {"fetch": URL, "select": ".new\n[[page]]", "validUntil": "2023-05-01T00:00:00Z"},
            {"fetch": URL, "select": ".old", "validUntil": "2021-05-01T00:00:00Z"},
        ],
        "Imprint": [{"fetch": URL, "validUntil": "2020-01-01T00:00:00Z"}],
    }
    result = run(declared(tmp_path, history=history, **{"Privacy Policy": {"fetch": URL, "select": "main"}}))
    earlier = [line for line in result.stdout.splitlines() if line.startswith("# earlier")]
    assert [line[11:22] for line in earlier] == ["until 2021-", "until 2023-"]
    assert [page["select"] for page in tomllib.loads(result.stdout)["page"]] == [["main"]]
    assert "Service.history.json: Imprint: is no longer declared" in result.stderr


def test_range_becomes_a_range_of_the_configuration(tmp_path: Path) -> None:
    """Beside plain selectors; one without an end is told."""
    select = [{"startAfter": "h1", "endBefore": "footer"}, ".more", {"startBefore": "h2"}]
    result = run(declared(tmp_path / "d", **{"Privacy Policy": {"fetch": URL, "select": select}}))
    assert 'select = [{ start_after = "h1", end_before = "footer" }, ".more"]' in result.stdout
    (tmp_path / "pages.toml").write_text(result.stdout)
    (page,) = load(tmp_path / "pages.toml", {}).pages
    assert page.select == (Range(start_after="h1", end_before="footer"), ".more")
    assert 'select: { start_before = "h2" }: ' in result.stderr


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b'{"terms": {\n"a": }}', "Bad.json:2: is not JSON"),
        (b"[" * 100_000, "Bad.json: cannot be read"),
        (b'{"name": "x"}', "Bad.json: has no `terms`"),
        (b"[]", "Bad.json: must hold an object"),
        (b"\xff\xfe{", "Bad.json: cannot be read"),
        (b'{"terms": {"T": []}}', "Bad.json: T: is no object"),
        (b'{"terms": {"T": {"fetch": "file:///etc/passwd"}}}', "Bad.json: T: not a page: url: must begin with"),
        (b'{"terms": {"T": {"fetch": 7}}}', "Bad.json: T: not a page: url"),
        (b'{"terms": {"T": {"combine": [7]}}}', "Bad.json: T, part 1: not a page: url"),
        (b'{"terms": {"\xe6\x9d\xa1": {"fetch": "https://example.org/"}}}', "not a page: id" ),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place_and_the_rest_is_taken_over(tmp_path: Path, file: bytes, says: str) -> None:
    """One bad file of a thousand is no reason to have none."""
    declared(tmp_path, **{"Privacy Policy": {"fetch": URL}})
    name = "条.json" if b"\xe6" in file else "Bad.json"
    (tmp_path / name).write_bytes(file)
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    assert says in result.stderr
    assert len(tomllib.loads(result.stdout)["page"]) == 1


def test_two_terms_with_one_id_are_told(tmp_path: Path) -> None:
    """The configuration would refuse the file as a whole."""
    result = run(declared(tmp_path, **{"Privacy Policy": {"fetch": URL}, "PRIVACY POLICY": {"fetch": URL}}))
    assert len(tomllib.loads(result.stdout)["page"]) == 1
    assert "would get the id of Service.json: Privacy Policy" in result.stderr


def test_folder_without_declarations_is_told(tmp_path: Path) -> None:
    """Rather than an empty configuration."""
    assert run(tmp_path).exit_code == EXIT_ERROR


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(["fetch", "select", "remove", "filter", "combine", "executeClientScripts", "validUntil"])


@given(st.dictionaries(st.text(min_size=1, max_size=10), st.dictionaries(_KEYS, _JSON | st.just(URL)), max_size=3))
def test_whatever_is_declared_the_output_is_toml_of_good_pages(tmp_path_factory: pytest.TempPathFactory, terms) -> None:
    """Nothing of a declaration escapes from its string or comment."""
    folder = declared(tmp_path_factory.mktemp("d"), history={"x": list(terms.values())}, **terms)
    found = read_declarations(folder, Choice(), page_faults)
    pages = tomllib.loads(to_toml(found)).get("page", [])
    assert [page["id"] for page in pages] == [page.table["id"] for page in found.pages]
    assert not [fault for page in pages for fault in page_faults(page)]
