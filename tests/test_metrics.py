"""Figures of several processes are told as those of one."""

import os
import subprocess
import sys
from pathlib import Path

COUNT = "from voicebot import metrics; metrics.PROVIDER_ERRORS.labels('ProviderTryLater').inc(3)"
TELL = "from voicebot import metrics; print(metrics.told().decode())"


FORK = """
import os
from voicebot import metrics
with metrics.shared():
    if os.fork() == 0:
        metrics.PROVIDER_ERRORS.labels('ProviderUncertain').inc()
        os._exit(0)
    os.wait()
    print(metrics.told().decode())
"""


def run(program: str, folder: Path) -> str:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_each_process_tells_the_figures_of_all_that_share_a_folder(tmp_path: Path) -> None:
    run(COUNT, tmp_path)
    run(COUNT, tmp_path)
    assert 'voicebot_provider_errors_total{kind="ProviderTryLater"} 6.0' in run(TELL, tmp_path)


def test_workers_that_are_forked_share_theirs() -> None:
    told = subprocess.run([sys.executable, "-c", FORK], check=True, capture_output=True, text=True).stdout
    assert 'voicebot_provider_errors_total{kind="ProviderUncertain"} 1.0' in told
