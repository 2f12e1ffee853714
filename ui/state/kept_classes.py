"""What was said of baskets, sizes and securities before households were documents."""

from contextlib import suppress
from pathlib import Path

from rebalancer import pipeline
from rebalancer.classify.classes_file import check_classes, read_classes
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.errors import RebalancerError
from ui.language import tr


def take_up_classes(file: Path) -> tuple[Classification, str]:
    """Return the classification in *file*, and why it cannot be used, in a sentence; else "".

    A file that cannot be used is put aside, so that nothing in it is lost.
    """
    if not file.exists():
        return DEFAULT_CLASSIFICATION, ""
    try:
        kept = read_classes(file)
        check_classes(pipeline.open_universe(kept))
    except RebalancerError as error:
        aside = file.with_suffix(".damaged.toml")
        with suppress(OSError):
            file.replace(aside)
        trouble = tr(
            "{sentence} The file is now {aside}, and is not used.",
            sentence=error.sentence(),
            aside=aside.name,
        )
        return DEFAULT_CLASSIFICATION, trouble
    return kept, ""
