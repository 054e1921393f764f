package io.gatehouse.tls;

import io.gatehouse.Folders;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.pki.DevelopmentCa;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to decide by the ClientHello: reading it, choosing door and certificate, and the whole front door
 * beside a listener with one door, which adds TLS at once. Once for each connection of a listener with several doors.
 *
 * <p>The two listeners are given a hello that shares no cipher suite with the server: its engine is made, reads it and
 * declines it. With one that goes on, the server's key exchange and signature would be nearly all of both.
 */
public class ClientHelloBenchmark extends LoopBenchmark {
    @Param({"boringssl", "openssl"})
    public String client = "boringssl";

    private final Swallow swallow = new Swallow();
    private Path folder;
    private byte[] declined = {};
    private ByteBuf body;
    private ClientHello hello;
    private ServerTls oneDoor;
    private ServerTls severalDoors;

    @Setup
    public void prepare() throws Exception {
        folder = Files.createTempDirectory("gatehouse-bench");
        ServerCertificate standing = certificate("standing.example");
        ServerCertificate named = certificate(SampleHellos.NAME);
        CertificateGate gate = (id, leaf) -> null;
        oneDoor = ServerTls.open(
                TlsSettings.DEFAULTS,
                Doors.of(List.of(Protocol.MQTT), false),
                new ServerCertificates(List.of(standing), List.of()),
                gate);
        severalDoors = ServerTls.open(
                TlsSettings.DEFAULTS,
                Doors.of(List.of(Protocol.MQTT, Protocol.HTTPS, Protocol.WSS), true),
                new ServerCertificates(List.of(standing), List.of(named)),
                gate);
        byte[] record = client.equals("boringssl") ? SampleHellos.boringSsl() : SampleHellos.openSsl();
        declined = SampleHellos.declined(record);
        body = SampleHellos.body(record);
        hello = Objects.requireNonNull(read());
        if (!SampleHellos.NAME.equals(hello.serverName()) || choose().door() != Door.MQTT) {
            throw new IllegalStateException("hello: " + hello + " (expected: MQTT at " + SampleHellos.NAME + ")");
        }
        if (!oneDoor() || !severalDoors()) {
            throw new IllegalStateException("listener: goes on (expected: an alert, and the end)");
        }
    }

    private ServerCertificate certificate(String name) throws Exception {
        DevelopmentCa authority =
                DevelopmentCa.openOrCreate(Files.createDirectory(folder.resolve(name)), List.of(name));
        return new ServerCertificate(new CertificateAndKey(authority.serverChain(), authority.serverKey()), null);
    }

    @Benchmark
    public @Nullable ClientHello read() {
        return ClientHello.read(body);
    }

    @Benchmark
    public Contexts.Choice choose() {
        return severalDoors.choose(hello);
    }

    /** True where the server answered and closed. */
    @Benchmark
    public boolean oneDoor() {
        return declinedBy(oneDoor);
    }

    @Benchmark
    public boolean severalDoors() {
        return declinedBy(severalDoors);
    }

    private boolean declinedBy(ServerTls tls) {
        EmbeddedChannel channel = new EmbeddedChannel();
        tls.addTo(channel.pipeline());
        channel.pipeline().addLast(swallow);
        channel.writeInbound(
                ByteBufAllocator.DEFAULT.directBuffer(declined.length).writeBytes(declined));
        boolean answered = channel.releaseOutbound();
        boolean open = channel.isOpen();
        channel.finishAndReleaseAll();
        return answered && !open;
    }

    /** The end of the pipeline: failures were told in the alert. */
    @ChannelHandler.Sharable
    private static final class Swallow extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
            var _ = channel.close();
        }
    }

    @TearDown
    public void stop() throws Exception {
        body.release();
        oneDoor.close();
        severalDoors.close();
        Folders.delete(folder);
    }
}
