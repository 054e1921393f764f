package io.gatehouse.crash;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** What the clients of a run have in common: where they publish, and their certificate. */
record Topics(List<String> plain, List<String> retained, SSLContext tls) {
    List<String> all() {
        return Stream.concat(plain.stream(), retained.stream()).toList();
    }

    String any(Random random) {
        List<String> all = all();
        return all.get(random.nextInt(all.size()));
    }

    boolean isRetained(String topic) {
        return retained.contains(topic);
    }
}
