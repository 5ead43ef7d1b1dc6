/** The open questions above the list of jobs or on the form of a printer, each printer with its own answer. */
import { titleOf } from "@iot/questions/questions";
import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

export class QuestionBanner extends Component {
    static template = "iot.QuestionBanner";
    static props = {
        record: { type: Object, optional: true },
        readonly: { type: Boolean, optional: true },
    };

    setup() {
        this.questions = useService("iot_questions");
        this.state = useState(this.questions.state);
        this.titleOf = titleOf;
    }

    /** Those of the printer whose form it is, or all. */
    get printers() {
        const { record } = this.props;
        return this.state.printers.filter(({ id }) => !record || id === record.resId);
    }
}

registry.category("view_widgets").add("iot_questions", { component: QuestionBanner });
