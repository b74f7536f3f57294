import base64
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.webhooks import SECRET
from workers.delivery.attempts import SCHEDULE
from workers.delivery.formats import FORMATS
from workers.delivery.sign import signed_headers
from workers.model.alert import Alert, TriggerKind

TEXT = (Path(__file__).parents[2] / "docs" / "webhook.md").read_text("utf-8")
BODY = json.dumps({"reason": "حدث"}, ensure_ascii=False).encode()
OTHER = "whsec_" + base64.b64encode(b"x" * 24).decode()


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def headers(*secrets: str, age: float = 0) -> dict[str, str]:
    return signed_headers("dlv_1", BODY, secrets, now=datetime.now(UTC) - timedelta(seconds=age))


def python_verify() -> Callable[[str, dict[str, str], bytes], str]:
    names: dict[str, Any] = {}
    exec(block("python"), names)  # noqa: S102 - the docs' own text
    found: Callable[[str, dict[str, str], bytes], str] = names["verify"]
    return found


def test_the_python_snippet_verifies_what_we_sign() -> None:
    verify = python_verify()

    assert verify(SECRET, headers(SECRET), BODY) == "dlv_1"
    assert verify(SECRET, headers(OTHER, SECRET), BODY) == "dlv_1"


@pytest.mark.parametrize(
    ("signer", "age", "body", "problem"),
    [
        (OTHER, 0, BODY, "not signed with this secret"),
        (SECRET, 0, BODY + b" ", "not signed with this secret"),
        (SECRET, 400, BODY, "too old"),
    ],
)
def test_the_python_snippet_refuses_everything_else(signer: str, age: float, body: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        python_verify()(SECRET, headers(signer, age=age), body)


def test_the_node_snippet_verifies_what_we_sign_and_nothing_else(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed here")
    (tmp_path / "verify.mjs").write_text(block("javascript"), "utf-8")
    cases = [headers(SECRET), headers(OTHER, SECRET), headers(OTHER), headers(SECRET, age=400)]
    script = """
    import { verify } from "./verify.mjs";
    const [secret, body, cases] = JSON.parse(process.argv[2]);
    const told = (one) => { try { return verify(secret, one, Buffer.from(body, "base64")); } catch (error) { return error.message; } };
    console.log(JSON.stringify(cases.map(told)));
    """
    (tmp_path / "run.mjs").write_text(script, "utf-8")
    told = json.dumps([SECRET, base64.b64encode(BODY).decode(), cases])

    done = subprocess.run([node, "run.mjs", told], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == ["dlv_1", "dlv_1", "not signed with this secret", "too old, or a clock is wrong"]


def test_the_schedule_in_the_docs_is_that_of_the_code() -> None:
    units = {"s": 1, "m": 60, "h": 3600}
    told = re.search(r"tried again after ([^(]*)\(", TEXT)
    assert told is not None

    assert [float(number) * units[unit] for number, unit in re.findall(r"(\d+) ([smh])", told[1])] == list(SCHEDULE)


def test_every_field_trigger_format_and_option_is_described() -> None:
    options = [option for module in FORMATS.values() for option in module.OPTIONS]
    names = [
        *Alert.__dataclass_fields__,
        *(kind.value for kind in TriggerKind),
        *options,
        *(FORMATS.keys() - {"cloudevents"}),
    ]

    assert [name for name in names if f"`{name}`" not in TEXT] == []
