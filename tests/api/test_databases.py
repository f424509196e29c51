"""The service on each kind of database."""

from pathlib import Path

from api import create_app
from api.services import EXTENSION
from matcher.access import KeyRole, create_key
from matcher.settings import Settings
from matcher.store.session import open_store
from tests.api.service import NOW, Caller


def test_a_members_life_over_http(database_url: str, tmp_path: Path) -> None:
    store = open_store(database_url, migrate=True)
    with store.begin() as session:
        key = create_key(session, KeyRole.ADMIN, "test", NOW)
    store.close()
    app = create_app(Settings(database_url=database_url, bundles=tmp_path, log_level="error"))
    admin = Caller(app, key)
    sari = {"member_id": "sari", "goals": "nulis", "consent": ["recommend"]}
    took = {"member_id": "sari", "class_id": "k", "enrolled_at": "2026-01-01", "rating": 4.5}
    assert admin("PUT", "/v1/classes/k", json={"class_id": "k", "title": "K"}).status_code == 201
    assert admin("POST", "/v1/members", json=sari).status_code == 201
    assert admin("POST", "/v1/members", json=sari).status_code == 409
    assert admin("PATCH", "/v1/members/sari", json={"stage": ["baby"]}).json["stage"] == ["baby"]
    assert admin("PUT", "/v1/members/sari/enrolments/k", json=took).status_code == 201
    assert admin("GET", "/v1/enrolments?limit=1").json["items"][0]["rating"] == 4.5
    assert admin("GET", "/v1/members?after=WyJhIl0").json["items"][0]["member_id"] == "sari"
    assert admin("GET", "/v1/members/sari/classes").status_code == 503
    assert admin("DELETE", "/v1/members/sari").json["enrolments"] == 1
    assert admin("GET", "/v1/enrolments").json["items"] == []
    app.extensions[EXTENSION].store.close()
