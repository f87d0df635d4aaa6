"""The linear model: its closed forms give what the long way gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.steps.linear import Floats, _ridge, alike, best_threshold, f1_of, fit, with_constant


def clouds(*, seed: int = 1, each: int = 40, apart: float = 1.2) -> tuple[Floats, np.ndarray]:
    """Unit vectors of two classes that overlap a little."""
    chance = np.random.default_rng(seed)
    positive = np.arange(2 * each) < each
    rows = chance.normal(size=(2 * each, 6))
    rows[:, 0] += np.where(positive, apart, -apart)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), positive


def alone(count: int) -> list[np.ndarray]:
    return [np.array([at]) for at in range(count)]


def test_leaving_out_in_closed_form_is_leaving_out() -> None:
    vectors, positive = clouds(each=12)
    rows, target, weight = with_constant(vectors), np.where(positive, 1.0, -1.0), np.linspace(0.5, 2.0, 24)
    groups = [np.array([0, 5, 20]), *(np.array([at]) for at in range(24) if at not in (0, 5, 20))]
    _, left_out = _ridge(rows, target, weight, groups, 2.0)
    for group in groups:
        kept = np.setdiff1d(np.arange(24), group)
        weighted = rows[kept] * weight[kept][:, None]
        without = np.linalg.solve(rows[kept].T @ weighted + 2.0 * np.eye(7), weighted.T @ target[kept])
        assert left_out[group] == pytest.approx(rows[group] @ without)


def test_it_tells_the_classes_apart_and_is_calibrated() -> None:
    vectors, positive = clouds()
    model = fit(vectors, positive, np.ones(80, bool), np.zeros(80), alone(80))
    others, truth = clouds(seed=2, each=400)
    probability = model.probability(others, np.zeros(800))
    assert f1_of(list(probability >= model.threshold), list(truth))[2] > 0.85
    sure = probability > 0.9
    assert truth[sure].mean() > 0.85
    assert truth[probability < 0.1].mean() < 0.15


def test_a_met_query_counts_for_what_it_proved_worth() -> None:
    vectors, positive = clouds(apart=0.3)
    everywhere, known = alone(80), np.ones(80, bool)
    right = fit(vectors, positive, known, positive.astype(float), everywhere)
    chance = np.random.default_rng(3).random(80) < 0.5
    random = fit(vectors, positive, known, chance.astype(float), everywhere)
    wrong = fit(vectors, positive, known, (~positive).astype(float), everywhere)
    assert right.hit > 2.0
    assert random.hit < 1.0
    assert wrong.hit == 0.0


def test_examples_of_which_nothing_is_known_count_a_little() -> None:
    vectors, positive = clouds(each=20)
    stranger = np.zeros((30, 6))
    stranger[:, 1] = 1.0
    known = np.arange(70) < 40
    labels = np.concatenate([positive, np.zeros(30, bool)])
    with_strangers = fit(np.vstack([vectors, stranger]), labels, known, np.zeros(70), alone(70))
    without = fit(vectors, positive, np.ones(40, bool), np.zeros(40), alone(40))
    probe = stranger[:1]
    assert with_strangers.probability(probe, np.zeros(1)) < without.probability(probe, np.zeros(1))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.35, 0.5, 0.8, 0.9]), st.booleans()), min_size=1, max_size=12))
def test_no_threshold_is_better_than_the_best(pairs: list[tuple[float, bool]]) -> None:
    probability, positive = np.array([p for p, _ in pairs]), np.array([truth for _, truth in pairs])

    def f1(threshold: float) -> float:
        return f1_of(list(probability >= threshold), list(positive))[2]

    chosen = best_threshold(probability, positive)
    assert f1(chosen) == pytest.approx(max(f1(each) for each in (0.0, 0.15, 0.3, 0.4, 0.6, 0.85)))


def test_translations_are_left_out_together() -> None:
    one, two, three = np.eye(4)[:3]
    near = (one + 0.3 * two) / np.linalg.norm(one + 0.3 * two)
    other = (one + three) / np.linalg.norm(one + three)
    rows = np.array([one, two, near, other, one])
    groups = alike(rows, ["en", "en", "ru", "ru", "kk"])
    assert sorted(map(sorted, (map(int, group) for group in groups))) == [[0, 2, 4], [1], [3]]


def test_what_is_alike_in_one_language_stays_apart() -> None:
    """Else all examples of a narrow topic would be left out together, and it could not be learnt."""
    assert len(alike(np.ones((5, 1)), ["en"] * 5)) == 5
