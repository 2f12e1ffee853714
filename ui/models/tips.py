"""Tooltips, light enough for the first paint."""

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
"""As in ``html``, which brings the names of two thousand characters as well."""


def tooltip_html(text: str) -> str | None:
    """Return *text* as a tooltip that wraps and shows every character as it is."""
    return f"<qt>{text.translate(_ESCAPED)}</qt>" if text else None
