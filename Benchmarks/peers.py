"""Ray, Dask and Bacalhau in turns on one machine; three rounds, medians."""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, ".build/release/bacalhau")
TASKS = 3000


def ray_round():
    import ray
    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR", log_to_driver=False)
    noop = ray.remote(lambda: None)
    ray.get([noop.remote() for _ in range(200)])
    start = time.perf_counter()
    ray.get([noop.remote() for _ in range(TASKS)])
    rate = TASKS / (time.perf_counter() - start)
    times = []
    for _ in range(200):
        start = time.perf_counter()
        ray.get(noop.remote())
        times.append(time.perf_counter() - start)
    ray.shutdown()
    return rate, statistics.median(times) * 1e3


def dask_round():
    from dask.distributed import Client, LocalCluster
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        client.gather(client.map(lambda number: None, range(200), pure=False))
        start = time.perf_counter()
        client.gather(client.map(lambda number: None, range(TASKS), pure=False))
        rate = TASKS / (time.perf_counter() - start)
        times = []
        for _ in range(100):
            start = time.perf_counter()
            client.submit(lambda: None, pure=False).result()
            times.append(time.perf_counter() - start)
    return rate, statistics.median(times) * 1e3


def bacalhau_round():
    with tempfile.TemporaryDirectory(dir=ROOT) as folder, open(os.path.join(folder, "log"), "w+") as log:
        process = subprocess.Popen(
            [PROGRAM, "serve", "--data-dir", folder, "--config", "API.Port=0", "--config", "Logging.Level=error"],
            stdout=log, stderr=log)
        try:
            found = None
            for _ in range(300):
                time.sleep(0.1)
                with open(log.name) as file:
                    found = re.search(r"http://127\.0\.0\.1:(\d+)", file.read())
                if found:
                    break
            if not found:
                sys.exit("bacalhau did not start")

            def load(*arguments):
                command = [PROGRAM, "internal", "load", "--api-port", found.group(1), *map(str, arguments)]
                return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout)

            load("--jobs", 200, "--clients", 8, "--wait")
            return (load("--jobs", TASKS, "--clients", 64, "--wait")["jobsPerSecond"],
                    load("--jobs", 200, "--wait")["p50Microseconds"] / 1e3)
        finally:
            process.terminate()
            process.wait(20)


def main():
    peers = {"Ray (not durable)": ray_round, "Dask (not durable)": dask_round, "Bacalhau (every job on disk)": bacalhau_round}
    figures = {name: [] for name in peers}
    for _ in range(3):
        for name, run in peers.items():
            figures[name].append(run())
    print("| system | no-op tasks/s | one task, p50 |\n|---|---|---|")
    for name, runs in figures.items():
        print(f"| {name} | {statistics.median(r[0] for r in runs):,.0f} | {statistics.median(r[1] for r in runs):.2f} ms |")


# Dask starts its workers by importing this file again.
if __name__ == "__main__":
    main()
