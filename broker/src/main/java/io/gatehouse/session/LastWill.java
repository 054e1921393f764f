package io.gatehouse.session;

import io.gatehouse.engine.AppendResult;
import io.gatehouse.loop.Loop.Timer;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Will;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.RouteResult;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The will of a session's current connection, or of its last one while its delay runs. Confined to the session's loop.
 *
 * <p>Its right to be published is decided twice, at CONNECT and when it fires: a certificate that was revoked meanwhile
 * speaks no more.
 */
final class LastWill {
    private final Session session;
    private @Nullable Will will;
    private @Nullable Timer delay;

    LastWill(Session session) {
        this.session = session;
    }

    /** A connection begins: its will replaces that of the one before, which is not published. [MQTT-3.1.3-9] */
    void arm(@Nullable Will newWill) {
        disarm();
        will = newWill;
    }

    /** The connection ended in a way that discards the will. [MQTT-3.1.2-10] */
    void disarm() {
        cancelDelay();
        Will discarded = will;
        if (discarded != null) {
            will = null;
            discarded.payload().close();
        }
    }

    /**
     * The connection ended without a farewell: publish now, or when the delay has passed. [MQTT-3.1.2-8]
     *
     * @param passedMillis since it ended
     */
    void connectionLost(long passedMillis) {
        Will due = will;
        if (due == null) {
            return;
        }
        long seconds = Math.min(due.delaySeconds(), session.context().rules().maxWillDelaySeconds());
        long millis = TimeUnit.SECONDS.toMillis(seconds) - Math.max(0, passedMillis);
        if (millis <= 0) {
            fire();
        } else {
            delay = session.context().loop().schedule(millis, TimeUnit.MILLISECONDS, this::fire);
        }
    }

    /** Publishes the will if one waits: its delay has passed, or the session ends before it did. [MQTT-3.1.2-8] */
    void fire() {
        cancelDelay();
        Will due = will;
        if (due == null) {
            return;
        }
        will = null;
        try {
            publish(due);
        } finally {
            due.payload().close();
        }
        session.stored().willGone();
    }

    /** The will that waits, for the store. */
    @Nullable
    Will waiting() {
        return will;
    }

    private void publish(Will due) {
        SessionContext context = session.context();
        Permissions permissions = session.permissions();
        boolean mayPublish = permissions.mayPublish(due.topic());
        if (!mayPublish || (due.retain() && !permissions.mayRetain(due.topic()))) {
            Action denied = mayPublish ? Action.RETAIN_PUBLISH : Action.PUBLISH;
            session.refusals()
                    .denied(
                            Reason.WILL_NOT_AUTHORIZED,
                            new Denial(permissions, denied, due.topic().name()));
            return;
        }
        Qos qos = due.qos();
        Message message = new Message(
                due.topic(),
                due.payload(),
                qos,
                due.retain(),
                due.properties(),
                session.clientId(),
                context.nowMillis());
        String resource = Action.PUBLISH.resourcePrefix() + due.topic();
        RouteResult routed = context.router()
                .publish(
                        message,
                        context.loop(),
                        result -> { // [MQTT-3.1.2-14], [MQTT-3.1.2-15]
                            switch (result) {
                                case AppendResult.Stored _, AppendResult.Duplicate _ -> {}
                                case AppendResult.RetainedFull _ -> {
                                    session.refusals().refused(Reason.RETAINED_LIMIT, resource, "the will");
                                    var _ = context.router().publish(message.unretained(), context.loop(), null);
                                }
                                case AppendResult.Failed _ ->
                                    session.refusals().refused(Reason.STORE_UNAVAILABLE, resource, "the will");
                            }
                        });
        if (routed.refused()) {
            session.refusals()
                    .refused(routed.queueFull() ? Reason.QUEUE_FULL : Reason.ROUTER_OVERLOADED, resource, "the will");
        }
    }

    private void cancelDelay() {
        if (delay != null) {
            delay.cancel();
            delay = null;
        }
    }
}
