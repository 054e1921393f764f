package io.gatehouse.load.fleet;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who one device is: what it is called, and what it proves that with. Immutable.
 *
 * @param name client identifier, and with Gatehouse the thing's name
 * @param chain what the device sends, its own certificate first
 */
public record Identity(String name, PrivateKey key, List<X509Certificate> chain) {
    public Identity {
        if (name.isEmpty() || chain.isEmpty()) {
            throw new IllegalArgumentException("identity: " + name + " with " + chain.size()
                    + " certificates (expected: a name and at least one)");
        }
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Identity[" + name + "]";
    }
}
