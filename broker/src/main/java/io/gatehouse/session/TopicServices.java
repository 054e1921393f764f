package io.gatehouse.session;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.KeyedExecutor;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Topic;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The services behind the reserved topics, and the threads on which they answer. Any thread.
 *
 * <p>A request that finds no room is answered all the same, by {@link TopicService#overloaded}: nothing that the
 * policies let through is lost without a word, unless the broker stops.
 */
public final class TopicServices implements AutoCloseable {
    /** Of all clients; some of them make keys, which takes a second of a processor, or wait for somebody's webhook. */
    private static final KeyedExecutor.Bounds BOUNDS = new KeyedExecutor.Bounds(1024, 8 << 20, 8);

    private static final Log log = Log.of(TopicServices.class);

    private final List<TopicService> services;
    private final KeyedExecutor threads;

    /** @param services of which the first counts that answers on a topic */
    public TopicServices(List<TopicService> services) {
        this(services, BOUNDS);
    }

    TopicServices(List<TopicService> services, KeyedExecutor.Bounds bounds) {
        this.services = List.copyOf(services);
        this.threads = new KeyedExecutor("gatehouse-topic-service", bounds);
    }

    /** The one that answers on {@code topic}; {@code null} for none. */
    @Nullable
    TopicService of(Topic topic) {
        for (TopicService service : services) {
            if (service.answers(topic)) {
                return service;
            }
        }
        return null;
    }

    /** @param answered told of the answer, on {@code home}, in a turn of its own */
    void ask(TopicService service, ServiceRequest request, Loop home, Consumer<ServiceAnswer> answered) {
        boolean taken = threads.execute(
                request.clientId(), request.payload().length, () -> post(home, answered, answer(service, request)));
        if (!taken) {
            post(home, answered, service.overloaded(request));
        }
    }

    private static ServiceAnswer answer(TopicService service, ServiceRequest request) {
        try {
            return service.answer(request);
        } catch (RuntimeException defect) {
            log.at(Event.DEFECT)
                    .setCause(defect)
                    .addKeyValue("clientId", request.clientId())
                    .log("a request on {} failed; its client is told", request.topic());
            return service.failed(request);
        }
    }

    private static void post(Loop home, Consumer<ServiceAnswer> answered, ServiceAnswer answer) {
        try {
            home.post(() -> answered.accept(answer));
        } catch (RejectedExecutionException stopping) {
            log.atDebug().log("the loop of a client that asked has ended");
        }
    }

    /** Takes no more, and waits a few seconds for what is being answered. */
    @Override
    public void close() {
        threads.close();
    }
}
