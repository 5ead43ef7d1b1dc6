/** What follows a box or a device for as long as it is on the screen. */
import { Component, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

export class LiveRecord extends Component {
    static model = "";

    setup() {
        this.iot = useService("iot");
        this.live = useState({ news: {}, basis: {} });
        this.follow(this.props.record.resId);
        onWillUpdateProps(
            ({ record }) => record.resId !== this.followed && this.follow(record.resId)
        );
        onWillUnmount(() => this.stop());
    }

    follow(id) {
        this.stop?.();
        this.followed = id;
        this.live.news = {};
        this.stop = id
            ? this.iot.follow(this.constructor.model, id, (news) => this.learn(news))
            : () => {};
    }

    learn(news) {
        this.live.basis = { ...this.props.record.data };
        this.live.news = news;
    }

    /** What was learned counts until the record is read again and says something else than before. */
    value(name) {
        const read = this.props.record.data[name];
        const { news, basis } = this.live;
        return name in news && read === basis[name] ? news[name] : read;
    }
}
