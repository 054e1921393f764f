package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.harness.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The chart, as Helm renders it in the namespace {@code gatehouse}. One thread. */
final class HelmProcess implements AutoCloseable {
    static final Path CHART = Path.of("../k8s/gatehouse");
    private static final Path VALUES = Path.of("../k8s/values");
    private static final Path LOG = Path.of("target/helm.log");
    private static final String RELEASE = "gatehouse";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;
    private final HelmProgram.Answer version;

    private HelmProcess(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.version = answer();
    }

    static HelmProcess start() throws IOException {
        Process process = ChildJvm.of(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), HelmProgram.class, List.of())
                .redirectError(LOG.toFile())
                .start();
        return new HelmProcess(process);
    }

    /** Why Helm's native library does not run on this machine; {@code null} where it does. */
    @Nullable
    String missing() {
        return version.problem();
    }

    /** One of the files of values that go with the chart. */
    static String example(String name) throws IOException {
        return Files.readString(VALUES.resolve(name + ".yaml"));
    }

    /**
     * The objects of a rendering that must not be refused.
     *
     * @param values as YAML; later ones win
     */
    List<Manifest> objects(String... values) throws IOException {
        return accepted(ask(HelmProgram.Verb.TEMPLATE, CHART, RELEASE, values));
    }

    /** The objects under another name of the release. */
    List<Manifest> objectsOf(String release, String values) throws IOException {
        return accepted(ask(HelmProgram.Verb.TEMPLATE, CHART, release, values));
    }

    /** The objects of another chart. */
    List<Manifest> objectsOf(Path chart) throws IOException {
        return accepted(ask(HelmProgram.Verb.TEMPLATE, chart, RELEASE));
    }

    /** Why the values are refused, in Helm's words. */
    String refusal(String values) throws IOException {
        String problem = ask(HelmProgram.Verb.TEMPLATE, CHART, RELEASE, values).problem();
        assertThat(problem).as("refused: " + values).isNotNull();
        return problem;
    }

    /** What is printed after an installation. */
    String notes(String values) throws IOException {
        HelmProgram.Answer answer = ask(HelmProgram.Verb.NOTES, CHART, RELEASE, values);
        assertThat(answer.problem()).isNull();
        return answer.output();
    }

    /** What Helm's strict examination of the chart finds wrong, {@code null} for nothing. */
    @Nullable
    String lint() throws IOException {
        return ask(HelmProgram.Verb.LINT, CHART, RELEASE).problem();
    }

    private static List<Manifest> accepted(HelmProgram.Answer answer) {
        assertThat(answer.problem()).isNull();
        return Manifest.all(answer.output());
    }

    private HelmProgram.Answer ask(HelmProgram.Verb verb, Path chart, String release, String... values)
            throws IOException {
        var request = new HelmProgram.Request(verb, chart.toRealPath().toString(), release, List.of(values));
        requests.write(JSON.writeValueAsString(request) + "\n");
        requests.flush();
        return answer();
    }

    private HelmProgram.Answer answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("Helm's process has ended: " + Files.readString(LOG));
        }
        return JSON.readValue(line, HelmProgram.Answer.class);
    }

    @Override
    public void close() throws IOException {
        requests.close(); // the end of its input is its end
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                ChildJvm.kill(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
