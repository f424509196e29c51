"""What holds for every text encoder; a test class inherits it and gives an `encoder` fixture."""

import numpy as np

from features.encoder import Encoder

TEXTS = ["ingin belajar menulis dari rumah", "jualan kue kering", "mendidik anak balita"]


class EncoderContract:
    def test_vectors_are_float32_unit_rows_of_the_stated_length(self, encoder: Encoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors.dtype == np.float32
        assert vectors.shape == (3, encoder.dim)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_a_text_that_says_nothing_is_a_zero_row(self, encoder: Encoder) -> None:
        vectors = encoder.encode(["", TEXTS[0], "  \n"])
        assert not vectors[0].any()
        assert vectors[1].any()
        assert not vectors[2].any()

    def test_no_texts_give_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, encoder.dim)

    def test_a_text_embeds_alike_alone_and_in_a_batch(self, encoder: Encoder) -> None:
        batch = encoder.encode(TEXTS, "query")
        for i, text in enumerate(TEXTS):
            np.testing.assert_allclose(encoder.encode([text], "query")[0], batch[i], atol=1e-5)

    def test_a_text_is_nearest_to_itself(self, encoder: Encoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert (vectors @ vectors.T).argmax(axis=1).tolist() == [0, 1, 2]
