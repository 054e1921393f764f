package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.control.RunningAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real admin socket and registry in a folder, and the command run in it. */
class AdminGround {
    @TempDir
    Path folder;

    RunningAdmin admin;

    @BeforeEach
    void startAdmin() throws Exception {
        admin = RunningAdmin.inMemory(folder.resolve("data"));
    }

    @AfterEach
    void stopAdmin() throws Exception {
        admin.close();
    }

    CommandRun run(String... arguments) {
        return CommandRun.in(folder, arguments);
    }

    /** One that ends well. */
    CommandRun done(String... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run;
    }

    void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
