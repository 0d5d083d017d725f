"""Arrays in a file, and names as arrays: no pickle anywhere, so that opening a home runs no code of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def save_arrays(path: Path, **arrays: NDArray[Any]) -> None:
    """Write arrays by name into one uncompressed `.npz` at exactly `path`."""
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """What `save_arrays` wrote. Raises FileNotFoundError, and ValueError where it is no such file."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def pack_names(names: Iterable[str]) -> NDArray[np.uint8]:
    """Names in their order as bytes, not padded to the longest."""
    return np.frombuffer("\0".join(name.replace("\0", " ") for name in names).encode(), dtype=np.uint8)


def unpack_names(packed: NDArray[np.uint8]) -> list[str]:
    """The names of `pack_names`, in their order."""
    return packed.tobytes().decode().split("\0") if packed.size else []


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Each name with its place."""
    return {name: number for number, name in enumerate(names)}
