"""Runs the public Python SDK of Bacalhau's 1.4 line against a server.

The server is named by BACALHAU_API_HOST and BACALHAU_API_PORT. The SDK is installed into a virtual environment under
`.cache/` of the repository on the first run (`--install` only does that). Exit codes: 0 all as expected, 1 something is
not, 75 the SDK cannot be installed. BACALHAU_TEST_ENGINE chooses the engine of the job, `wasm` (a module that does
nothing, the default) or any other for a server that accepts it without parameters.
"""

import os
import subprocess
import sys
import tempfile
import time
import venv

SDK = "bacalhau-sdk==1.4.2"
CANNOT_INSTALL = 75
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".cache", "sdk-venv")
WAIT_SECONDS = 60

# (module (func (export "_start"))): a program that ends at once.
EMPTY_MODULE = "AGFzbQEAAAABBAFgAAADAgEABwoBBl9zdGFydAAACgQBAgAL"


def install():
    """Gives the interpreter that has the SDK, or ends the process."""
    python = os.path.join(VENV, "bin", "python")
    marker = os.path.join(VENV, "installed-" + SDK)
    if os.path.exists(marker):
        return python
    try:
        venv.create(VENV, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", SDK]
        subprocess.run(pip + ["setuptools<81"], check=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as error:
        print(f"{SDK} cannot be installed: {error}", file=sys.stderr)
        sys.exit(CANNOT_INSTALL)
    with open(marker, "w", encoding="utf-8"):
        pass
    return python


def check(holds, what):
    """Ends the test with a message unless the condition holds."""
    if not holds:
        print(f"FAILED: {what}", file=sys.stderr)
        sys.exit(1)
    print(f"ok: {what}")


def make_request(name):
    """A small batch job as the SDK's examples write it."""
    from bacalhau_apiclient.models.api_put_job_request import ApiPutJobRequest
    from bacalhau_apiclient.models.input_source import InputSource
    from bacalhau_apiclient.models.job import Job
    from bacalhau_apiclient.models.spec_config import SpecConfig
    from bacalhau_apiclient.models.task import Task

    engine = os.environ.get("BACALHAU_TEST_ENGINE", "wasm")
    params, inputs = {}, None
    if engine == "wasm":
        params = {"EntryModule": "/app/empty.wasm", "Entrypoint": "_start"}
        url = "data:application/wasm;base64," + EMPTY_MODULE
        inputs = [InputSource(source=SpecConfig(type="inline", params={"URL": url}), target="/app/empty.wasm")]
    task = Task(
        name="main", engine=SpecConfig(type=engine, params=params), publisher=SpecConfig(), input_sources=inputs)
    job = Job(name=name, type="batch", count=1, tasks=[task], labels={"from": "python"})
    return ApiPutJobRequest(job=job)


def wait_for_end(jobs, job_id):
    """The job once it has ended."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        job = jobs.get(job_id=job_id).job
        if job.state.state_type in ("Completed", "Failed", "Stopped"):
            return job
        time.sleep(0.1)
    check(False, f"{job_id} ends within {WAIT_SECONDS} s")
    return None


def run():
    """Every call of the SDK once."""
    from bacalhau_sdk.jobs import Jobs

    jobs = Jobs()
    first = jobs.put(make_request("sdk-test"))
    check(first is not None and first.job_id.startswith("j-"), "put gives a job id")
    check(bool(first.evaluation_id), "put gives an evaluation id")
    second = jobs.put(make_request("sdk-test"))
    check(second is not None and second.job_id != first.job_id, "the same name again is a new job for this line")

    job = wait_for_end(jobs, first.job_id)
    check(job.state.state_type == "Completed", f"the job completes (it is {job.state.state_type}: {job.state.message})")
    check(job.id == first.job_id and job.name == "sdk-test" and job.type == "batch", "get gives the job")
    check(job.labels == {"from": "python"}, "labels come back")
    check(job.tasks[0].name == "main" and job.tasks[0].engine.type, "tasks come back")

    listed = jobs.list()
    check(listed is not None and len(listed.items) > 0, "list has jobs")
    check(any(item.id == first.job_id for item in jobs.list(limit=100).items), "list has the job")

    runs = jobs.executions(job_id=first.job_id)
    check(len(runs.items) >= 1 and runs.items[0].job_id == first.job_id, "executions has a run")
    done = [item for item in runs.items if item.compute_state.state_type == 7]
    check(len(done) == 1, "one run is completed, with this line's number 7")
    check(done[0].run_output.exit_code == 0, "the run's exit code is 0")
    check(isinstance(done[0].run_output.stdout, str), "the run has its output")

    check(jobs.results(job_id=first.job_id).items == [], "results are empty without a publisher")
    history = jobs.history(job_id=first.job_id)
    check(len(history.items) >= 1, "history has events")
    check(all(item.job_id == first.job_id for item in history.items), "history is of this job")

    if os.environ.get("BACALHAU_TEST_SLOW_NAME"):
        slow = jobs.put(make_request(os.environ["BACALHAU_TEST_SLOW_NAME"]))
        stopped = jobs.stop(job_id=slow.job_id, reason="enough")
        check(bool(stopped.evaluation_id), "stop gives an evaluation id")
        job = wait_for_end(jobs, slow.job_id)
        check(job.state.state_type == "Stopped" and job.state.message == "enough", "the job is stopped for its reason")
    else:
        # A completed job cannot be stopped; the SDK prints that error and gives nothing.
        check(jobs.stop(job_id=first.job_id) is None, "stopping a completed job is refused")


def main():
    python = install()
    if "--install" in sys.argv:
        return
    if os.path.realpath(sys.prefix) != os.path.realpath(VENV):
        with tempfile.TemporaryDirectory(prefix="bacalhau-sdk-") as folder:
            env = dict(os.environ, BACALHAU_DIR=folder)
            sys.exit(subprocess.run([python, os.path.abspath(__file__)], env=env, timeout=300).returncode)
    run()


if __name__ == "__main__":
    main()
