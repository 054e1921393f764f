package io.gatehouse.mqtt.wire.hivemq;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.ProtocolVersion;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HivemqControlDecoderTest {
    private static final String CONNECT = "\0\4MQTT\4\2\0\74\0\4lamp";

    /** In a process of its own: what a class does when it is loaded, it does once. */
    @Test
    void loading_hivemqs_classes_starts_no_thread_writes_no_file_and_logs_nothing(@TempDir Path directory)
            throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loading.class.getName())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("new threads: []")
                .doesNotContain("com.hivemq")
                .doesNotContain("rocksdb");
        assertThat(filesIn(directory)).isEmpty();
    }

    private static Set<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(name -> !name.contains("hsperfdata")) // the JVM's own
                    .collect(Collectors.toSet());
        }
    }

    /** The process of its own. */
    static final class Loading {
        private Loading() {}

        public static void main(String[] arguments) {
            EmbeddedChannel channel = new EmbeddedChannel();
            Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
            HivemqControlDecoder.SHARED.connect(
                    channel,
                    ProtocolVersion.MQTT_3_1_1,
                    Unpooled.wrappedBuffer(CONNECT.getBytes(StandardCharsets.ISO_8859_1)));
            Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
            after.removeAll(before);
            System.out.println("new threads: " + after);
        }
    }
}
