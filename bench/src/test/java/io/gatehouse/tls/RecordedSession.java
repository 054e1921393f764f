package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;

/** A session of two BoringSSL engines, as somebody on the line writes it down. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RecordedSession(byte[] fromClient, byte[] fromServer) {
    /**
     * A handshake, and {@code text} from the client.
     *
     * @param suite the only one of both
     */
    static RecordedSession of(String version, String suite, X509Certificate server, WatchedKey key, String text)
            throws Exception {
        SslContext serverTls = SslContextBuilder.forServer(OpenSslX509KeyManagerFactory.newKeyless(server))
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .option(OpenSslContextOption.PRIVATE_KEY_METHOD, key)
                .option(OpenSslContextOption.GROUPS, new String[] {"x25519"})
                .protocols(version)
                .ciphers(List.of(suite))
                .build();
        SslContext clientTls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .option(OpenSslContextOption.GROUPS, new String[] {"x25519"})
                .protocols(version)
                .ciphers(List.of(suite))
                .endpointIdentificationAlgorithm("")
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        try {
            return between(
                    new EmbeddedChannel(serverTls.newHandler(ByteBufAllocator.DEFAULT)),
                    new EmbeddedChannel(clientTls.newHandler(ByteBufAllocator.DEFAULT)),
                    text);
        } finally {
            ReferenceCountUtil.release(serverTls);
            ReferenceCountUtil.release(clientTls);
        }
    }

    private static RecordedSession between(EmbeddedChannel server, EmbeddedChannel client, String text) {
        ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
        ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
        try {
            talk(client, fromClient, server, fromServer);
            client.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
            talk(client, fromClient, server, fromServer);
            ByteBuf heard = server.readInbound();
            if (heard == null || !heard.toString(StandardCharsets.US_ASCII).equals(text)) {
                throw new AssertionError("the server did not hear the client");
            }
            heard.release();
            return new RecordedSession(fromClient.toByteArray(), fromServer.toByteArray());
        } finally {
            client.finishAndReleaseAll();
            server.finishAndReleaseAll();
        }
    }

    private static void talk(
            EmbeddedChannel client,
            ByteArrayOutputStream fromClient,
            EmbeddedChannel server,
            ByteArrayOutputStream fromServer) {
        boolean moved = true;
        while (moved) {
            boolean there = pass(client, fromClient, server);
            moved = pass(server, fromServer, client) || there;
        }
    }

    private static boolean pass(EmbeddedChannel from, ByteArrayOutputStream recorder, EmbeddedChannel to) {
        boolean moved = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            moved = true;
            recorder.writeBytes(ByteBufUtil.getBytes(bytes));
            to.writeInbound(bytes);
        }
        return moved;
    }
}
