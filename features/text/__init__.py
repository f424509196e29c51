"""Informal Indonesian, English and their mixture made comparable.

Three depths, each for comparing and none for showing:

- `normalise` and `tokens`: one spelling (case, Unicode, repeated letters, ``anak2``).
- `words` and `standard`: slang, abbreviations and the words of mothers' forums written out in
  plain Indonesian, from the lists in `features/text/data`.
- `sentences`: a long story cut into its sentences, as they were written.

`is_heavy` tells whether a text is better not repeated to others.

>>> standard("Bund, anakku gtm trs, pgn resign tp takut ga bs bantu keuangan")
'bunda anak saya menolak makan terus ingin berhenti bekerja tetapi takut tidak bisa bantu keuangan'
"""

from features.text.folding import normalise, tokens
from features.text.heavy import is_heavy
from features.text.sentences import sentences
from features.text.standard import standard, words

__all__ = ["is_heavy", "normalise", "sentences", "standard", "tokens", "words"]
