package io.gatehouse.revocation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the registry knows. Any thread; memory only. */
public interface KnownCertificates {
    /** DER of the registered authorities, whatever their status: it says nothing about certificates that are there. */
    List<byte[]> authorities();

    /** DER of a registered device certificate, or {@code null}. */
    byte @Nullable [] certificate(String id);
}
