"""How well an extractor reads, measured on articles that people have read."""

from extract.evaluation.claims import find_differences, render_table, score_benign, score_gold
from extract.evaluation.labels import render_labels, score_labels

__all__ = ["find_differences", "render_labels", "render_table", "score_benign", "score_gold", "score_labels"]
