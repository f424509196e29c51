"""Everything that can be set, in one place: environment `LINGKAR_*` or a file `lingkar.toml`."""

from pathlib import Path
from typing import Any, Literal

from limits import parse_many
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from matcher.errors import DataError
from matcher.i18n import N_

Language = Literal["id", "en"]


class Settings(BaseSettings):
    """Settings of one installation; `docs/operations.md` has a row for each (a test checks)."""

    model_config = SettingsConfigDict(
        env_prefix="LINGKAR_", toml_file="lingkar.toml", extra="forbid", frozen=True
    )

    database_url: str = Field(
        "sqlite:///var/lingkar.db", description="SQLAlchemy URL of the store."
    )
    bundles: Path = Field(Path("var/bundles"), description="Folder of trained bundles.")
    keep_bundles: int = Field(3, ge=1, description="How many of the newest bundles are kept.")
    encoder: str = Field(
        "lingkar",
        description=(
            "Text encoder: `lingkar` (the one that ships), `fitted` (TF-IDF and SVD on the "
            "community's own texts), or the name or folder of any sentence-transformers model "
            "(needs the extra `[transformers]`). A change takes effect at the next training."
        ),
    )
    language: Language = Field("id", description="Language of messages when nobody asks.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the service logs."
    )
    rate_limit: str = Field("600/minute", description="Requests a key may make; empty: no limit.")
    rate_limit_storage: str = Field(
        "memory://",
        description="Where limits are counted: one worker's memory, or a Redis URL for all.",
    )
    cors_origins: tuple[str, ...] = Field(
        (), description="Web origins that may call the API from a browser; none by default."
    )

    @field_validator("rate_limit")
    @classmethod
    def _a_rate(cls, limit: str) -> str:
        """Refuse at the start what would refuse every request later."""
        if limit:
            try:
                parse_many(limit)
            except ValueError:
                raise ValueError("write a number and a unit of time, such as 600/minute") from None
        return limit

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def read_settings(**given: Any) -> Settings:
    """The settings of this installation; what is `given` wins.

    Raises:
        DataError: one of them cannot be used; says which.

    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise DataError(
            N_("The setting `{name}` cannot be used: {reason}. See docs/operations.md."),
            name=".".join(str(part) for part in first["loc"]),
            reason=first["msg"],
        ) from None
