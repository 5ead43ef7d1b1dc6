/** The boxes as cards and as a list, which show at once that one was connected or deleted. */
import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** Milliseconds to wait for more news before the boxes are read again. */
const TOGETHER = 300;

/** Not under the hands of somebody who selects boxes. */
const following = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            const reload = debounce(() => this.refresh(), TOGETHER);
            const stop = useService("iot").on("iot.box", reload);
            onWillUnmount(() => {
                stop();
                reload.cancel();
            });
        }

        async refresh() {
            if (!this.model.root.selection?.length) {
                await this.model.load();
            }
        }
    };

const views = registry.category("views");
views.add("iot_box_kanban", { ...kanbanView, Controller: following(KanbanController) });
views.add("iot_box_list", { ...listView, Controller: following(ListController) });
