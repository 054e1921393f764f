package io.gatehouse.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A broker elsewhere by a name of the user's: where its control plane is, whom to trust there, and whose credentials to
 * show.
 *
 * @param endpoint {@code https://host:port}
 * @param ca certificates in PEM that the control plane is trusted by
 */
record BrokerContext(String name, URI endpoint, Path ca, Credentials credentials) {
    /** The broker on a data folder of this machine, by the word that stands for no context. */
    static final String LOCAL = "local";

    /** Where control planes listen as shipped. */
    private static final int PORT = 9443;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** What an operator proves to be one with. */
    sealed interface Credentials {
        /** An access key with its secret. */
        record AccessKey(String id, String secret) implements Credentials {
            /** Without the secret. */
            @Override
            public String toString() {
                return "AccessKey[" + id + "]";
            }
        }

        /** Files of PEM: a certificate that the broker was told to trust, and its private key. */
        record ClientCertificate(Path certificate, Path key) implements Credentials {}
    }

    /** The sentence why {@code name} is none, {@code null} where it is one. */
    static @Nullable String problemOfName(String name) {
        if (name.equals(LOCAL)) {
            return "name: local (expected: another; it stands for the broker on a data folder of this machine)";
        }
        return NAME.matcher(name).matches()
                ? null
                : "name: " + name + " (expected: 1 to 64 of a-z A-Z 0-9 . _ -, with a letter or digit first)";
    }

    /** The address with its port, 9443 where none is said; {@code null} where it is no address of a control plane. */
    static @Nullable URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean bare = uri.getRawPath() == null
                    || uri.getRawPath().isEmpty()
                    || uri.getRawPath().equals("/");
            if (!"https".equals(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || uri.getPort() > 65535
                    || uri.getPort() == 0
                    || !bare) {
                return null;
            }
            int port = uri.getPort() < 0 ? PORT : uri.getPort();
            return new URI("https", null, uri.getHost().toLowerCase(Locale.ROOT), port, null, null, null);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
