"""One edition of drivers, codecs and simulators, importable beside others that have modules of the same names.

Each edition is a package of its own. Its folders overlay each other, the first one on top, and its modules find one
another by the relative imports they are written with (`...codecs`); whatever else they import that way (`...core`,
`...values`) is the agent's own module, so that all editions share its classes.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import inspect
import itertools
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from ..core.kinds import DeviceDriver

PARTS = ("drivers", "codecs", "simulators")
AGENT = Path(__file__).parents[1]
"""What the agent was installed with; it lies under every edition."""

_numbers = itertools.count(1)


class Edition:
    """The drivers of the folder `top`, over the parts of the agent itself."""

    def __init__(self, top: Path, *under: Path) -> None:
        self.top = top
        self.roots = (top, *under, AGENT)
        self.package = f"iot_edition_{next(_numbers)}"
        self._sources: dict[Path, tuple[bytes, frozenset[Path]]] = {}
        """The files that were measured, and what they import of their edition."""
        _finder.editions[self.package] = self.roots

    def __repr__(self) -> str:
        return f"Edition({self.top})"

    def close(self) -> None:
        """Forget its modules; devices that a driver of it serves keep their classes."""
        _finder.editions.pop(self.package, None)
        for name in [name for name in sys.modules if f"{name}.".startswith(f"{self.package}.")]:
            del sys.modules[name]

    def files(self) -> Iterator[Path]:
        """The modules under drivers/ that may hold a driver each, relative to `top`."""
        for path in sorted(self.top.glob("drivers/*/*.py")):
            if path.stem.isidentifier() and path.name != "__init__.py":
                yield path.relative_to(self.top)

    def module(self, path: Path) -> ModuleType:
        return importlib.import_module(".".join((self.package, *path.with_suffix("").parts)))

    def driver(self, path: Path) -> type[DeviceDriver] | None:
        """The driver that stands in this module; None where it only helps others. Raises what its import raises."""
        return driver_in(self.module(path))

    def fingerprint(self, path: Path) -> str:
        """Of a module and all it imports of its edition: as long as it is the same, so is what the module does."""
        seen: dict[Path, bytes] = {}
        self._gather(path, seen)
        whole = hashlib.sha256()
        for name in sorted(seen):
            whole.update(f"{name}\n{len(seen[name])}\n".encode() + seen[name])
        return whole.hexdigest()

    def _gather(self, path: Path, seen: dict[Path, bytes]) -> None:
        if path not in self._sources:
            source = next(root / path for root in self.roots if (root / path).is_file()).read_bytes()
            named = {
                name for name in _imports(ast.parse(source), path) if any((r / name).is_file() for r in self.roots)
            }
            self._sources[path] = (source, frozenset(named))
        seen[path], imported = self._sources[path]
        for name in imported - seen.keys():
            if name not in seen:
                self._gather(name, seen)


def driver_in(module: ModuleType) -> type[DeviceDriver] | None:
    """The one driver that is written in `module`; None where it only helps others. TypeError for half a driver or two:
    a device whose driver was passed over in silence would just not be there."""
    written = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, DeviceDriver) and value.__module__ == module.__name__
    ]
    found = [value for value in written if hasattr(value, "matches") or not inspect.isabstract(value)]
    for value in found:
        if lacks := [*getattr(value, "__abstractmethods__", ()), *([] if hasattr(value, "matches") else ["matches"])]:
            raise TypeError(f"the driver {value.__name__} lacks {', '.join(sorted(lacks))}")
    if len(found) > 1:
        raise TypeError(f"two drivers in one file: {found[0].__name__} and {found[1].__name__}")
    return found[0] if found else None


def _imports(tree: ast.Module, path: Path) -> Iterator[Path]:
    """The files that relative imports in the module at `path` may mean, if they are of an edition."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and 0 < node.level <= len(path.parts):
            base = Path(*path.parts[: len(path.parts) - node.level], *(node.module or "").split("."))
            for named in (base, *(base / alias.name for alias in node.names)):
                if named.parts[:1] and named.parts[0] in PARTS and len(named.parts) > 1:
                    yield named.with_name(f"{named.name}.py")


class _Alias(Loader):
    """Stands for a module of the agent itself."""

    def __init__(self, real: str) -> None:
        self._real = real

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = importlib.import_module(self._real)


class _Measured(SourceFileLoader):
    """Compiles the file itself: what Python keeps beside it was signed by nobody, and outlives a hasty change."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the loader knows its file
        return self.source_to_code(self.get_data(self.path), self.path)


class _Finder(MetaPathFinder):
    """Finds the modules of all editions. Their packages are plain folders: no `__init__.py` is run."""

    def __init__(self) -> None:
        self.editions: dict[str, Sequence[Path]] = {}

    def find_spec(self, fullname: str, _path: object = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        package, *names = fullname.split(".")
        roots = self.editions.get(package)
        if roots is None:
            return None
        if names and names[0] not in PARTS:
            return ModuleSpec(fullname, _Alias(".".join(("iot_agent", *names))))
        for root in roots if names else ():
            file = root.joinpath(*names).with_suffix(".py")
            if file.is_file():
                loader = None if root == AGENT else _Measured(fullname, str(file))
                return spec_from_file_location(fullname, file, loader=loader)
        folders = [str(folder) for root in roots if (folder := root.joinpath(*names)).is_dir()]
        if not folders:
            return None
        spec = ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = folders
        return spec


_finder = _Finder()
sys.meta_path.insert(0, _finder)
