import base64
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.constants import GC_UNLINK_LIMIT
from odoo.tools.translate import LazyTranslate

from .. import wire
from ..wire import Code, State
from .iot_box import stamp
from .printout import picture_of, read_document
from .reserve import reserve
from .sentences import Refused, sentence

_lt = LazyTranslate(__name__)

STATES = [
    (State.QUEUED.value, "Queued"),
    (State.SENT.value, "Sent"),
    (State.DONE.value, "Done"),
    (State.FAILED.value, "Failed"),
    (State.EXPIRED.value, "Expired"),
    (State.CANCELLED.value, "Cancelled"),
    (State.UNKNOWN.value, "Unknown"),
]
PATHS = [(wire.Path.DIRECT.value, "Local Network"), (wire.Path.RELAY.value, "Through Odoo")]
ACTIONS = {
    "print": _lt("Print"),
    "drawer": _lt("Open Cash Drawer"),
    "status": _lt("Read Status"),
    "samples": _lt("Compare Pictures"),
    "weigh": _lt("Weigh"),
    "tare": _lt("Tare"),
    "zero": _lt("Set to Zero"),
    "beep": _lt("Beep"),
    "picture": _lt("Take Picture"),
    "show": _lt("Show Page"),
    "text": _lt("Show Text"),
    "measure": _lt("Measure"),
}
KEY = re.compile(r"[\w.:-]{8,64}", re.ASCII)
INLINE = 8 << 10
"""Bytes of a document that ride along with the job; a larger one is fetched."""
AS_IT_IS = {"image_no_postprocess": True}
"""Odoo makes large pictures smaller when it keeps them, which it must not do to what is to be printed."""
LONGEST = 7 * wire.DAY


