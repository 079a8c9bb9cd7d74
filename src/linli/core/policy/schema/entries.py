"""What every table of a pack has in common: frozen, no unknown keys, words in two languages."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from linli.core.kernel.text import Text


def _as_text(value: Any) -> Any:  # noqa: ANN401 - raw TOML
    return (
        Text(value["zh"], value["en"])
        if isinstance(value, dict) and set(value) == {"zh", "en"}
        else value
    )


_IN_TWO_LANGUAGES = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
Words = Annotated[Text, BeforeValidator(_as_text), WithJsonSchema(_IN_TWO_LANGUAGES)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Entry(BaseModel):
    """A table of a pack: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
