"""Rerankers to try things on: a tiny cross-encoder, and how to read what a language model was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tests.language_model_server import Request


def entries_of(request: Request) -> dict[int, str]:
    """The list that a model was asked to order, by its numbers."""
    asked = request["messages"][-1]["content"]
    return {int(number): text for number, text in re.findall(r"^(\d+): ⟦(.*)⟧$", asked, re.MULTILINE)}


def tiny_cross_encoder(folder: Path, texts: Sequence[str]) -> Path:
    """One layer of eight dimensions with weights drawn once, over the words of `texts`, saved in `folder`."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = sorted({word for text in texts for word in re.findall(r"\w+|[^\w\s]", text.casefold())})
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]))
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words) + 5,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        max_position_embeddings=64,
        num_labels=1,
        initializer_range=1.0,
    )
    saved = folder / "tiny"
    BertForSequenceClassification(config).save_pretrained(saved)
    BertTokenizerFast(str(vocabulary)).save_pretrained(saved)
    return saved
