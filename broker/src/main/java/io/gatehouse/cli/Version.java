package io.gatehouse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Which Gatehouse this is. */
public final class Version {
    private Version() {}

    /** From the jar's manifest; {@code development} where the classes come from a folder. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** No clock that shows an earlier moment is right; {@code null} where the classes come from a folder. */
    static @Nullable Instant builtAt() {
        URL own = Version.class.getResource("Version.class");
        try {
            return own != null && own.openConnection() instanceof JarURLConnection jar
                    ? builtAt(jar.getMainAttributes().getValue("Build-Date"))
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static @Nullable Instant builtAt(@Nullable String date) {
        return date == null ? null : Instant.parse(date);
    }

    /** The commit it was built from, and whether files were changed since; {@code unknown} where git was not asked. */
    public static String revision() {
        try (InputStream in = Version.class.getResourceAsStream("git.properties")) {
            return revision(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String revision(@Nullable InputStream git) throws IOException {
        Properties properties = new Properties();
        if (git != null) {
            properties.load(git);
        }
        String commit = properties.getProperty("git.commit.id.abbrev", "unknown");
        return commit + (Boolean.parseBoolean(properties.getProperty("git.dirty")) ? "-modified" : "");
    }

    static String line() {
        return "gatehouse " + current() + ", Java " + Runtime.version().feature() + " ("
                + System.getProperty("java.vendor") + "), " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }
}
