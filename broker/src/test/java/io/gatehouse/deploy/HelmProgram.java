package io.gatehouse.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Helm, in a process of its own: its library brings the run time of Go, which takes the signal handlers of the process
 * it is loaded into. One request a line on standard input, one answer a line on standard output, both JSON; ends with
 * its input.
 */
final class HelmProgram {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "gatehouse";
    private static final String KUBERNETES = "1.33.0";

    private HelmProgram() {}

    /**
     * What Helm is to do.
     *
     * @param values of YAML, later ones win
     */
    record Request(Verb verb, String chart, String release, List<String> values) {}

    enum Verb {
        /** Strictly. */
        LINT,
        TEMPLATE,
        /** What an installation would say; nothing is installed, and no cluster asked. */
        NOTES
    }

    /**
     * What came of it.
     *
     * @param output manifests, notes, or what lint has to say
     * @param problem what Helm refused, {@code null} where it did not
     */
    record Answer(String output, @Nullable String problem) {}

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(JSON.writeValueAsString(version()));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(JSON.writeValueAsString(answer(JSON.readValue(line, Request.class))));
        }
    }

    private static Answer version() {
        try {
            return new Answer(Helm.version().call(), null);
        } catch (RuntimeException | LinkageError absent) {
            return new Answer("", absent.toString());
        }
    }

    private static Answer answer(Request request) throws IOException {
        Helm helm = new Helm(Path.of(request.chart()));
        List<Path> values = new ArrayList<>();
        for (String text : request.values()) {
            values.add(Files.writeString(Files.createTempFile("values", ".yaml"), text));
        }
        try {
            return switch (request.verb()) {
                case LINT -> lint(helm);
                case TEMPLATE -> new Answer(template(helm, request.release(), values), null);
                case NOTES -> new Answer(notes(helm, request.release(), values), null);
            };
        } catch (RuntimeException refused) {
            return new Answer("", String.valueOf(refused.getMessage()));
        } finally {
            for (Path file : values) {
                Files.delete(file);
            }
        }
    }

    private static Answer lint(Helm helm) {
        LintResult result = helm.lint().strict().call();
        String messages = String.join("\n", result.getMessages());
        return new Answer(messages, result.isFailed() ? messages : null);
    }

    private static String template(Helm helm, String release, List<Path> values) {
        TemplateCommand template =
                helm.template().withName(release).withNamespace(NAMESPACE).withKubeVersion(KUBERNETES);
        values.forEach(template::withValuesFile);
        return template.call();
    }

    private static String notes(Helm helm, String release, List<Path> values) {
        InstallCommand install = helm.install()
                .withName(release)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT);
        values.forEach(install::withValuesFile);
        return install.call().getOutput();
    }
}
