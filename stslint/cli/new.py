"""`stslint new`: a commented StatefulSet with its headless Service on standard output."""

from __future__ import annotations

from collections.abc import Sequence

import click

from stslint.cli import options, screen
from stslint.writing import Claim, Port, Scaffold, manifest


@click.command(context_settings=options.SETTINGS)
@click.argument("name")
@click.option("--image", required=True, metavar="IMAGE", help="The container's image.")
@click.option("--replicas", type=int, default=1, show_default=True, help="How many Pods.")
@click.option("--port", "ports", multiple=True, metavar="N[:NAME]", help="A container port; may be repeated.")
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="NAME:SIZE[:CLASS[:MODE]]:MOUNT",
    help="A disk for each Pod, as in data:10Gi:/var/lib/data; may be repeated.",
)
@click.option("--namespace", default="", metavar="NAME", help="Write this namespace into the objects.")
@click.option("--pdb", is_flag=True, help="Add a PodDisruptionBudget: drains take one Pod at a time.")
@click.option("--service-account", is_flag=True, help="Add a ServiceAccount of its own.")
def command(
    name: str,
    image: str,
    replicas: int,
    ports: Sequence[str],
    claims: Sequence[str],
    namespace: str,
    pdb: bool,
    service_account: bool,
) -> int:
    """Print a StatefulSet called NAME with its headless Service, ready to lint and to apply."""
    scaffold = Scaffold(
        name,
        image,
        replicas,
        tuple(Port.parse(port, index) for index, port in enumerate(ports)),
        tuple(map(Claim.parse, claims)),
        namespace,
        pdb,
        service_account,
    )
    screen.write([manifest(scaffold)])
    return 0
