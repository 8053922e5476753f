"""How long a scenario check takes, over what its tools take to load."""

from __future__ import annotations

from benchmarks.cases.start import python
from benchmarks.registry import Run, case

CHECK = "from balanssim import scenario; assert scenario.check('balanssim:omgevingsvisie') == []"


@case("scenario-check", reference="python importing pydantic and yaml", at_most=4, short=True)
def scenario_check() -> tuple[Run, Run]:
    return python("-c", CHECK), python("-c", "import yaml; from pydantic import BaseModel")
