"""`changed` looks at what changes only; what comes out is what a full validation gives."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pytoolkit.models.base import Document
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
