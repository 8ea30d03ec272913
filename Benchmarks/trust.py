#!/usr/bin/env python3
"""What `verified` costs against `fast`: 10,000 jobs of each on one devstack, in turns. Bounded: about ten minutes.

Prints the work of the nodes (runs per job) and the time from submission to result, as ratios with medians over the turns.
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
JOBS = int(os.environ.get("TRUST_JOBS", "10000"))
TURNS = int(os.environ.get("TRUST_TURNS", "20"))
LOOPS = int(os.environ.get("TRUST_LOOPS", "20000000"))
CLIENTS = int(os.environ.get("TRUST_CLIENTS", "1"))


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/ledger/{path}") as answer:
        return json.load(answer)


def load(port, style, jobs):
    command = [PROGRAM, "internal", "load", "--api-port", str(port), "--jobs", str(jobs), "--clients", str(CLIENTS),
               "--loops", str(LOOPS), "--wait"] + (["--style", style] if style != "fast" else [])
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
        load(port, "fast", 20)
        load(port, "verified", 20)
        ratios, fast_times, verified_times, rates = [], [], [], []
        each = JOBS // TURNS
        for turn in range(TURNS):
            order = ["fast", "verified"] if turn % 2 == 0 else ["verified", "fast"]
            result = {style: load(port, style, each) for style in order}
            fast, verified = result["fast"], result["verified"]
            fast_times.append(fast["p50Microseconds"])
            verified_times.append(verified["p50Microseconds"])
            ratios.append(verified["p50Microseconds"] / fast["p50Microseconds"])
            rates.append(verified["seconds"] / fast["seconds"])
            print(f"  turn {turn + 1}: fast {fast['p50Microseconds'] / 1e3:.2f} ms, "
                  f"verified {verified['p50Microseconds'] / 1e3:.2f} ms", file=sys.stderr)
        # The last coins and checks.
        seen = []
        while len(seen) < 3 or len(set(seen[-3:])) > 1:
            time.sleep(8)
            seen.append(nodes(port))
        slots, deals = nodes(port)
        print(f"verified jobs                 {deals:,}")
        print(f"runs of nodes for them        {slots:,} = {slots / deals * 100:.2f} % of one run each (aim 103 %)")
        print(f"submit to result, p50         fast {statistics.median(fast_times) / 1e3:.2f} ms, "
              f"verified {statistics.median(verified_times) / 1e3:.2f} ms")
        print(f"latency, median of ratios     {(statistics.median(ratios) - 1) * 100:+.1f} % (aim +5 %)")
        print(f"time of all jobs, ratio       {(statistics.median(rates) - 1) * 100:+.1f} %")
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        subprocess.run(["rm", "-rf", folder], check=False)


if __name__ == "__main__":
    main()