class IotJob(models.Model):
    """One wish of a user and how it ended. The key is the same on every path and every retry of the client."""

    _name = "iot.job"
    _description = "IoT Job"
    _order = "id desc"

    key = fields.Char(required=True, readonly=True, copy=False)
    box_id = fields.Many2one("iot.box", "IoT System", required=True, readonly=True, ondelete="cascade", index=True)
    device_id = fields.Many2one("iot.device", readonly=True, ondelete="set null", index=True)
    company_id = fields.Many2one(related="box_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, index=True)
    action = fields.Char("Action Code", required=True, readonly=True)
    action_name = fields.Char("Action", compute="_compute_action_name")
    params = fields.Json(readonly=True)
    document = fields.Binary(attachment=True, readonly=True, copy=False)
    document_format = fields.Char(readonly=True)
    document_width = fields.Integer(readonly=True)
    document_height = fields.Integer(readonly=True)
    document_size = fields.Integer(readonly=True)
    document_digest = fields.Char(readonly=True)
    document_purpose = fields.Char(readonly=True)

    state = fields.Selection(STATES, required=True, readonly=True, default=State.QUEUED.value)
    code = fields.Char(readonly=True)
    sentence = fields.Char("Reason", compute="_compute_sentence")
    value = fields.Json("Answer", readonly=True)
    guessed = fields.Boolean(readonly=True, help="Odoo stopped waiting; the IoT system may still know better.")
    reported = fields.Boolean(readonly=True, help="The IoT system got this job without Odoo.")
    path = fields.Selection(PATHS, readonly=True, default=wire.Path.RELAY.value)
    attempts = fields.Integer(readonly=True)
    deadline = fields.Datetime(readonly=True, index=True)
    issued_at = fields.Datetime("Requested", readonly=True, default=fields.Datetime.now)
    accepted_at = fields.Datetime("Taken by the IoT System", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    cancel_wanted = fields.Boolean(readonly=True)
    preview = fields.Binary("Printout", compute="_compute_preview")

    _waiting_idx = models.Index("(box_id, id) WHERE state = 'queued'")
    _key_unique = models.Constraint("UNIQUE (key)", "A job with this key exists already.")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for job in self:
            job.sentence = sentence(self.env, job.code)

    @api.depends("action")
    @api.depends_context("lang")
    def _compute_action_name(self):
        for job in self:
            name = ACTIONS.get(job.action)
            job.action_name = self.env._(name) if name else job.action

    @api.depends("action_name", "device_id.name")
    def _compute_display_name(self):
        for job in self:
            job.display_name = ", ".join(part for part in (job.action_name, job.device_id.name) if part)

    @api.depends("document")
    def _compute_preview(self):
        for job in self:
            kind, width, height = job.document_format, job.document_width, job.document_height
            job.preview = job.document and picture_of(kind, job._content(), width, height)

    # --- wishes -----------------------------------------------------------------------------------------------------

    @api.model
    def _wish(self, device, key, action, params=None, document=None, seconds=None):
        """The job with this key, made if there is none. A key stands for one wish: another one is refused."""
        try:
            values = self._checked(device, key, action, params, document, seconds)
        except wire.WireError as error:
            raise Refused(self.env, error.code) from error
        job = self.sudo().search([("key", "=", key)], limit=1)
        if not job:
            return self._send(values)
        if not job._same(values):
            raise Refused(self.env, Code.KEY_CONFLICT)
        job._complete(values)
        return job

    def _complete(self, values):
        """A job that the box reported comes without its content: whoever wishes it again brings it."""
        if self.reported and not self.document_digest:
            reserve(self, "id", self.ids)
            names = ("params", *(name for name in values if name.startswith("document")))
            self.with_context(**AS_IT_IS).write({name: values[name] for name in names})

    @api.model
    def _checked(self, device, key, action, params, document, seconds):
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise wire.WireError(Code.BAD_MESSAGE, "key")
        if not device.sudo().box_id.reference:
            raise wire.WireError(Code.NOT_PAIRED)
        rule = wire.action_of(wire.Kind(device.kind), action)
        if not isinstance(params or {}, dict):
            raise wire.WireError(Code.BAD_PARAMS, "params")
        if bool(document) != rule.document:
            raise wire.WireError(Code.BAD_DOCUMENT, "document")
        content = read_document(document) if document else {}
        if seconds is None:
            seconds = device._life_of(action, content.get("document_format"), content.get("document_purpose"))
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 1 <= seconds <= LONGEST:
            raise wire.WireError(Code.BAD_PARAMS, "deadline")
        now = fields.Datetime.now()
        return {
            "key": key,
            "device_id": device.id,
            "box_id": device.box_id.id,
            "user_id": self.env.uid,
            "action": action,
            "params": wire.check_params(rule, {**device._params_of(action), **(params or {})}),
            "issued_at": now,
            "deadline": now + timedelta(seconds=seconds),
            **content,
        }

    @api.model
    def _create_once(self, values):
        """Another transaction that makes the same key at this moment wins, and this one is run again."""
        self.env["iot.nonce"]._alone(f"job:{values['key']}")
        jobs = self.sudo()
        return jobs.with_context(**AS_IT_IS).create(values).with_env(jobs.env)

    @api.model
    def _send(self, values):
        job = self._create_once(values)
        job.box_id._ring(job._job_order())
        return job

    def _same(self, values):
        """Whether `values` ask for this very job. One that the box reported is known by its device and action alone."""
        names = ["device_id", "user_id", "action"]
        if not self.reported:
            names += ["params", "document_digest"]
        mine = {name: self[name].id if self._fields[name].relational else self[name] for name in names}
        return all((mine[name] or False) == (values.get(name) or False) for name in names)

    def _job_order(self):
        """The job as its box reads it."""
        document = None
        if self.document_digest:
            document = wire.Document(
                format=wire.Format(self.document_format),
                width=self.document_width,
                height=self.document_height,
                data=self._encoded() if self.document_size <= INLINE else "",
                digest=self.document_digest,
                size=self.document_size,
            )
        return wire.Job(
            key=self.key,
            box=self.box_id.reference,
            device=self.device_id.identifier,
            action=self.action,
            params=self.params or {},
            document=document,
            deadline=stamp(self.deadline),
            issued=stamp(self.issued_at),
            user=str(self.user_id.id or ""),
            ask_after=self.device_id._patience(),
        )

    def _encoded(self):
        return self.with_context(bin_size=False).document.decode()

    def _content(self):
        return base64.b64decode(self._encoded())

    @api.model
    def _waiting_domain(self):
        """What may be handed to a box."""
        return (
            Domain("state", "=", State.QUEUED.value)
            & Domain("accepted_at", "=", False)
            & Domain("cancel_wanted", "=", False)
            & Domain("deadline", ">", fields.Datetime.now())
        )

    @api.model
    def _waiting(self, box, limit):
        """The jobs that the box did not take yet, oldest first."""
        return self.search(Domain("box_id", "=", box.id) & self._waiting_domain(), order="id", limit=limit)

    def _offered(self):
        """What is offered is the box's from here on; other parts add what follows from it."""

    @api.model
    def _cancels(self, box, limit):
        live = Domain("box_id", "=", box.id) & Domain("cancel_wanted", "=", True)
        live &= Domain("deadline", ">", fields.Datetime.now())
        live &= Domain("state", "=", State.QUEUED.value) | Domain("guessed", "=", True)
        return [job._cancel_order() for job in self.search(live, order="id", limit=limit)]

    def _cancel_order(self):
        return wire.Cancel(key=self.key, box=self.box_id.reference)

    @api.autovacuum
    def _gc_jobs(self):
        days = int(self.env["ir.config_parameter"].sudo().get_param("iot.keep_jobs_days", 90))
        ended = Domain("state", "!=", State.QUEUED.value)
        old = ended & Domain("create_date", "<", fields.Datetime.now() - timedelta(days=days))
        jobs = self.search(old, limit=GC_UNLINK_LIMIT)
        jobs.unlink()
        return len(jobs), len(jobs) == GC_UNLINK_LIMIT
