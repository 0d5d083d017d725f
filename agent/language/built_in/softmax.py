"""Multinomial logistic regression, fitted at build and kept as a file of weights."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_STEPS = 150


def chances(features: Floats, weights: Floats) -> Floats:
    """(texts, labels), rows summing to 1, of (texts, features) and (features, labels)."""
    scores = features @ weights
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


def fit(
    features: Floats, labels: NDArray[np.intp], count: int, *, penalty: float, balance: float = 0.5
) -> Floats:
    """The weights that make the labels likeliest, less `penalty` times half their squares.

    A label with n examples counts n ** (1 - balance) in all: 0 leaves the numbers as they are, 1 evens them out.
    """
    from scipy.optimize import minimize

    x = features.astype(np.float64)
    y = np.zeros((len(x), count))
    y[np.arange(len(x)), labels] = 1
    weight = (y @ (np.maximum(y.sum(axis=0), 1) ** -balance)).reshape(-1, 1)
    weight /= weight.mean()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(x.shape[1], count)
        scores = x @ w
        scores -= scores.max(axis=1, keepdims=True)
        log = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        slope = x.T @ (weight * (np.exp(log) - y)) / len(x) + penalty * w
        return float(-(weight * y * log).sum() / len(x) + penalty * (w**2).sum() / 2), slope.ravel()

    start = np.zeros(x.shape[1] * count)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(best.x.reshape(x.shape[1], count), dtype=np.float32)


_FITTED: dict[str, Floats] = {}


def kept(
    name: str,
    version: str,
    make: Callable[[], Floats],
    *,
    folder: Path | None,
    manifest: Mapping[str, object],
) -> Floats:
    """The weights of this version: from `folder`, or made, and then kept there and in this process."""
    key = f"{name}-{version}"
    if key in _FITTED:
        weights = _FITTED[key]
        if folder is not None and not (folder / f"{key}.npz").exists():
            _write(folder, name, key, weights, manifest)
        return weights
    if folder is not None:
        try:
            with np.load(folder / f"{key}.npz", allow_pickle=False) as stored:
                _FITTED[key] = np.asarray(stored["weights"], dtype=np.float32)
                return _FITTED[key]
        except (OSError, ValueError, KeyError):
            pass
    _FITTED[key] = make()
    if folder is not None:
        _write(folder, name, key, _FITTED[key], manifest)
    return _FITTED[key]


def _write(folder: Path, name: str, key: str, weights: Floats, manifest: Mapping[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.npz"
    fresh = folder / f"{key}.{os.getpid()}.tmp.npz"
    np.savez(fresh, weights=weights, manifest=np.array(json.dumps(manifest)))
    fresh.replace(path)
    for old in folder.glob(f"{name}-*.npz"):
        if old != path and not old.name.endswith(".tmp.npz"):
            old.unlink(missing_ok=True)
