"""PDF of many records with the wkhtmltopdf of Debian, which converts only one page of HTML at a time."""

from lxml import html

from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _run_wkhtmltopdf(self, bodies, *args, **options):
        """Where Odoo gives up on several documents, they become one, each beginning on a page of its own."""
        if len(bodies) > 1 and not _wkhtml().is_patched_qt:
            bodies = [joined(bodies)]
        return super()._run_wkhtmltopdf(bodies, *args, **options)


def joined(bodies):
    """One document with the content of all of them; they share their head."""
    first, *others = (html.fromstring(str(body), parser=html.HTMLParser(encoding="utf-8")) for body in bodies)
    for other in others:
        page = html.Element("div", style="page-break-before: always")
        page.extend(other.body)
        first.body.append(page)
    return html.tostring(first, encoding="unicode", doctype="<!DOCTYPE html>")
