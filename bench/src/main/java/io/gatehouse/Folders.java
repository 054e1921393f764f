package io.gatehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that a measurement makes and leaves no trace of. */
public final class Folders {
    private Folders() {}

    /** With everything in it. Blocks. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) { // what is inside comes first
                Files.delete(file);
            }
        }
    }
}
