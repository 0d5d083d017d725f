"""The HTTP door: `/v1` as the contract has it."""

from ui.api.app import create_app

__all__ = ["create_app"]
