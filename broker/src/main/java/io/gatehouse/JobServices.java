package io.gatehouse;

import io.gatehouse.config.Configuration;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.jobs.device.JobsData;
import io.gatehouse.jobs.device.JobsTopics;
import io.gatehouse.jobs.device.PendingNotices;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loops;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.registry.Registry;
import io.gatehouse.routing.Router;
import io.gatehouse.session.TopicService;
import io.gatehouse.transport.http.DeviceJobs;

/** Jobs, who is told of them, and the doors by which devices ask about theirs, wired to each other. */
final class JobServices implements AutoCloseable {
    private final Jobs jobs;
    private final JobsData data;
    private final JobsTopics topics;
    private final PendingNotices notices;
    private final DeviceJobThreads threads;

    private JobServices(Jobs jobs, JobsData data, JobsTopics topics, PendingNotices notices) {
        this.jobs = jobs;
        this.data = data;
        this.topics = topics;
        this.notices = notices;
        this.threads = new DeviceJobThreads(data);
    }

    /** Reads what is stored; nothing goes on before {@link #start}. */
    static JobServices open(
            Configuration configuration,
            KeyValue store,
            Registry registry,
            Router router,
            Loops loops,
            Metrics metrics,
            Clock clock)
            throws StoreException {
        Jobs jobs = Jobs.open(store, registry, clock);
        Figures.ofJobs(metrics, jobs);
        JobNotices.follow(jobs, router, registry, Rules.scope(configuration.policy()), metrics.jobs(), clock);
        return new JobServices(
                jobs,
                new JobsData(jobs, registry, metrics.jobRequests(), clock),
                new JobsTopics(jobs, registry, metrics.jobRequests(), clock),
                PendingNotices.start(jobs, router, loops, clock, metrics.jobRequests()));
    }

    /** Rollouts and timers go on from where they were. */
    void start() {
        jobs.start();
    }

    /** For the control plane. */
    Jobs jobs() {
        return jobs;
    }

    /** What devices ask, where it is asked at the control plane. */
    JobsData data() {
        return data;
    }

    /** Over MQTT. */
    TopicService topics() {
        return topics;
    }

    /** Over HTTPS. */
    DeviceJobs threads() {
        return threads;
    }

    /** Takes no more, and waits for the change that is under way. */
    @Override
    public void close() {
        threads.close();
        notices.close();
        jobs.close();
    }
}
