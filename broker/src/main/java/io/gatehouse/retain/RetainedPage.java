package io.gatehouse.retain;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the retained messages, in the order of the store.
 *
 * @param next where the next page goes on; {@code null} when there is nothing more
 */
public record RetainedPage(List<Message> messages, @Nullable Topic next) {}
