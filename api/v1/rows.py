"""Between the rows of the API, which are those of the CSV files, and those of the store."""

from typing import Any, Generic, TypeVar

from pydantic import GetJsonSchemaHandler, RootModel, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.problems import other_id, unusable, unusable_parts
from matcher.domain.rows import Row
from matcher.store.schema import Base

RowT = TypeVar("RowT", bound=Row)


class Patch(RootModel[dict[str, Any]], Generic[RowT]):
    """The fields of a row that change (JSON merge patch, RFC 7396); null means the default."""

    def onto(self, current: RowT) -> RowT:
        """`current` with these changes.

        Raises:
            Problem: 422, it would not be a row any more.

        """
        merged = current.model_dump(mode="json") | self.root
        try:
            return type(current).model_validate(merged)
        except ValidationError as error:
            raise unusable(error, "body") from None

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """That of the row, with nothing required."""
        row: type[Row] = cls.__pydantic_generic_metadata__["args"][0]
        schema = handler.resolve_ref_schema(handler(row.__pydantic_core_schema__))
        kept = {name: value for name, value in schema.items() if name != "required"}
        return kept | {
            "title": cls.__name__,
            "description": Patch.__doc__ or "",
            "minProperties": 1,
        }


def stored(row: Row, *key: str) -> dict[str, Any]:
    """The row as columns of its table, without those of its `key`; consents have their own."""
    kept = row.model_dump(exclude={"consent", *key})
    if "programme" in kept:
        kept["programme"] = kept["programme"] or None
    return kept


def shown(kind: type[RowT], row: Base, **more: Any) -> RowT:
    """A row of the store as one of the API."""
    names = kind.model_fields.keys() - more.keys()
    return kind.model_validate({name: getattr(row, name) for name in names} | more)


def same_id(name: str, in_path: str, in_body: str) -> None:
    """Refuse a change that would make the row another than the address says.

    Raises:
        Problem: 422.

    """
    if in_path != in_body:
        raise unusable_parts([other_id(name)])
