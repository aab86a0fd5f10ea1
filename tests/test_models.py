"""`changed` looks at what changes only; what comes out is what a full validation gives."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from pytoolkit.models.base import Document, JsonDict, canonical_json
from tests.support.rows import DOCUMENTS, FACTS, rows

NONSENSE = [None, "", "x", 1.5, -1, True, [], {}, {"a": object()}, (1,), b"x", "2020-01-01", 10**40]


def whole(row: Any, changes: dict[str, Any]) -> Any:
    fields = {name: getattr(row, name) for name in type(row).model_fields}
    return type(row).model_validate({**fields, **changes})


def outcome(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except ValidationError as error:
        return str(error)


@pytest.mark.parametrize("model", [*DOCUMENTS, *FACTS], ids=lambda each: each.__name__)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_changed_gives_what_a_full_validation_gives(model: Any, data: st.DataObject) -> None:
    before, other = data.draw(rows(model)), data.draw(rows(model))
    names = data.draw(st.sets(st.sampled_from(sorted(model.model_fields))))
    # In Python form and as a store writes it: texts for numbers and instants, lists for tuples.
    plain = other.model_dump(mode="json") if data.draw(st.booleans()) else other.__dict__
    changes = {name: plain[name] for name in names}

    found = before.changed(**changes)

    assert type(found) is model
    assert found == whole(before, changes)
    assert found.model_dump_json() == whole(before, changes).model_dump_json()
    assert found is not before


@pytest.mark.parametrize("model", DOCUMENTS, ids=lambda each: each.__name__)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_changed_with_nonsense_says_what_a_full_validation_says(
    model: type[Document], data: st.DataObject
) -> None:
    before = data.draw(rows(model))
    names = st.sampled_from([*sorted(model.model_fields), "unknown"])
    changes = data.draw(st.dictionaries(names, st.sampled_from(NONSENSE), min_size=1, max_size=2))

    assert outcome(lambda: before.changed(**changes)) == outcome(lambda: whole(before, changes))


class Kept(BaseModel):
    value: JsonDict


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, -(2**63), 2**63 + 1, 10**400]),
    st.floats(),
    st.text(),
    st.sampled_from(["x" * 200, "x" * 201, "\x00" * 200, "\ud800", "\u00e4"]),
)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3) | st.just("k" * 201), LEAVES | st.lists(LEAVES)))
def test_json_dict_is_what_its_canonical_text_gives_back(value: dict[str, Any]) -> None:
    def read_back() -> str:
        return repr(json.loads(canonical_json(value)))

    def kept() -> str:
        return repr(Kept(value=value).value)

    try:
        canonical_json(value).encode()
        expected = read_back()
    except (ValueError, UnicodeEncodeError):
        with pytest.raises(ValidationError):
            kept()
    else:
        assert kept() == expected


def test_json_dict_of_many_long_texts_is_refused_as_before() -> None:
    with pytest.raises(ValidationError, match="at most 250000 are stored"):
        Kept(value={str(number): "x" * 300 for number in range(1_000)})
