/** The list of jobs, which shows how they end while one looks at it, and asks what to do with those that wait. */
import { QuestionBanner } from "@iot/questions/question_banner";
import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

/** Milliseconds to wait for more outcomes before the list is read again. */
const TOGETHER = 300;

export class JobListController extends ListController {
    static template = "iot.JobList";
    static components = { ...ListController.components, QuestionBanner };

    setup() {
        super.setup();
        const reload = debounce(() => this.refresh(), TOGETHER);
        const iot = useService("iot");
        const stops = ["iot.outcome", "iot.held"].map((type) => iot.on(type, reload));
        onWillUnmount(() => {
            stops.forEach((stop) => stop());
            reload.cancel();
        });
    }

    /** Not under the hands of somebody who selects jobs. */
    async refresh() {
        if (!this.model.root.selection.length) {
            await this.model.load();
        }
    }
}

registry.category("views").add("iot_job_list", { ...listView, Controller: JobListController });
