/** What a job printed, small: fetched by itself and kept by the browser, so that the list stays as fast as without. */
import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { imageUrl } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Documents that are pictures; others are named. */
const PICTURES = new Set(["raster", "png", "jpeg"]);

export class Thumbnail extends Component {
    static template = "iot.Thumbnail";
    static props = { ...standardFieldProps };

    get format() {
        return this.props.record.data.document_format;
    }

    /** The digest stands for the content: the same one is never fetched twice. */
    get url() {
        const { resModel, resId, data } = this.props.record;
        const unique = data[this.props.name];
        return unique && PICTURES.has(this.format)
            ? imageUrl(resModel, resId, "thumbnail", { unique })
            : "";
    }
}

registry.category("fields").add("iot_thumbnail", {
    component: Thumbnail,
    supportedTypes: ["char"],
    listViewWidth: [70],
    fieldDependencies: [{ name: "document_format", type: "char" }],
});
