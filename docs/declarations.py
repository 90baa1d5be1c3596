"""Writes down for JavaScript's checker what Python hands to it and hears from it: `python -m docs.declarations`."""

import dataclasses
import inspect
import types
import typing
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[1] / "ui" / "contract.d.ts"
_HEADER = "// Written by `python -m docs.declarations` from the dataclasses and typed dicts of Python: change those.\n"
_SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}


def roots() -> tuple[type, ...]:
    """Return all that live views are told and tell; what these are made of is found from them."""
    from ui.atlas import dimensions, hover
    from ui.compare import comparer, pictures
    from ui.encode import cutter, melody_input, motion_input, stage, word_input
    from ui.explore import explorer
    from ui.interpolate import arithmetic, corners, interpolator, planner
    from ui.learn import lesson
    from ui.live import component, contract, gallery, remote
    from ui.shell import address_bar, reopener, visitor
    from ui.train import film, meter, next_look, painter
    from vae.network.layers import LAYERS

    return (
        contract.PointFacts, contract.QuietTells, component.BundleFacts, remote.RemoteFacts, remote.RemoteTells,
        explorer.ExploreFacts, explorer.ExploreTells,
        stage.StageFacts, stage.StageTells, cutter.CutterFacts, cutter.CutterTells,
        melody_input.MelodyInputFacts, melody_input.MelodyInputTells,
        motion_input.MotionPadFacts, motion_input.MotionPadTells,
        word_input.WordInputFacts, word_input.WordInputTells,
        interpolator.InterpolatorFacts, interpolator.InterpolatorTells,
        corners.CornersFacts, corners.CornersTells, arithmetic.ArithmeticFacts, arithmetic.ArithmeticTells,
        planner.PlannerFacts, planner.PlannerTells,
        hover.CompanionFacts, hover.CompanionTells, dimensions.DimensionFacts, dimensions.DimensionTells,
        film.FilmFacts, meter.MeterFacts, next_look.NextLookFacts, next_look.NextLookTells,
        painter.PainterFacts, painter.PainterTells,
        lesson.LessonFacts, lesson.LessonTells,
        comparer.ComparerFacts, comparer.ComparerTells, pictures.PictureTableFacts,
        gallery.GalleryFacts, gallery.GalleryTells, reopener.ReopenerFacts, reopener.ReopenerTells,
        visitor.VisitorTells, address_bar.AddressFacts,
        *dict.fromkeys(LAYERS.values()),
    )  # fmt: skip


def declarations(shapes: Iterable[type]) -> str:
    """Return TypeScript interfaces of dataclasses and typed dicts, each after what it is made of.

    Raises:
        TypeError: one of their fields has a type that JSON cannot carry.
    """
    texts: dict[type, str] = {}
    for shape in shapes:
        _declare(shape, texts)
    return "\n".join([_HEADER, *texts.values()])


def _declare(shape: type, texts: dict[type, str]) -> None:
    if shape in texts:
        return
    if clash := next((other for other in texts if other.__name__ == shape.__name__), None):
        raise TypeError(f"{shape.__module__} and {clash.__module__} both have a {shape.__name__}: rename one of them")
    # A typed dict knows no bases in Python 3.10: it has all its fields itself.
    bases = [base for base in shape.__bases__ if dataclasses.is_dataclass(base)]
    inherited = {name for base in bases for name in typing.get_type_hints(base)}
    fields = {name: hint for name, hint in typing.get_type_hints(shape).items() if name not in inherited}
    for part in (*bases, *(part for hint in fields.values() for part in _shapes_in(hint))):
        _declare(part, texts)
    extends = f" extends {', '.join(base.__name__ for base in bases)}" if bases else ""
    optional = getattr(shape, "__optional_keys__", frozenset())
    marks = {name: "?" if name in optional else "" for name in fields}
    lines = [f"  {name}{marks[name]}: {_typescript(hint, shape)};" for name, hint in fields.items()]
    summary = inspect.getdoc(shape).splitlines()[0] if shape.__doc__ else None
    texts[shape] = "\n".join(
        [*([f"/** {summary} */"] if summary else []), f"export interface {shape.__name__}{extends} {{", *lines, "}\n"]
    )


def _is_shape(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint) or typing.is_typeddict(hint)


def _shapes_in(hint: Any) -> list[type]:
    parts = [part for argument in typing.get_args(hint) for part in _shapes_in(argument)]
    return [hint, *parts] if _is_shape(hint) else parts


def _typescript(hint: Any, shape: type) -> str:
    if _is_shape(hint):
        return hint.__name__
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and issubclass(hint, tuple):
        return f"[{', '.join(f'{name}: {_typescript(part, shape)}' for name, part in hint.__annotations__.items())}]"
    if origin is typing.Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(_typescript(argument, shape) for argument in arguments)
    if origin is tuple and arguments[-1] is not Ellipsis:
        return f"[{', '.join(_typescript(argument, shape) for argument in arguments)}]"
    if origin in (list, tuple, Sequence):
        inner = _typescript(arguments[0], shape)
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<{', '.join(_typescript(argument, shape) for argument in arguments)}>"
    raise TypeError(f"{shape.__name__} has a field of a type that JSON cannot carry: {hint}")


if __name__ == "__main__":
    FILE.write_text(declarations(roots()), encoding="utf-8")
