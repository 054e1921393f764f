package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Between a device and the broker, after their handshake: decides what the broker gets of what the device sealed. */
final class TamperedLine implements AutoCloseable {
    private final RecordPair pair;
    private byte[] last = {};

    private TamperedLine(RecordPair pair) {
        this.pair = pair;
    }

    static TamperedLine of(String engine, String version) throws Exception {
        return of(engine, version, Aead.AES_128_GCM);
    }

    static TamperedLine of(String engine, String version, Aead suite) throws Exception {
        return new TamperedLine(RecordPair.open(engine, version, suite));
    }

    /** One record of the device, held back. */
    byte[] sealed(String text) {
        pair.client().writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        ByteBuf sent = pair.client().readOutbound();
        last = ByteBufUtil.getBytes(sent);
        sent.release();
        assertThat(TlsRecord.split(last)).hasSize(1);
        assertThat(pair.client().outboundMessages()).isEmpty();
        return last.clone();
    }

    /** To the broker, as long as it listens; then both talk until neither has anything to say. */
    void deliver(byte[]... records) {
        for (byte[] record : records) {
            if (pair.server().isActive()) {
                pair.server().pipeline().fireChannelRead(Unpooled.copiedBuffer(record));
                pair.server().pipeline().fireChannelReadComplete();
            }
        }
        pair.talk();
    }

    /** What came through to the broker since it was asked last. */
    String heard() {
        StringBuilder heard = new StringBuilder();
        for (ByteBuf part = pair.server().readInbound();
                part != null;
                part = pair.server().readInbound()) {
            heard.append(part.toString(StandardCharsets.US_ASCII));
            part.release();
        }
        return heard.toString();
    }

    void assertOpen() {
        assertThat(pair.server().isActive()).isTrue();
        assertThat(pair.client().isActive()).isTrue();
    }

    /**
     * BoringSSL's alert leaves before Netty is told that the connection failed, and Netty is told with the next
     * octets: so there have to be some.
     */
    void assertEndedWithBadRecordMac() {
        assertThat(catchThrowable(pair.client()::checkException))
                .as("what the device was told")
                .hasMessageContaining("Received fatal alert: bad_record_mac");
        deliver(last);
        assertThat(pair.server().isActive()).as("the broker's connection").isFalse();
        assertThat(heard()).as("what came behind").isEmpty();
    }

    @Override
    public void close() {
        pair.close();
    }
}
