package io.gatehouse.load.script;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.gatehouse.load.message.Template;
import org.jspecify.annotations.Nullable;

/**
 * What each device of a group subscribes to.
 *
 * @param filter without the share's name
 * @param share name of the shared subscription it takes part in, {@code null} for one of its own
 */
public record Subscription(Template filter, @Nullable String share, MqttQos qos) {}
