"""`stslint convert`: Deployments become StatefulSets, the claims they mount become claim templates."""

from __future__ import annotations

from stslint.cli.writing import print_documents, written_from
from stslint.writing import convert

command = written_from(
    "convert",
    """Print the Deployments at PATH as StatefulSets with the headless Services they need.

    Claims that the Deployment mounts become claim templates: one empty disk for each Pod.
    """,
    lambda cluster: print_documents(list(convert(cluster)), nothing="no Deployment here", failed=True),
)
