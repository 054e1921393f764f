package io.gatehouse.provisioning.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InputFolderTest {
    private static final String SECRET = "secret of somebody else";

    @TempDir
    private Path outside;

    private Path inside;
    private InputFolder folder;

    @BeforeEach
    void fill() throws IOException {
        inside = Files.createDirectories(outside.resolve("bulk/factory/2026/week-7"))
                .resolve("../..")
                .normalize();
        Files.writeString(inside.resolve("devices.jsonl"), "{}\n");
        Files.writeString(inside.resolve("2026/week-7/pumps.jsonl"), "{}\n");
        Files.writeString(outside.resolve("secret"), SECRET);
        Files.writeString(outside.resolve("bulk/secret"), SECRET);
        folder = new InputFolder(outside.resolve("bulk"));
    }

    private String refused(String bucket, String key) {
        InputOpening opening = folder.open(bucket, key);
        assertThat(opening).isInstanceOf(InputOpening.Refused.class);
        return ((InputOpening.Refused) opening).problem();
    }

    @Test
    void a_bucket_is_a_folder_and_a_key_a_file_in_it() throws IOException {
        for (String key : new String[] {"devices.jsonl", "2026/week-7/pumps.jsonl"}) {
            InputOpening opening = folder.open("factory", key);
            assertThat(opening).isInstanceOf(InputOpening.Opened.class);
            try (InputFile file = ((InputOpening.Opened) opening).file()) {
                assertThat(file.version().size()).isEqualTo(3);
                assertThat(file.version().modifiedAt())
                        .isEqualTo(
                                Files.getLastModifiedTime(inside.resolve(key)).toInstant());
            }
        }
    }

    @Test
    void without_a_folder_the_key_of_the_configuration_is_named() {
        folder = new InputFolder(null);

        assertThat(refused("factory", "devices.jsonl")).startsWith("provisioning.bulk-folder: not configured");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "../../secret",
                "2026/../devices.jsonl",
                "2026/../../../secret",
                "./devices.jsonl",
                "/etc/passwd",
                "//etc/passwd",
                "2026//week-7/pumps.jsonl",
                "devices.jsonl/",
                "..",
                "/",
                "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q"
            })
    void a_key_does_not_lead_out(String key) {
        assertThat(refused("factory", key)).startsWith("inputFileKey: ").contains("without . or ..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..\\secret", "%2e%2e/secret", "devices.jsonl\u0000", "devices\n.jsonl", "~root", ""})
    void a_key_has_few_characters(String key) {
        assertThat(refused("factory", key)).startsWith("inputFileKey: ").contains("letters, digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", ".", "", "ab", "factory/2026", "/etc", "fac tory", "factory\u0000", "../bulk/factory"})
    void a_bucket_is_one_name(String bucket) {
        assertThat(refused(bucket, "devices.jsonl")).startsWith("inputFileBucket: ");
    }

    @Test
    void what_is_not_there_is_said_to_be_missing() {
        assertThat(refused("factory", "none.jsonl"))
                .startsWith("inputFileKey: \"factory/none.jsonl\" (expected: a file");
        assertThat(refused("nobody", "devices.jsonl")).startsWith("inputFileKey: \"nobody/devices.jsonl\"");
        assertThat(refused("factory", "devices.jsonl/more")).startsWith("inputFileKey: ");
        folder = new InputFolder(outside.resolve("missing"));
        assertThat(refused("factory", "devices.jsonl")).contains("the folder that provisioning.bulk-folder names");
    }

    @Test
    void links_are_not_followed_wherever_they_lead() throws IOException {
        Files.createSymbolicLink(inside.resolve("out.jsonl"), outside.resolve("secret"));
        Files.createSymbolicLink(inside.resolve("within.jsonl"), inside.resolve("devices.jsonl"));
        Files.createSymbolicLink(inside.resolve("up"), outside);
        Files.createSymbolicLink(outside.resolve("bulk/linked"), outside);

        assertThat(refused("factory", "out.jsonl")).contains("no symbolic link");
        assertThat(refused("factory", "within.jsonl")).contains("no symbolic link");
        assertThat(refused("factory", "up/secret")).contains("symbolic link").doesNotContain(SECRET);
        assertThat(refused("linked", "secret")).contains("symbolic link").doesNotContain(SECRET);
    }

    @Test
    void only_a_regular_file_is_opened() throws Exception {
        Path pipe = inside.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(refused("factory", "2026")).contains("a regular file");
        assertThat(refused("factory", "pipe")).contains("a regular file");
    }

    @Test
    void a_file_that_is_too_large_is_refused_before_it_is_read() throws IOException {
        try (var large = new RandomAccessFile(inside.resolve("large.jsonl").toFile(), "rw")) {
            large.setLength(InputFolder.MOST_BYTES + 1);
            large.write("{}\n".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(refused("factory", "large.jsonl")).contains("at most " + InputFolder.MOST_BYTES + " bytes");
    }
}
