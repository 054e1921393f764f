package io.gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceFolderTest {
    @TempDir
    Path temporary;

    private DevelopmentCa ca;
    private IssuedCertificate lamp;

    @BeforeEach
    void issue() throws Exception {
        ca = DevelopmentCa.openOrCreate(temporary.resolve("data"));
        lamp = ca.issueDevice("lamp");
    }

    @Test
    void a_device_finds_its_four_files_for_itself_alone() throws Exception {
        Path folder = temporary.resolve("devices/lamp");
        DeviceFolder.Result result = DeviceFolder.write(folder, lamp);

        List<Path> files = Stream.of("key.pem", "certificate.pem", "chain.pem", "ca.pem")
                .map(folder::resolve)
                .toList();
        assertThat(result).isEqualTo(new DeviceFolder.Result.Written(folder, files));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
        for (Path file : files) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(Pem.key(Files.readString(files.get(0)), "EC")).isEqualTo(lamp.key());
        assertThat(Pem.certificates(Files.readString(files.get(1)))).containsExactly(lamp.leaf());
        assertThat(Pem.certificates(Files.readString(files.get(2))))
                .containsExactly(lamp.leaf(), ca.chain().getFirst());
        assertThat(Pem.certificates(Files.readString(files.get(3)))).containsExactly(ca.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"key.pem", "certificate.pem", "chain.pem", "ca.pem"})
    void a_file_that_is_there_is_never_overwritten_and_nothing_is_written_beside_it(String name) throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("lamp"));
        Path precious = Files.writeString(folder.resolve(name), "precious");
        assertThat(DeviceFolder.write(folder, lamp)).isEqualTo(new DeviceFolder.Result.Exists(precious));
        assertThat(Files.readString(precious)).isEqualTo("precious");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(precious);
        }
    }

    @Test
    void a_link_that_leads_nowhere_is_not_followed() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("lamp"));
        Path elsewhere = temporary.resolve("elsewhere");
        Files.createSymbolicLink(folder.resolve("key.pem"), elsewhere);
        assertThat(DeviceFolder.write(folder, lamp)).isInstanceOf(DeviceFolder.Result.Exists.class);
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void a_file_in_the_way_of_the_folder_is_an_error_with_its_name() throws Exception {
        Path file = Files.createFile(temporary.resolve("lamp"));
        assertThatThrownBy(() -> DeviceFolder.write(file, lamp))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(file.toString());
    }
}
