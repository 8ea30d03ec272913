#!/usr/bin/env python3
"""What `verified` costs against `fast`: jobs of two lengths on one devstack, each style in turns. Bounded: ten minutes.

Prints the time from submission to result of each length, as differences and ratios with medians over the turns, and the
work of the nodes (runs per job); TRUST_JOBS=10000 makes that one exact. A turn in which a style was disturbed (its median
is half as long again as that of its best turn) is left out and counted, unless all are.
"""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, ".build/release/bacalhau")
# Jobs of no work, and jobs of about 85 ms.
JOBS = int(os.environ.get("TRUST_JOBS", "2000"))
TURNS = int(os.environ.get("TRUST_TURNS", "10"))
LONG_JOBS = int(os.environ.get("TRUST_LONG_JOBS", "300"))
LONG_TURNS = int(os.environ.get("TRUST_LONG_TURNS", "15"))
LONG_LOOPS = int(os.environ.get("TRUST_LOOPS", "156000000"))
DISTURBED = 1.5
CLIENTS = int(os.environ.get("TRUST_CLIENTS", "1"))


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/ledger/{path}") as answer:
        return json.load(answer)


def load(port, style, jobs, loops):
    command = [PROGRAM, "internal", "load", "--api-port", str(port), "--jobs", str(jobs), "--clients", str(CLIENTS),
               "--loops", str(loops), "--wait"] + (["--style", style] if style != "fast" else [])
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout)


def nodes(port):
    """How many slots the nodes have had, first runs and checks together."""
    slots, after = 0, ""
    while True:
        page = ask(port, "reputation?limit=100" + (f"&after={after}" if after else ""))["Accounts"]
        slots += sum(account.get("Node", {}).get("Deals", 0) for account in page)
        if len(page) < 100:
            return slots, sum(account.get("Client", {}).get("Deals", 0) for account in ask(port, "reputation?limit=100")["Accounts"])
        after = page[-1]["Account"]


def compare(port, name, jobs, turns, loops):
    """Both styles in turns, each first in every other one; prints medians over the turns that were not disturbed."""
    pairs = []
    for turn in range(turns):
        order = ["fast", "verified"] if turn % 2 == 0 else ["verified", "fast"]
        result = {style: load(port, style, max(1, jobs // turns), loops)["p50Microseconds"] / 1e3 for style in order}
        pairs.append((result["fast"], result["verified"]))
        print(f"  {name}, turn {turn + 1}: fast {pairs[-1][0]:.2f} ms, verified {pairs[-1][1]:.2f} ms", file=sys.stderr)
    least = [min(pair[style] for pair in pairs) for style in (0, 1)]
    calm = [pair for pair in pairs if all(pair[style] <= DISTURBED * least[style] for style in (0, 1))] or pairs
    fast, verified = (statistics.median(pair[style] for pair in calm) for style in (0, 1))
    more = statistics.median(pair[1] - pair[0] for pair in calm)
    ratios = sorted(pair[1] / pair[0] - 1 for pair in calm)
    print(f"{name}: submit to result, p50   fast {fast:.2f} ms, verified {verified:.2f} ms, {more:+.2f} ms")
    print(f"{name}: ratio, median           {statistics.median(ratios) * 100:+.1f} % "
          f"({ratios[0] * 100:+.1f} to {ratios[-1] * 100:+.1f} %), {len(calm)} of {len(pairs)} turns undisturbed")


def main():
    folder = tempfile.mkdtemp(prefix="bacalhau-trust-", dir=os.environ.get("BENCH_FOLDER", ROOT))
    log = open(os.path.join(folder, "log"), "w+")
    server = subprocess.Popen([PROGRAM, "devstack", "--port", "0", "--data-dir", folder + "/data", "--cpu", "1",
                               "--config", "Logging.Level=error"], stdout=log, stderr=log)
    try:
        port = None
        for _ in range(300):
            time.sleep(0.1)
            found = re.search(r"BACALHAU_API_PORT=(\d+)", open(log.name).read())
            if found:
                port = int(found.group(1))
                break
        if port is None:
            sys.exit("the devstack did not start: " + open(log.name).read())
        time.sleep(1)
        for style in ("fast", "verified"):
            load(port, style, 50, 0)
        compare(port, "jobs of 85 ms", LONG_JOBS, LONG_TURNS, LONG_LOOPS)
        compare(port, "jobs of no work", JOBS, TURNS, 0)
        # The last coins and checks.
        seen = []
        while len(seen) < 3 or len(set(seen[-3:])) > 1:
            time.sleep(8)
            seen.append(nodes(port))
        slots, deals = nodes(port)
        print(f"verified jobs                 {deals:,}")
        print(f"runs of nodes for them        {slots:,} = {slots / deals * 100:.2f} % of one run each (aim 103 %)")
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        subprocess.run(["rm", "-rf", folder], check=False)


if __name__ == "__main__":
    main()
