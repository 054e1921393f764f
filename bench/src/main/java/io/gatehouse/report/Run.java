package io.gatehouse.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of one run: what it is of, and the results of each plan that is done. What was broken off goes on where it
 * was, unless the code is another one since: figures of two builds are not mixed.
 */
final class Run {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String ABOUT = "run.json";
    private static final String PROFILE = "profile";
    private static final String BUILD = "build";

    private final Path folder;
    private final Map<String, String> about;

    private Run(Path folder, Map<String, String> about) {
        this.folder = folder;
        this.about = about;
    }

    /**
     * Goes on with what is in the folder, or begins.
     *
     * @throws IOException where the folder has a run of another profile or another build; the message says what to do
     */
    static Run open(Path folder, Profile profile) throws IOException {
        Files.createDirectories(folder);
        String build = build();
        Path file = folder.resolve(ABOUT);
        if (!Files.exists(file)) {
            Map<String, String> about = new LinkedHashMap<>();
            about.put(PROFILE, profile.title());
            about.put(BUILD, build);
            about.putAll(Machine.here());
            Files.write(file, JSON.writeValueAsBytes(about));
            return new Run(folder, about);
        }
        Map<String, String> about = read(file);
        if (!profile.title().equals(about.get(PROFILE)) || !build.equals(about.get(BUILD))) {
            throw new IOException(folder + ": has the results of profile " + about.get(PROFILE)
                    + (build.equals(about.get(BUILD)) ? "" : " of another build")
                    + " (expected: an empty folder, or a run to go on with). Add --fresh to throw them away, or name"
                    + " another folder with --out.");
        }
        return new Run(folder, about);
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        JSON.readTree(file.toFile())
                .properties()
                .forEach(each -> about.put(each.getKey(), each.getValue().asText()));
        return about;
    }

    /** The digest of the jar that this runs from; of classes in folders there is none. */
    private static String build() {
        Path code = Path.of(System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)[0]);
        if (!Files.isRegularFile(code)) {
            return "classes";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(code), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }

    /** Of one plan; not there as long as it is not done. */
    Path results(Plan plan) {
        return folder.resolve(plan.id() + ".json");
    }

    boolean isDone(Plan plan) {
        return Files.exists(results(plan));
    }

    Path folder() {
        return folder;
    }

    /** Where, when and with what, by names for people. */
    Map<String, String> about() {
        return about;
    }

    /** Something more to know of it, that is told with where and when. */
    void note(String name, String words) throws IOException {
        about.put(name, words);
        Files.write(folder.resolve(ABOUT), JSON.writeValueAsBytes(about));
    }

    /** What is done of these plans, and what {@code openssl speed} said: lists in JMH's format. */
    List<Path> files(List<Plan> plans) {
        return Stream.concat(plans.stream().map(this::results), Stream.of(BareOpenssl.file(folder)))
                .filter(Files::exists)
                .toList();
    }

    Results results(List<Plan> plans) throws IOException {
        return Results.of(files(plans));
    }
}
