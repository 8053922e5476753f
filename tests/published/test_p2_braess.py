"""P2: Braess's network: a link that makes everybody's journey longer (demand 6: 83 without, 92 with)."""

from __future__ import annotations

import pytest

from balanssim.assign import assign_files

WITH, WITHOUT, DEMAND = 92.0, 83.0, 6.0


def test_the_extra_link_makes_all_used_paths_dearer(shared_data, tmp_path):
    net, trips = (shared_data(f"published/Braess_{name}.tntp") for name in ("net", "trips"))
    found = assign_files(net, trips)
    assert found.total_travel_time / DEMAND == pytest.approx(WITH, rel=1e-7)
    assert found.paths == 3
    lines = net.read_text(encoding="utf-8").replace("OF LINKS> 5", "OF LINKS> 4").splitlines()
    kept = [line for line in lines if line.split()[:2] != ["3", "4"]]
    assert len(kept) == len(lines) - 1
    (tmp_path / "net.tntp").write_text("\n".join(kept), encoding="utf-8")
    found = assign_files(tmp_path / "net.tntp", trips)
    assert found.total_travel_time / DEMAND == pytest.approx(WITHOUT, rel=1e-7)
    assert found.paths == 2
