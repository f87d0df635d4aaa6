"""A linear model of two classes over unit vectors, for a few hundred examples: closed forms, no library but numpy.

- The classifier is regularised least squares on targets of 1 and -1, one against the rest (Rifkin and Klautau, "In
  Defense of One-Vs-All Classification", 2004), both classes with the same weight in all. Examples of which nothing is
  known count as negative, a tenth (weighting the unlabelled: Elkan and Noto, "Learning Classifiers from Only Positive
  and Unlabeled Data", 2008).
- Its cross-validated scores are exact and free: leaving out has a closed form (Rifkin and Lippert, "Notes on
  Regularized Least Squares", 2007). They choose the regularisation, and everything below is fitted on them. Examples
  that say the same, as translations do, are left out together: else one would be tested on the other.
- The score becomes a probability by a sigmoid (Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with
  his targets), here of two features: the score, and whether the topic's query was met.
- The threshold is the one with the best F1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REGULARISATION = (1.0, 3.0, 9.0)
ALIKE = 0.5  # cosine of centred vectors from which sentences of two languages may say the same
_UNKNOWN = 0.1  # the weight of an example of which nothing is known
_SIGMOID_PRIOR = 0.02  # how strongly the sigmoid's coefficients are drawn to 0: enough to keep them finite
_STEPS = 50  # of Newton's method; some ten are needed
_STRONGEST_HIT = 6.0  # in log odds


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted model. `weights` has one number a dimension and the constant."""

    weights: Floats
    slope: float
    hit: float  # what a met query adds to the log odds; never less than nothing
    offset: float
    threshold: float

    def probability(self, vectors: Floats, hits: Floats) -> Floats:
        """Of each row of `vectors` (unit, centred); `hits` is 1 where the topic's query was met, else 0."""
        scores = with_constant(vectors) @ self.weights
        return _sigmoid(self.slope * scores + self.hit * hits + self.offset)


def fit(
    vectors: Floats,
    positive: NDArray[np.bool_],
    known: NDArray[np.bool_],
    hits: Floats,
    groups: Sequence[NDArray[np.intp]],
) -> Linear:
    """Learn from rows of `vectors`: the positive ones, and those known not to be. `groups` has the rows that are left
    out together, each row in one of them."""
    rows = with_constant(vectors)
    target = np.where(positive, 1.0, -1.0)
    share = np.where(positive, positive.sum(), (known & ~positive).sum())
    weight = np.where(known, 1.0, _UNKNOWN) * known.sum() / (2.0 * share)
    candidates = [_ridge(rows, target, weight, groups, strength) for strength in REGULARISATION]
    weights, left_out = min(candidates, key=lambda each: float(np.sum((weight * (each[1] - target) ** 2)[known])))
    scores, met, truth = left_out[known], hits[known], positive[known]
    slope, hit, offset = _calibrate(scores, met, truth)
    return Linear(weights, slope, hit, offset, best_threshold(_sigmoid(slope * scores + hit * met + offset), truth))


def alike(vectors: Floats, languages: Sequence[str]) -> list[NDArray[np.intp]]:
    """Groups of rows that say the same in several languages: joined are those that are each other's nearest in the
    other's language (as translations are mined: Artetxe and Schwenk, "Margin-based Parallel Corpus Mining", 2019)."""
    group = np.arange(len(vectors))
    rows = {language: np.flatnonzero([each == language for each in languages]) for language in sorted(set(languages))}
    for one, other in combinations(rows.values(), 2):
        near = vectors[one] @ vectors[other].T
        there, back = near.argmax(axis=1), near.argmax(axis=0)
        for at, to in enumerate(there):
            if back[to] == at and near[at, to] >= ALIKE:
                group[group == group[other[to]]] = group[one[at]]
    return [np.flatnonzero(group == each) for each in np.unique(group)]


def with_constant(vectors: Floats) -> Floats:
    return np.hstack([vectors, np.ones((len(vectors), 1))])


def best_threshold(probability: Floats, positive: NDArray[np.bool_]) -> float:
    """What tells the classes apart with the best F1, halfway between the two scores that it lies between."""
    order = np.argsort(-probability, kind="stable")
    ranked, truth = probability[order], positive[order]
    right = np.cumsum(truth)
    f1 = 2.0 * right / (np.arange(1, len(truth) + 1) + truth.sum())
    f1[:-1][ranked[:-1] == ranked[1:]] = -1.0  # equal scores can't be told apart
    last = int(np.argmax(f1))
    following = ranked[last + 1] if last + 1 < len(ranked) else 0.0
    return float((ranked[last] + following) / 2.0)


def f1_of(found: Sequence[bool], right: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1; what can't be said of nothing is 0."""
    both = sum(f and r for f, r in zip(found, right, strict=True))
    precision = both / sum(found) if any(found) else 0.0
    recall = both / sum(right) if any(right) else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def _ridge(
    rows: Floats, target: Floats, weight: Floats, groups: Sequence[NDArray[np.intp]], strength: float
) -> tuple[Floats, Floats]:
    """The weights, and for each row the score of the model that was fitted without its group."""
    weighted = rows * weight[:, None]
    inverse = np.linalg.inv(rows.T @ weighted + strength * np.eye(rows.shape[1]))
    weights = inverse @ (weighted.T @ target)
    residual = target - rows @ weights
    mapped = rows @ inverse
    left_out = residual / np.maximum(1.0 - np.sum(mapped * weighted, axis=1), 1e-9)
    for group in groups:
        if len(group) > 1:
            leverage = mapped[group] @ weighted[group].T
            left_out[group] = np.linalg.solve(np.eye(len(group)) - leverage, residual[group])
    return weights, target - left_out


def _calibrate(scores: Floats, hits: Floats, positive: NDArray[np.bool_]) -> tuple[float, float, float]:
    many, few = int(positive.sum()), int((~positive).sum())
    target = np.where(positive, (many + 1.0) / (many + 2.0), 1.0 / (few + 2.0))
    slope, hit, offset = _logistic(np.column_stack([scores, hits, np.ones(len(scores))]), target)
    if hit < 0.0:  # met by chance where it shouldn't be: the query tells nothing
        slope, offset = _logistic(np.column_stack([scores, np.ones(len(scores))]), target)
        hit = 0.0
    return slope, min(hit, _STRONGEST_HIT), offset


def _logistic(rows: Floats, target: Floats) -> tuple[float, ...]:
    """Newton's method for the logistic loss with targets between 0 and 1."""
    prior = np.full(rows.shape[1], _SIGMOID_PRIOR)
    prior[-1] = 1e-6  # the constant is free
    found = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        probability = _sigmoid(rows @ found)
        gradient = rows.T @ (probability - target) + prior * found
        curvature = (rows * np.maximum(probability * (1 - probability), 1e-9)[:, None]).T @ rows + np.diag(prior)
        step = np.linalg.solve(curvature, gradient)
        found -= step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return tuple(map(float, found))


def _sigmoid(value: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(value, -40.0, 40.0))))
