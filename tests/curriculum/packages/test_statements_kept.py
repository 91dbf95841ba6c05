"""Statements that are sound JSON for a browser and none for PostgreSQL."""

import pytest

from curriculum.packages.statements.reading import MalformedStatement, read_statements

SOUND = {"verb": {"id": "http://adlnet.gov/expapi/verbs/answered"}, "object": {"id": "https://hoc.vn/x"}}


@pytest.mark.parametrize("response", ["a\x00b", "\ud800", float("nan"), float("inf")])
def test_what_no_database_keeps_is_refused(response):
    with pytest.raises(MalformedStatement):
        read_statements(SOUND | {"result": {"extensions": {"https://hoc.vn/e": response}}})


def test_every_letter_is_kept():
    (read,) = read_statements(SOUND | {"result": {"response": "Đồng ý 👍 \\u"}})
    assert read.body["result"]["response"] == "Đồng ý 👍 \\u"
