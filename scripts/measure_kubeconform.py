"""Says how many of the recorded refusals kubeconform catches when it is given our published schemas.

python scripts/measure_kubeconform.py [--own]     # --own: with the schemas it finds by itself (needs the network)
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from stslint import schemas
from tests.verdicts.cases import Case, areas, cases

VERSION = (1, 37)


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--own", action="store_true")
    options = parser.parse_args()
    program = shutil.which("kubeconform")
    if program is None:
        print("skipped: kubeconform is not on PATH")
        return 0
    every = {case.id: case for area in areas() for case in cases(area) if case.code != 404}
    with tempfile.TemporaryDirectory() as folder:
        refused = _refused(program, Path(folder), every, options.own)
    caught = sum(not case.accepted and name in refused for name, case in every.items())
    false = sum(case.accepted and name in refused for name, case in every.items())
    wrong = sum(not case.accepted for case in every.values())
    print(f"caught {caught} of {wrong} refusals ({100 * caught / wrong:.1f} %), ", end="")
    print(f"false alarms {false} of {len(every) - wrong} ({100 * false / (len(every) - wrong):.2f} %)")
    return 0


def _refused(program: str, folder: Path, every: dict[str, Case], own: bool) -> set[str]:
    location = folder / "schemas"
    location.mkdir()
    for kind, api_versions in schemas.known_kinds(VERSION).items():
        for api_version in api_versions:
            group, _, version = api_version.rpartition("/")
            suffix = f"-{group.partition('.')[0]}-{version}" if group else f"-{version}"
            text = json.dumps(schemas.published(api_version, kind, VERSION))
            (location / f"{kind.lower()}{suffix}.json").write_text(text)
    manifests = folder / "manifests"
    manifests.mkdir()
    for name, case in every.items():
        (manifests / f"{name}.json").write_text(json.dumps(case.body))
    where = "default" if own else str(location / "{{.ResourceKind}}{{.KindSuffix}}.json")
    command = [program, "-schema-location", where, "-output", "json", "-strict", "-n", "2", str(manifests)]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    bad = ("statusInvalid", "statusError")
    return {Path(each["filename"]).stem for each in said["resources"] if each["status"] in bad}


if __name__ == "__main__":
    sys.exit(main())
