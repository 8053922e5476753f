"""Colours that colour-blind readers and a grey printer keep apart, and text that can be read on its ground.

Dichromats are simulated with the matrices of Machado, Oliveira and Fernandes (2009), severity 1, in linear RGB;
distance is CIE76 in CIELAB (D65), where about 2.3 is just noticeable. Contrast is that of WCAG 2.2.
"""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from balanssim.report import selfcontained, svg

BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
STYLE = selfcontained.style()


def linear(colour: str) -> np.ndarray:
    """Linear RGB of ``#rrggbb``."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB, white D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ rgb / (0.95047, 1.0, 1.08883), 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def seen(colour: str, blind: str) -> np.ndarray:
    return lab(np.clip(np.array(BLIND[blind]) @ linear(colour), 0, 1))


def distance(one: str, other: str, blind: str) -> float:
    return float(np.linalg.norm(seen(one, blind) - seen(other, blind)))


def contrast(one: str, other: str = "#ffffff") -> float:
    light = sorted(float(linear(colour) @ (0.2126, 0.7152, 0.0722)) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def of(selector: str, rule: str) -> str:
    """A colour of the style: the first ``rule`` in the block of a selector."""
    block = re.search(rf"(?:^|[\s}}]){re.escape(selector)} \{{([^}}]*)\}}", STYLE)
    assert block, selector
    found = re.search(rf"(?:^|[ ;]){rule}: (#[0-9a-fA-F]{{3,6}})", block[1])
    assert found, (selector, rule)
    colour = found[1]
    return colour if len(colour) == 7 else "#" + "".join(2 * one for one in colour[1:])


def test_the_simulation_confuses_red_with_green_but_not_with_blue() -> None:
    assert distance("#cc4444", "#777700", "deuteranopia") < 25 < distance("#cc4444", "#777700", "none")
    assert distance("#cc4444", "#4444cc", "deuteranopia") > 60


@pytest.mark.parametrize("blind", BLIND)
def test_four_scenarios_keep_apart_by_colour_alone(blind: str) -> None:
    for one, other in itertools.combinations(svg.COLOURS[:4], 2):
        assert distance(one, other, blind) > 15, (one, other)


@pytest.mark.parametrize("blind", BLIND)
def test_of_more_scenarios_no_two_share_colour_and_dash(blind: str) -> None:
    for one, other in itertools.combinations([svg.look(column) for column in range(14)], 2):
        assert one.letter != other.letter
        assert one.dash != other.dash or distance(one.colour, other.colour, blind) > 15, (one, other)


def test_every_colour_of_a_scenario_stands_out_from_the_paper() -> None:
    assert min(contrast(colour) for colour in svg.COLOURS) >= 3


def test_text_can_be_read_on_its_ground() -> None:
    assert contrast(of(":root", "--ink")) >= 7
    for colour in (of(":root", "--soft"), of(":root", "--link"), of("svg text", "fill")):
        assert contrast(colour) >= 4.5
        assert contrast(colour, of(":root", "--wash")) >= 4.5
    assert contrast(of(":root", "--ink"), of(".sketch", "background")) >= 4.5


@pytest.mark.parametrize("blind", BLIND)
def test_layers_of_the_map_keep_apart(blind: str) -> None:
    homes, jobs = of(".l-homes circle", "fill"), of(".l-jobs circle", "fill")
    road, transit = of(".l-road path", "stroke"), of(".l-transit path", "stroke")
    assert distance(homes, jobs, blind) > 20
    assert distance(road, transit, blind) > 20
    for colour in (homes, jobs, road, transit):
        assert contrast(colour) >= 3


@pytest.mark.parametrize("blind", BLIND)
def test_crowding_goes_from_light_to_dark(blind: str) -> None:
    """Classes differ in lightness, which every reader and a grey printer keep; the last one is dashed too."""
    free, full, over = (of(f".l-transit path.{name}", "stroke") for name in ("free", "full", "over"))
    lightness = [seen(colour, blind)[0] for colour in (free, full, over)]
    assert lightness[0] > lightness[1] + 12 > lightness[2] + 24
    assert "stroke-dasharray" in STYLE[STYLE.index(".l-transit path.over") :].split("}")[0]
