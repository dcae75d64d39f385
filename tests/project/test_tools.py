"""The tools that judge the repository are able to say no."""

import json
import os
import socketserver
import subprocess
import sys
import threading

import grimp
import pytest

from tools import chromium, coverage_gate, lanes, run_tox, stage
from tools.import_contracts import AllowedContract


def _summary(lines: int, branches: int) -> dict:
    return {
        "summary": {
            "num_statements": 100, "covered_lines": lines, "num_branches": 100, "covered_branches": branches,
        }
    }  # fmt: skip


def _judge(tmp_path, **covered: tuple[int, int]) -> int:
    files = {f"proctoring_host/{package}/x.py": _summary(*counts) for package, counts in covered.items()}
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"files": files}))
    return coverage_gate.main(report)


def test_coverage_passes_when_every_group_keeps_the_promise(tmp_path):
    assert _judge(tmp_path, domain=(95, 96), registry=(100, 100), exams=(95, 95)) == 0


def test_coverage_fails_when_branches_alone_are_below(tmp_path):
    assert _judge(tmp_path, domain=(100, 94), registry=(100, 100), exams=(100, 100)) == 1


def test_coverage_fails_when_a_group_was_not_measured(tmp_path):
    assert _judge(tmp_path, domain=(100, 100), registry=(100, 100)) == 1


def test_use_cases_are_judged_together(tmp_path):
    assert _judge(tmp_path, domain=(100, 100), registry=(100, 100), exams=(90, 100), people=(100, 100)) == 0


def test_a_lane_that_was_expected_and_did_not_run_fails_the_report(tmp_path, capsys):
    lanes.main(["done", "sqlite"], tmp_path)
    lanes.main(["skipped", "postgres", "no address"], tmp_path)
    assert lanes.main(["report"], tmp_path) == 0
    assert lanes.main(["report", "--expect", "sqlite"], tmp_path) == 0
    assert lanes.main(["report", "--expect", "sqlite postgres py312"], tmp_path) == 1
    assert "did not: postgres, py312" in capsys.readouterr().err


def test_a_record_of_an_earlier_run_is_forgotten(tmp_path):
    lanes.main(["done", "sqlite"], tmp_path)
    lanes.main(["begin"], tmp_path)
    assert lanes.main(["report", "--expect", "sqlite"], tmp_path) == 1


def test_an_interpreter_that_does_not_start_is_not_found(tmp_path, monkeypatch):
    shim = tmp_path / "python3.99"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert run_tox.find("3.99") is None
    shim.write_text("#!/bin/sh\nexit 0\n")
    assert run_tox.find("3.99") == tmp_path


def test_a_lane_without_its_interpreter_is_recorded_and_not_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lanes.main, "__defaults__", (None, tmp_path))
    assert run_tox.main(["py399"]) == 0
    assert "lane py399 does not run: there is no Python 3.99 here" in capsys.readouterr().out
    assert lanes.main(["report", "--expect", "py399"], tmp_path) == 1


def test_a_browser_that_is_there_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setenv("PROCTORING_TEST_CHROMIUM", "/somewhere/chromium")
    assert chromium.main(installs=lambda: pytest.fail("it is there")) == 0


def test_without_a_browser_the_hint_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("PROCTORING_TEST_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.main(installs=lambda: False) == 1
    assert "apt-get install chromium" in capsys.readouterr().err


def test_staged_tests_leave_the_source_behind(tmp_path, root):
    stage.stage(tmp_path, ["tests"])
    assert (tmp_path / "tests/settings.py").is_file()
    assert (tmp_path / "pyproject.toml").is_file()
    assert not (tmp_path / "tests/project").exists()
    assert not (tmp_path / "proctoring_host").exists()


class _Wrong(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(64)
        self.request.sendall(b"-NOAUTH\r\n")


def _ask_redis(root, port: int) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "PROCTORING_TEST_REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    command = [sys.executable, root / "tools/services.py"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_service_that_does_not_answer_rightly_is_named_and_fails(root):
    with socketserver.TCPServer(("127.0.0.1", 0), _Wrong) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        wrong = _ask_redis(root, port)
        server.shutdown()
    absent = _ask_redis(root, port)
    for ran in (wrong, absent):
        assert ran.returncode == 1
        assert f"redis at 127.0.0.1:{port} does not answer, but PROCTORING_TEST_REDIS_URL promises it" in ran.stderr


def _contract(**lists: list[str]) -> AllowedContract:
    options = {"source_modules": ["a.pure"], **lists}
    return AllowedContract(name="x", session_options={"root_packages": ["a"]}, contract_options=options)


@pytest.fixture
def graph() -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in ("a", "a.pure", "a.pure.deep", "a.web", "a.web.views", "a.data"):
        graph.add_module(module)
    graph.add_module("django", is_squashed=True)
    graph.add_import(importer="a.pure.deep", imported="a.pure")
    graph.add_import(importer="a.pure.deep", imported="django")
    graph.add_import(importer="a.pure.deep", imported="a.web.views", line_number=3, line_contents="import a.web.views")
    return graph


def test_an_import_that_nobody_allowed_breaks_the_contract(graph):
    check = _contract(allowed_packages=["a.data"]).check(graph, verbose=False)
    assert not check.kept
    assert check.metadata["broken"] == ["a.pure.deep imports a.web.views (line 3)"]


def test_a_package_is_allowed_with_all_below_a_module_only_itself(graph):
    assert _contract(allowed_packages=["a.web"]).check(graph, verbose=False).kept
    assert not _contract(allowed_modules=["a.web"]).check(graph, verbose=False).kept
    assert _contract(allowed_modules=["a.web.views"]).check(graph, verbose=False).kept


def test_a_contract_about_a_module_that_is_gone_is_an_error(graph):
    with pytest.raises(ValueError, match=r"do not exist: a\.gone"):
        _contract(source_modules=["a.gone"]).check(graph, verbose=False)
