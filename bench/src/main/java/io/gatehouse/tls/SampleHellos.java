package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** ClientHellos as clients send them, each one record: they ask for {@value #NAME} and offer AWS's name of MQTT. */
final class SampleHellos {
    static final String NAME = "broker.example";

    /** Of a record and of a handshake message; then the client's version and random. */
    static final int RECORD_HEADER = 5;

    private static final int MESSAGE_HEADER = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;

    /** {@code openssl s_client -servername broker.example -alpn x-amzn-mqtt-ca} of OpenSSL 3.0, defaults otherwise. */
    private static final String OPENSSL = """
            16030101500100014c0303bebd496d7b627994c76446b9a2a56e9091fb8d46265ea13c64f499853217b03d200091e68def100a3f
            7df0ab9d31c56e174457e8df309c12108bf42cb3a233b845003e130213031301c02cc030009fcca9cca8ccaac02bc02f009ec024
            c028006bc023c0270067c00ac0140039c009c0130033009d009c003d003c0035002f00ff010000c500000013001100000e62726f
            6b65722e6578616d706c65000b000403000102000a00160014001d0017001e001900180100010101020103010400230000001000
            11000f0e782d616d7a6e2d6d7174742d63610016000000170000000d002a0028040305030603080708080809080a080b08040805
            0806040105010601030303010302040205020602002b0009080304030303020301002d00020101003300260024001d0020888d80
            ce4d2cfadfd2e9c88b13f107d6935ea0182101bce7eef0e608cdbbea20""";

    private SampleHellos() {}

    static byte[] openSsl() {
        return HexFormat.of().parseHex(OPENSSL.replace("\n", ""));
    }

    /** Of a client on BoringSSL that offers a key for X25519MLKEM768: three quarters of it are that key. */
    static byte[] boringSsl() throws SSLException {
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3", "TLSv1.2")
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .option(OpenSslContextOption.GROUPS, new String[] {"X25519MLKEM768", "x25519", "secp256r1"})
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "x-amzn-mqtt-ca"))
                .build();
        SSLEngine engine = context.newEngine(ByteBufAllocator.DEFAULT, NAME, 8883);
        ByteBuffer record = ByteBuffer.allocate(32 * 1024);
        engine.beginHandshake();
        engine.wrap(ByteBuffer.allocate(0), record);
        ReferenceCountUtil.release(engine);
        ReferenceCountUtil.release(context);
        return Arrays.copyOf(record.array(), record.position());
    }

    /** What {@link ClientHello#read} takes. */
    static ByteBuf body(byte[] record) {
        return ByteBufAllocator.DEFAULT
                .directBuffer(record.length)
                .writeBytes(record, RECORD_HEADER + MESSAGE_HEADER, record.length - RECORD_HEADER - MESSAGE_HEADER);
    }

    /** The same with cipher suites that nobody knows: it costs as much to read, and the engine declines it. */
    static byte[] declined(byte[] record) {
        byte[] changed = record.clone();
        int at = RECORD_HEADER + MESSAGE_HEADER + VERSION_AND_RANDOM;
        at += 1 + changed[at]; // session id
        int suites = (changed[at] & 0xFF) << 8 | changed[at + 1] & 0xFF;
        Arrays.fill(changed, at + 2, at + 2 + suites, (byte) 0xFE);
        return changed;
    }
}
