package io.gatehouse;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses that are listened on, as people write them. */
final class Addresses {
    private Addresses() {}

    /** Every address of IPv6 as two colons, and not as eight zeros. */
    static String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host instanceof Inet6Address && host.isAnyLocalAddress() ? "::" : host.getHostAddress();
    }

    /** As in a URL. */
    static String hostAndPort(InetSocketAddress address) {
        String host = host(address);
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
