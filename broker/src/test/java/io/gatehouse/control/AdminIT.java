package io.gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.pki.SigningRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client, socket, registry and the real store together. */
class AdminIT {
    @TempDir
    Path data;

    @Test
    void what_was_created_is_there_after_a_restart() throws Exception {
        ThingApi.Created created;
        try (RunningAdmin _ = RunningAdmin.onDisk(data);
                AdminClient client = new AdminClient(data, Duration.ofSeconds(30))) {
            created = done(client.call(ThingApi.CREATE, create("lamp")));
        }

        try (RunningAdmin admin = RunningAdmin.onDisk(data);
                AdminClient client = new AdminClient(data, Duration.ofSeconds(30))) {
            ThingApi.Detail lamp = done(client.call(ThingApi.DESCRIBE, new ThingApi.Name("lamp")));

            assertThat(lamp.certificates()).singleElement().satisfies(certificate -> {
                assertThat(certificate.id()).isEqualTo(created.certificateId());
                assertThat(certificate.status()).isEqualTo("ACTIVE");
            });
            assertThat(admin.registry().policiesOf(created.certificateId())).hasSize(1);
        }
    }

    @Test
    void things_created_at_once_all_get_the_one_policy() throws Exception {
        try (RunningAdmin admin = RunningAdmin.onDisk(data);
                AdminClient client = new AdminClient(data, Duration.ofSeconds(30));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> client.call(ThingApi.CREATE, create("lamp-" + i))))
                    .toList();
            for (var future : futures) {
                assertThat(future.get()).isInstanceOf(Answer.Done.class);
            }

            assertThat(admin.registry().certificatesOfPolicy(Things.OWN_TOPICS, null, 100))
                    .hasSize(20);
        }
    }

    private static ThingApi.Create create(String name) {
        return new ThingApi.Create(
                name, null, Map.of(), null, SigningRequest.create().pem());
    }

    private static <R> R done(Answer<R> answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done<R>) answer).value();
    }
}
