package io.gatehouse.session;

import io.gatehouse.mqtt.Topic;

/**
 * Answers what clients publish on topics of the broker's own, those that begin with {@code $aws/}. What it takes is not
 * routed: nobody else hears of the request, nor of the answer.
 */
public interface TopicService {
    /** Whether it answers on that topic. On any loop; memory only. */
    boolean answers(Topic topic);

    /** Answers, well or with a refusal. On a virtual thread, which may block; one client's requests in their order. */
    ServiceAnswer answer(ServiceRequest request);

    /** What a client is told whose request finds no room, because too many are under way. On any loop; memory only. */
    ServiceAnswer overloaded(ServiceRequest request);

    /** What a client is told where {@link #answer} came to a defect of ours. On a virtual thread. */
    ServiceAnswer failed(ServiceRequest request);
}
