package io.gatehouse.tls;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why the native library that is configured is not the one this JVM has, and what to do about it. */
final class NativeRefusal {
    private static final int MAX_CAUSES = 64;

    private static final String WITH_OPENSSL =
            "start it with GATEHOUSE_TLS_ENGINE=openssl in the environment, or with the flag --tls.engine=openssl";
    private static final String ANOTHER = "or set tls.engine to boringssl or jdk";

    private NativeRefusal() {}

    /**
     * @param wanted the one that is configured
     * @param loaded what loaded instead, as it names itself; {@code null} where nothing did
     * @param cause why nothing did
     */
    static TlsConfigurationException of(NativeLibrary wanted, @Nullable String loaded, @Nullable Throwable cause) {
        if (loaded != null) {
            return another(wanted, loaded);
        }
        return switch (wanted) {
            case BORINGSSL ->
                new TlsConfigurationException(
                        "tls.engine: boringssl does not load on this machine: " + said(cause),
                        "run it on Linux with glibc on x86_64 or aarch64, or set tls.engine to jdk",
                        cause);
            case OPENSSL ->
                openssl(said(cause), System.getProperty("os.name", ""), System.getProperty("os.arch", ""), cause);
        };
    }

    private static TlsConfigurationException another(NativeLibrary wanted, String loaded) {
        return switch (wanted) {
            case OPENSSL ->
                new TlsConfigurationException(
                        "tls.engine: openssl, but this process was started with " + loaded
                                + "; which of the two there is, is decided before the configuration file is read",
                        WITH_OPENSSL + "; " + ANOTHER,
                        null);
            case BORINGSSL ->
                new TlsConfigurationException(
                        "tls.engine: boringssl, but this process was started with " + loaded,
                        "start it without GATEHOUSE_TLS_ENGINE=openssl, or set tls.engine to openssl",
                        null);
        };
    }

    /** @param said in the words of the system's linker, where it came that far */
    static TlsConfigurationException openssl(String said, String system, String machine, @Nullable Throwable cause) {
        String what = "tls.engine: openssl does not load: ";
        if (!system.equals("Linux") || !machine.equals("amd64")) {
            return new TlsConfigurationException(
                    what + "this machine is " + system + " on " + machine.toLowerCase(Locale.ROOT)
                            + ", and netty-tcnative for the system's OpenSSL is made for Linux on x86_64 only",
                    "set tls.engine to boringssl or jdk",
                    cause);
        }
        if (said.contains("version `OPENSSL_")) {
            return new TlsConfigurationException(
                    what + "the libssl of this system is older than OpenSSL 3.2 (" + said + ")",
                    "see which there is with: openssl version; run it on a system with OpenSSL 3.2 or newer, such as"
                            + " Debian 13, " + ANOTHER,
                    cause);
        }
        if (said.contains("libapr-1.so")) {
            return new TlsConfigurationException(
                    what + "the Apache Portable Runtime, which it is linked with, is not installed (" + said + ")",
                    "install it (Debian 13: apt-get install libapr1t64), " + ANOTHER,
                    cause);
        }
        if (said.contains("libssl.so") || said.contains("libcrypto.so")) {
            return new TlsConfigurationException(
                    what + "OpenSSL 3 is not installed (" + said + ")",
                    "install OpenSSL 3.2 or newer (Debian 13: apt-get install libssl3t64), " + ANOTHER,
                    cause);
        }
        if (said.contains("META-INF/native/")) {
            return new TlsConfigurationException(
                    what + "its native library is not on the class path", WITH_OPENSSL + "; " + ANOTHER, cause);
        }
        return new TlsConfigurationException(what + said, "install what is missing, " + ANOTHER, cause);
    }

    /**
     * What the linker said, or else the first thing that was not there. Netty tries several names, and the words that
     * matter are among what it suppressed.
     */
    static String said(@Nullable Throwable failure) {
        Deque<Throwable> left = new ArrayDeque<>();
        if (failure != null) {
            left.add(failure);
        }
        String absent = null;
        for (int seen = 0; seen < MAX_CAUSES && !left.isEmpty(); seen++) {
            Throwable next = left.removeFirst();
            String message = String.valueOf(next.getMessage());
            if (next instanceof UnsatisfiedLinkError && message.contains(".so: ")) {
                // Before it stands the name of the temporary file.
                return message.substring(message.indexOf(".so: ") + ".so: ".length())
                        .replaceFirst(" \\(required by .*", "");
            }
            if (absent == null && message.startsWith("META-INF/native/")) {
                absent = message;
            }
            if (next.getCause() != null) {
                left.addLast(next.getCause());
            }
            for (Throwable suppressed : next.getSuppressed()) {
                left.addLast(suppressed);
            }
        }
        return absent == null ? String.valueOf(failure) : absent + " is not there";
    }
}
