"""`make fuzz`: damaged manifests until the time is over; a text that breaks a promise is kept in tests/fuzz/found/."""

from __future__ import annotations

import argparse
import faulthandler
import sys
import time
from pathlib import Path

from tests.fuzz.mutations import damaged, seeds
from tests.fuzz.promises import broken_promises

FOUND = Path(__file__).parent / "found"
SLOW = 20.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--start", type=int, default=int(time.time()) * 1000)
    chosen = parser.parse_args()
    texts, end, count, bad = seeds(), time.monotonic() + chosen.seconds, 0, 0
    while time.monotonic() < end:
        number = chosen.start + count
        count += 1
        faulthandler.dump_traceback_later(SLOW, exit=True)
        print(f"\r{count} texts, {bad} bad, at {number}", end="", file=sys.stderr)
        text = damaged(number, texts)
        for complaint in complaints(text):
            bad += 1
            FOUND.mkdir(exist_ok=True)
            (FOUND / f"{number}.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
            print(f"\n{number}: {complaint}")
            break
    faulthandler.cancel_dump_traceback_later()
    print(f"\n{count} passed, {bad} failed" if not bad else f"\n{count - bad} passed, {bad} failed")
    return 1 if bad else 0


def complaints(text: str) -> list[str]:
    """What the text breaks; an exception is a broken promise too."""
    try:
        return list(broken_promises(text))
    except Exception as error:
        import traceback

        return [f"{type(error).__name__}: {error}\n{traceback.format_exc()}"]


if __name__ == "__main__":
    sys.exit(main())
