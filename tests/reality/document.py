"""One YAML document, and reaching into it when nothing is known to be there."""

from typing import cast

Document = dict[str, object]


def entries(value: object) -> Document:
    """The value if it is a map, else an empty one."""
    return cast(Document, value) if isinstance(value, dict) else {}


def at(value: object, path: str) -> object:
    """What stands at a dotted path; None when any part of it is missing."""
    for key in path.split("."):
        value = entries(value).get(key)
    return value


def items(value: object) -> list[Document]:
    """The maps of a list; none when there is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def copied(value: Document) -> Document:
    """A copy down to the leaves."""

    def copy(item: object) -> object:
        if isinstance(item, dict):
            return {key: copy(below) for key, below in item.items()}
        return [copy(below) for below in item] if isinstance(item, list) else item

    return cast(Document, copy(value))
