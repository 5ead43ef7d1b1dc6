# ruff: noqa: B018
{
    "name": "A Scale That Nobody Has Built",
    "summary": "An example of an addon that brings a driver to boxes that run",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "depends": ["iot"],
}
