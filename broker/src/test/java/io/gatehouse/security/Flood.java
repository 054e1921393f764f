package io.gatehouse.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A program that holds sockets open at a broker and finishes nothing on them: one third says nothing, one third sends a
 * ClientHello byte by byte, one third stalls in the middle of garbage that begins like one. What the broker closes is
 * opened again, up to 1,500 a second. Beside them come 200 a second that send what is no TLS at all, and are closed for
 * it at once.
 *
 * <p>In a process of its own, because sockets at both ends are twice as many open files. Prints {@code held N opened M}
 * ten times a second, and ends when it is told to, or nobody hears it any more.
 */
final class Flood implements AutoCloseable {
    private static final byte[] HELLO = HexFormat.of().parseHex("1603014000" + "01003FFC" + "0303");
    private static final byte[] PLAIN = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int GARBAGE_BYTES = 2000;
    private static final int PLAIN_EACH_TICK = 20;
    private static final int OPENED_EACH_TICK = 150;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int TICKS_BETWEEN_DRIPS = 10;
    private static final int FIRST_NETWORK = 0x7F_01_02_00; // 127.1.2.0

    private final InetSocketAddress target;
    private final int addresses;
    private final Selector selector = Selector.open();
    private final Random random = new Random(20261129);
    private final Deque<SocketChannel> plain = new ArrayDeque<>();
    private long opened;

    private Flood(int port, int addresses) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.addresses = addresses;
    }

    /** @param arguments port, sockets, addresses that they come from */
    public static void main(String[] arguments) throws Exception {
        try (Flood flood = new Flood(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[2]))) {
            flood.run(Integer.parseInt(arguments[1]));
        }
    }

    private void run(int sockets) throws Exception {
        for (int tick = 0; System.in.available() == 0 && !System.out.checkError(); tick++) {
            long began = System.nanoTime();
            for (int i = 0; i < OPENED_EACH_TICK && selector.keys().size() < sockets; i++) {
                open();
            }
            if (tick % TICKS_BETWEEN_DRIPS == 0) {
                drip();
            }
            speakPlainly();
            noticeUntil(began + TICK_NANOS);
            System.out.println("held " + selector.keys().size() + " opened " + opened);
        }
    }

    private SocketChannel connected() throws IOException {
        SocketChannel socket = SocketChannel.open();
        int host = FIRST_NETWORK + (int) (opened % addresses);
        byte[] from = {(byte) (host >> 24), (byte) (host >> 16), (byte) (host >> 8), (byte) host};
        socket.setOption(StandardSocketOptions.SO_LINGER, 0); // no port waits in TIME_WAIT
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
        socket.configureBlocking(false);
        socket.connect(target); // on the loopback it is accepted at once, or waits in the backlog
        opened++;
        return socket;
    }

    private void open() throws IOException {
        SocketChannel socket = connected();
        int kind = (int) (opened % 3);
        SelectionKey key =
                socket.register(selector, SelectionKey.OP_CONNECT, kind == 1 ? ByteBuffer.wrap(HELLO) : null);
        if (kind == 2) {
            byte[] garbage = new byte[GARBAGE_BYTES];
            random.nextBytes(garbage);
            System.arraycopy(HELLO, 0, garbage, 0, HELLO.length);
            key.attach(garbage);
        }
    }

    /** Connects, reads what comes (which is the end), and forgets what was closed; at least once, however late. */
    private void noticeUntil(long nanos) throws IOException {
        ByteBuffer bin = ByteBuffer.allocate(1024);
        long left;
        do {
            left = nanos - System.nanoTime();
            selector.select(key -> notice(key, bin), Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        } while (left > 0);
    }

    private static void notice(SelectionKey key, ByteBuffer bin) {
        try {
            SocketChannel socket = (SocketChannel) key.channel();
            if (key.isConnectable() && socket.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                if (key.attachment() instanceof byte[] garbage) {
                    socket.write(ByteBuffer.wrap(garbage));
                }
            } else if (key.isReadable() && socket.read(bin.clear()) < 0) {
                socket.close();
            }
        } catch (IOException reset) {
            close(key);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException already) {
            key.cancel();
        }
    }

    private void drip() {
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof ByteBuffer hello && hello.hasRemaining()) {
                try {
                    SocketChannel socket = (SocketChannel) key.channel();
                    if (socket.isConnected()) {
                        socket.write(ByteBuffer.wrap(new byte[] {hello.get()}));
                    }
                } catch (IOException closed) {
                    close(key);
                }
            }
        }
    }

    private void speakPlainly() throws IOException {
        while (plain.size() >= PLAIN_EACH_TICK) {
            plain.removeFirst().close();
        }
        while (plain.size() < PLAIN_EACH_TICK) {
            SocketChannel socket = connected();
            plain.addLast(socket);
            try {
                if (socket.finishConnect()) {
                    socket.write(ByteBuffer.wrap(PLAIN));
                }
            } catch (IOException refused) {
                plain.removeLast().close();
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
