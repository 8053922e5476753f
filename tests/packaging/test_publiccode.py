"""publiccode.yml against the rules of the standard (core, 0.4): what is required, allowed values, lengths.

``url`` and a person as contact are known to be lacking: there is no public address yet.
"""

from __future__ import annotations

import re

import yaml

from tests.packaging.rooms import ROOT

DATA = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
REQUIRED = {
    "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
    "description", "legal", "maintenance", "localisation",
}  # fmt: skip
#: Of the lists of the standard, the tags that could fit this program.
SCOPES = {"local-authorities", "infrastructures", "transportation", "research", "employment", "environment", "energy"}
CATEGORIES = {"data-analytics", "data-visualization", "geographic-information-systems", "predictive-analysis"}


def test_only_the_address_is_lacking():
    assert REQUIRED - set(DATA) == {"url"}
    comments = (ROOT / "publiccode.yml").read_text(encoding="utf-8").split("publiccodeYmlVersion")[0]
    assert "`url`" in comments


def test_values_are_those_of_the_standard():
    assert set(DATA["categories"]) <= CATEGORIES
    assert set(DATA["intendedAudience"]["scope"]) <= SCOPES
    assert set(DATA["platforms"]) <= {"linux", "windows", "mac"}
    assert DATA["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    assert DATA["softwareType"] == "standalone/desktop"
    assert DATA["maintenance"]["type"] in ("internal", "community")
    assert all(contact["name"] for contact in DATA["maintenance"]["contacts"])
    assert DATA["localisation"]["localisationReady"] is True
    assert DATA["localisation"]["availableLanguages"] == ["nl", "en"]
    assert all(re.fullmatch("[a-z]{2}", country) for country in DATA["intendedAudience"]["countries"])


def test_descriptions_have_the_lengths_of_the_standard():
    assert list(DATA["description"]) == ["nl", "en"]
    for texts in DATA["description"].values():
        assert len(texts["shortDescription"]) <= 150
        assert 150 <= len(texts["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in texts["features"])
