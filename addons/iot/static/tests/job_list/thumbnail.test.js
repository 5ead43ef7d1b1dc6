import { expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { defineModels, defineWebModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { mockIot } from "../mock_iot";

class IotJob extends models.Model {
    _name = "iot.job";

    document_digest = fields.Char();
    document_format = fields.Char();

    _records = [
        { id: 1, document_digest: "abc", document_format: "raster" },
        { id: 2, document_digest: "def", document_format: "pdf" },
        { id: 3, document_digest: false, document_format: false },
    ];
}

defineWebModels();
defineModels([IotJob]);

test("a picture is shown small and kept under its digest, other documents are named", async () => {
    mockIot();
    const arch = `<list><field name="document_digest" widget="iot_thumbnail"/></list>`;
    await mountView({ type: "list", resModel: "iot.job", arch });
    expect(".o_data_row img").toHaveCount(1);
    const { pathname, searchParams } = new URL(
        queryOne(".o_data_row:eq(0) img").dataset.src,
        "http://odoo"
    );
    expect(pathname).toBe("/web/image/iot.job/1/thumbnail");
    expect(searchParams.get("unique")).toBe("abc");
    expect(".o_data_row:eq(1) td.o_field_cell").toHaveText("PDF");
    expect(".o_data_row:eq(2) td.o_field_cell").toHaveText("");
});
