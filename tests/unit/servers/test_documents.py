"""Every document we send is valid for every version of Stash we promise to speak to."""

import pytest
from graphql import parse, validate

from stashplex.demo.stash.schema import schema_of
from stashplex.servers.stash import documents

SPOKEN_TO = ("v0.28.0", "v0.29.0", "v0.30.1", "v0.31.1")
DOCUMENTS = {
    "a page of scenes": documents.SCENE_PAGE,
    "a page of files": documents.FILES_PAGE,
    "the number of scenes": documents.SCENE_COUNT,
    "scenes by id": documents.scenes_by_id([1, 22, 333]),
    "what is newest": documents.NEWEST,
    "ids of scenes": documents.SCENE_IDS_PAGE,
    "version and state": documents.INFO,
    "the version": documents.VERSION,
}


@pytest.mark.parametrize("version", SPOKEN_TO)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_valid(document: str, version: str) -> None:
    assert validate(schema_of(version), parse(document)) == []
