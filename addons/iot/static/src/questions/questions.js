/** "12 jobs are waiting: print or drop?" One question for all printers that were away, closed by whoever answers. */
import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { debounce } from "@web/core/utils/timing";
import { session } from "@web/session";

/** Milliseconds to wait for more printers that come back before the question is asked. */
const TOGETHER = 300;

/** @typedef {{ id: number, name: string, count: number }} Waiting a printer at which so many jobs wait for an answer */

export class Questions {
    /**
     * @param {Object} services of the web client
     * @param {Waiting[]} [printers] as the page was loaded with them; nothing for who is never asked
     */
    constructor({ iot, notification, orm }, printers) {
        Object.assign(this, { notification, orm });
        this.state = reactive({ printers: [] });
        this.shown = null;
        /** Jobs of the question that the user put aside; only a larger one is shown again. */
        this.aside = 0;
        if (printers) {
            iot.on("iot.held", debounce(() => this.refresh(), TOGETHER));
            this.take(printers);
        }
    }

    async refresh() {
        this.take(await this.orm.silent.call("iot.device", "questions", []));
    }

    /** @param {Waiting[]} printers */
    take(printers) {
        this.state.printers = printers;
        const count = countOf(printers);
        this.close();
        this.aside = Math.min(this.aside, count);
        if (count > this.aside) {
            this.show(printers, count);
        }
    }

    show(printers, count) {
        const shown = {};
        shown.close = this.notification.add(sentenceOf(printers), {
            title: titleOf(count),
            type: "warning",
            sticky: true,
            className: "o_iot_question",
            onClose: () => {
                if (this.shown === shown) {
                    this.shown = null;
                    this.aside = count;
                }
            },
            buttons: [
                { name: _t("Print"), primary: true, onClick: () => this.print(printers) },
                { name: _t("Drop"), onClick: () => this.drop(printers) },
            ],
        });
        this.shown = shown;
    }

    close() {
        const shown = this.shown;
        this.shown = null;
        shown?.close();
    }

    /** @param {Waiting[]} printers whose jobs are printed */
    async print(printers) {
        await this.answer("action_print_held", printers);
    }

    /** @param {Waiting[]} printers whose jobs are cancelled */
    async drop(printers) {
        await this.answer("action_drop_held", printers);
    }

    async answer(method, printers) {
        await this.orm.call("iot.device", method, [printers.map(({ id }) => id)]);
        await this.refresh();
    }
}

/**
 * @param {Waiting[]} printers
 * @returns {number} jobs that wait
 */
export function countOf(printers) {
    return printers.reduce((sum, { count }) => sum + count, 0);
}

/**
 * @param {number} count of jobs
 * @returns {string}
 */
export function titleOf(count) {
    return (count === 1 ? _t("1 job is waiting") : _t("%(count)s jobs are waiting", { count })).toString();
}

/**
 * @param {Waiting[]} printers
 * @returns {string}
 */
export function sentenceOf(printers) {
    const names = printers.map(({ name, count }) => `${name} (${count})`).join(", ");
    return _t("They waited while the printer was away: %(names)s. Print or drop them?", { names }).toString();
}

export const questionsService = {
    dependencies: ["iot", "notification", "orm"],
    start(env, services) {
        return new Questions(services, session.iot_questions);
    },
};

registry.category("services").add("iot_questions", questionsService);
