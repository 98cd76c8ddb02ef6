"""`stslint expose`: the headless Services that the StatefulSets in a file name and nobody has written."""

from __future__ import annotations

from stslint.cli.writing import print_documents, written_from
from stslint.writing import expose

command = written_from(
    "expose",
    """Print the missing headless Services of the StatefulSets at PATH: ports from the containers, selector from labels.

    Append the result to your manifests, or pipe it on.
    """,
    lambda cluster: print_documents(
        list(expose(cluster)),
        nothing="every StatefulSet has its Service already"
        if cluster.of_kind("StatefulSet")
        else "no StatefulSet here",
        failed=not cluster.of_kind("StatefulSet"),
    ),
)
