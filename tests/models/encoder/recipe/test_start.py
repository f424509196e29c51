"""Where training starts: what stands behind the first vector of each piece."""

import numpy as np

from models.encoder.recipe.start import backed, first_vectors


def test_a_piece_of_few_translations_starts_from_the_word_alone() -> None:
    times = np.array([0, 14, 14, 15, 200], dtype=np.float32)
    told = np.full((5, 2), 1, dtype=np.float32)
    alone = np.full((5, 2), 2, dtype=np.float32)
    known = np.array([1, 1, 0, 1, 1], dtype=np.float32)
    mean, found = backed((told, times), (alone, known))
    assert mean[:, 0].tolist() == [2, 2, 1, 1, 1]
    assert found.tolist() == [15, 15, 14, 15, 200]


def test_a_word_that_no_translation_has_starts_where_the_teacher_puts_it() -> None:
    zero, one = np.zeros(1, dtype=np.float32), np.ones(1, dtype=np.float32)
    said = np.array([[0.6, 0.8]], dtype=np.float32)
    mean, times = backed((np.zeros((1, 2), dtype=np.float32), zero), (said, one))
    (start,) = first_vectors(mean, times, zero, np.random.default_rng(0))
    np.testing.assert_allclose(start, said[0], atol=1e-6)
