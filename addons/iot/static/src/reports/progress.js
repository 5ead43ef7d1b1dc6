/** From "it is on its way" to "it was printed": what a user reads while a report goes to a printer. */
import { forget, remember } from "@iot/reports/followed";
import { sentenceOf } from "@iot/sentences";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

/** Milliseconds between questions for an outcome, in case the bus lost it; after the last one only the bus tells. */
const POLLS = [2000, 3000, 5000, 10000, 10000, 30000, 60000];
/** Milliseconds after which a printer that is there is called slow. */
const SLOW = 30000;

/** One report on its way to one printer. */
export class Progress {
    /**
     * @param {Object} services of the web client
     * @param {{ report: string, printer: { name: string, online: boolean }, action: Object }} what
     */
    constructor({ notification, iot, orm, action: actions }, what) {
        const { report, printer, action } = what;
        Object.assign(this, { notification, iot, orm, actions, what, printer, action });
        this.names = { report, printer: printer.name };
        this.close = () => {};
        this.timers = [];
    }

    /** @param {Object} job as Odoo made it */
    follow(job) {
        this.job = job;
        if (job.state !== "queued") {
            return this.conclude(job);
        }
        remember(job, this.what);
        this.stop = this.iot.on("iot.outcome", (news) => this.hear(news));
        if (this.printer.online) {
            this.say(_t("Printing “%(report)s” on %(printer)s…", this.names), { type: "info" });
            this.after(SLOW, () => this.wait(_t("%(printer)s has not printed “%(report)s” yet.", this.names)));
        } else {
            this.wait(_t("%(printer)s cannot be reached: “%(report)s” waits for it.", this.names));
        }
        this.poll(0);
    }

    /** The user may wait with the job, or take the document elsewhere. */
    wait(message) {
        this.say(message, { type: "warning", buttons: [this.elsewhere(() => this.cancel())] });
    }

    /** A page that was loaded anew asks at once how the job stands by then. */
    async resume(job) {
        this.follow(job);
        await this.ask();
    }

    poll(number) {
        if (number < POLLS.length) {
            this.after(POLLS[number], async () => {
                this.poll(number + 1);
                await this.ask();
            });
        }
    }

    async ask() {
        const known = await this.orm.silent
            .call("iot.job", "outcome_of", [this.job.key])
            .catch(() => null); // the next question, or the bus, may tell
        this.hear(known || this.job);
    }

    hear(news) {
        if (news.key === this.job.key && news.state !== "queued" && !this.ended) {
            this.conclude(news);
        }
    }

    conclude({ state, code, sentence, instead }) {
        this.end();
        if (instead && (state === "done" || state === "sent")) {
            const message = _t(
                "“%(report)s” was printed on %(backup)s instead of %(printer)s: %(because)s",
                { ...this.names, backup: instead.printer, because: instead.because }
            );
            return this.say(message, { type: "warning" });
        }
        if (state === "done") {
            const message = _t("“%(report)s” was printed on %(printer)s.", this.names);
            return this.say(message, { type: "success", sticky: false });
        }
        if (state === "sent") {
            const message = _t(
                "“%(report)s” was sent to %(printer)s, which cannot tell whether it printed.",
                this.names
            );
            return this.say(message, { type: "success", sticky: false });
        }
        if (state === "cancelled") {
            return this.close();
        }
        const reason = sentenceOf({ state, code, sentence });
        this.say(_t("“%(report)s” on %(printer)s: %(reason)s", { ...this.names, reason }), {
            type: "danger",
            buttons: [this.elsewhere()],
        });
    }

    end() {
        this.ended = true;
        forget(this.job);
        this.stop?.();
        this.timers.forEach((timer) => browser.clearTimeout(timer));
    }

    /** Nobody wants it twice: what is downloaded instead is not printed any more. */
    async cancel() {
        this.end();
        await this.orm.call("iot.job", "action_cancel", [[this.job.job_id]]);
    }

    elsewhere(before = () => {}) {
        const onClick = async () => {
            this.close();
            await before();
            this.download();
        };
        return { name: _t("Download instead"), onClick, primary: true };
    }

    download() {
        return this.actions.doAction({ ...this.action, iotDownload: true });
    }

    say(message, options) {
        this.close();
        this.close = this.notification.add(message, { sticky: true, ...options });
    }

    after(milliseconds, callback) {
        this.timers.push(browser.setTimeout(callback, milliseconds));
    }
}
