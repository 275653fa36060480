"""The template's own parts: one file a subject, and nothing said twice in two ways."""

from pathlib import Path

import pytest

from tools import template


def test_parts_become_one_template(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Resources:\n  Table:\n    Type: X\n")
    (tmp_path / "b.yaml").write_text("Outputs:\n  Name:\n    Value: !GetAtt Table.Arn\n")
    merged = template.read(tmp_path)
    assert merged["Resources"]["Table"] == {"Type": "X"}
    assert merged["Outputs"] == {"Name": {"Value": {"Fn::GetAtt": ["Table", "Arn"]}}}


def test_two_parts_may_give_one_resource_different_properties(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Resources:\n  F:\n    Properties: {A: 1}\n")
    (tmp_path / "b.yaml").write_text("Resources:\n  F:\n    Properties: {B: 2}\n")
    assert template.read(tmp_path)["Resources"]["F"] == {"Properties": {"A": 1, "B": 2}}


def test_what_two_parts_give_differently_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Parameters:\n  Size: {Default: 1}\n")
    (tmp_path / "b.yaml").write_text("Parameters:\n  Size: {Default: 2}\n")
    with pytest.raises(template.TemplateConflict, match=r"b\.yaml: Parameters: Size: Default"):
        template.read(tmp_path)
