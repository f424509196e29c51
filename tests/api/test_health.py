"""Alive, ready, and the numbers for Prometheus."""

import shutil

from api import create_app
from api.services import EXTENSION
from matcher.store.engine import read_url
from tests.api.service import Caller, Site


def test_alive_needs_nothing(nobody: Caller) -> None:
    assert nobody("GET", "/health/live").json == {"status": "live"}


def test_ready_names_the_bundle_in_service(nobody: Caller, site: Site) -> None:
    answer = nobody("GET", "/health/ready")
    assert answer.status_code == 200
    assert answer.json["bundle"] == (site.folder / "bundles" / "current").read_text().strip()
    assert answer.json["warnings"] == []


def test_without_a_bundle_it_is_not_ready_and_says_how_to_make_one(site: Site) -> None:
    shutil.rmtree(site.folder / "bundles")
    app = create_app(site.settings())
    answer = Caller(app, "")("GET", "/health/ready")
    assert answer.status_code == 503
    assert "lingkar train" in answer.json["detail"]
    assert Caller(app, "")("GET", "/health/live").status_code == 200
    app.extensions[EXTENSION].store.close()


def test_without_its_database_it_is_not_ready(site: Site) -> None:
    app = create_app(site.settings())
    path = site.folder / "lingkar.db"
    app.extensions[EXTENSION].store.close()
    for file in site.folder.glob("lingkar.db*"):
        file.unlink()
    path.mkdir()
    assert read_url(site.settings().database_url).database == str(path)
    answer = Caller(app, "")("GET", "/health/ready")
    assert answer.status_code == 503
    assert Caller(app, site.keys["reader"])("GET", "/v1/members").status_code == 503  # type: ignore[index]
    app.extensions[EXTENSION].store.close()


def test_metrics_count_requests_by_template_and_hold_no_id(reader: Caller) -> None:
    for _ in range(2):
        reader("GET", "/v1/members/m0003")
    text = reader("GET", "/metrics").text
    assert 'route="/v1/members/<member_id>",status="200"' in text
    assert "lingkar_request_seconds_bucket" in text
    assert "lingkar_bundle_created_seconds{version=" in text
    assert "lingkar_bundle_refused 0.0" in text
    assert "m0003" not in text


def test_made_up_methods_and_addresses_do_not_grow_the_metrics(reader: Caller) -> None:
    for n in range(3):
        reader(f"ODD{n}", f"/nowhere/{n}")
    text = reader("GET", "/metrics").text
    assert "ODD" not in text
    assert "/nowhere" not in text
