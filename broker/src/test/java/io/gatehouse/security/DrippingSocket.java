package io.gatehouse.security;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Sends every byte in a segment of its own. */
final class DrippingSocket extends Socket {
    private DrippingSocket() {}

    static DrippingSocket to(int port) throws IOException {
        var socket = new DrippingSocket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), RawClient.PATIENCE_MILLIS);
        return socket;
    }

    /** {@link FilterOutputStream} writes arrays byte by byte, which is what its users complain about. */
    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream());
    }
}
