"""A Chromium of its own for each module that looks at pages."""

from __future__ import annotations

from collections.abc import Iterator

import kit
import pytest
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; closed with its module, for playwright keeps an event loop running."""
    with kit.open_browser() as browser:
        yield browser
