/** A tab that was loaded anew goes on telling what becomes of its prints. */
import { followed } from "@iot/reports/followed";
import { Progress } from "@iot/reports/progress";
import { registry } from "@web/core/registry";

export const printProgressService = {
    dependencies: ["action", "iot", "notification", "orm"],
    start(env, services) {
        for (const { job, what } of followed()) {
            new Progress(services, what).resume(job);
        }
    },
};

registry.category("services").add("iot_print_progress", printProgressService);
