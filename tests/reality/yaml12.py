"""Other people's YAML, as YAML 1.2."""

import warnings

from ruamel.yaml import YAML
from ruamel.yaml.error import ReusedAnchorWarning


def parsed(text: str) -> list[object]:
    """Every document, as YAML 1.2: an anchor may be defined again, which people do and PyYAML refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)
        return list(YAML(typ="safe", pure=True).load_all(text))
