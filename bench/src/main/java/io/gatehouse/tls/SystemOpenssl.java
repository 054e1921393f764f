package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The system's OpenSSL in place of BoringSSL. A JVM has one of them, under one name; with these flags it finds the
 * system's first. Whether that loads is asked of a JVM of its own.
 */
public final class SystemOpenssl {
    private static final int PATIENCE_SECONDS = 30;

    private SystemOpenssl() {}

    /** Whether it loads. */
    public sealed interface Found {}

    /** @param jvmFlags what a JVM is started with to have it */
    public record Loaded(String version, List<String> jvmFlags) implements Found {
        public Loaded {
            jvmFlags = List.copyOf(jvmFlags);
        }
    }

    public record Missing(String why) implements Found {}

    /**
     * Any thread that may block.
     *
     * @param folder where the build puts the jar with the native part
     */
    public static Found look(Path folder) throws IOException {
        Path jar = jarIn(folder);
        if (jar == null) {
            return new Missing(folder + ": no netty-tcnative-*.jar (expected: what mvn package puts there)");
        }
        // The jar of all has BoringSSL under the same name, which Netty would complain of.
        List<String> flags = List.of(
                "-Xbootclasspath/a:" + jar.toAbsolutePath(), "-Dio.netty.native.detectNativeLibraryDuplicates=false");
        return ask(flags);
    }

    private static @Nullable Path jarIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "netty-tcnative-*.jar")) {
            Iterator<Path> each = found.iterator();
            return each.hasNext() ? each.next() : null;
        }
    }

    private static Found ask(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SystemOpenssl.class.getName()));
        Said said = Said.by(new ProcessBuilder(command), PATIENCE_SECONDS);
        if (said.failure() != null) {
            return new Missing(said.failure());
        }
        String last = said.words().substring(said.words().lastIndexOf('\n') + 1); // behind what Netty may have logged
        return said.exit() == 0 ? new Loaded(last, flags) : new Missing(last);
    }

    /** In the JVM that is asked: the library's version and 0, or why there is none and 1. */
    public static void main(String[] arguments) {
        try {
            NativeLibrary.OPENSSL.orRefuse();
            System.out.println(OpenSsl.versionString());
        } catch (TlsConfigurationException refused) {
            System.out.println(refused.getMessage());
            System.exit(1);
        }
    }
}
