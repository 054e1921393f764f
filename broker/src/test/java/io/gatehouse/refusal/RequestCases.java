package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static io.gatehouse.refusal.Misconfiguration.NO_STATEMENT;
import static io.gatehouse.refusal.Misconfiguration.ended;
import static io.gatehouse.refusal.Misconfiguration.refused;

import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.transport.http.HttpsGround;
import io.gatehouse.transport.http.RawHttp;
import io.gatehouse.transport.http.RawWebSocket;
import java.io.IOException;
import java.util.stream.Stream;

/** Requests over HTTPS and MQTT over WebSocket. */
final class RequestCases {
    private static final int BINARY = 0x82;
    private static final int TEXT = 0x81;
    private static final String LARGE = "Content-Length: 1000000\r\n";

    private RequestCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.of(
                refused("a request without a signature where one is expected", Reason.REQUEST_NOT_SIGNED, scene -> {
                            try (RawHttp http = open(scene, HttpsGround.SIGNED, scene.stranger())) {
                                http.send(request("GET /connections/a", "")).answer();
                            }
                            return Trace.ofAddress(scene.address());
                        })
                        .at(Setting.HTTPS),
                refused("a request with a certificate that is inactive", Reason.CERTIFICATE_INACTIVE, scene -> {
                            TestDevice device = scene.registered(scene.stranger(), CertificateStatus.INACTIVE);
                            return answered(scene, device, request("GET /connections/a", ""));
                        })
                        .at(Setting.HTTPS),
                refused("a retained message that may not be read", Reason.REQUEST_NOT_AUTHORIZED, scene -> {
                            TestDevice device = scene.device(document(allow("iot:Connect", "*")));
                            return answered(scene, device, request("GET /retainedMessage/a/b", ""));
                        })
                        .because(NO_STATEMENT)
                        .at(Setting.HTTPS),
                refused("a publish over HTTPS to a topic that is not allowed", Reason.PUBLISH_NOT_AUTHORIZED, scene -> {
                            TestDevice device = scene.device(document(allow("iot:Connect", "*")));
                            return answered(scene, device, request("POST /topics/a/b", ""));
                        })
                        .because(NO_STATEMENT)
                        .at(Setting.HTTPS),
                refused(
                                "a path that is none",
                                Reason.REQUEST_INVALID,
                                scene -> answered(scene, scene.device(), request("GET /topic/a", ""))
                                        .saying("path: not known"))
                        .at(Setting.HTTPS),
                refused(
                                "a body that is too large",
                                Reason.REQUEST_TOO_LARGE,
                                scene -> answered(scene, scene.device(), request("POST /topics/a", LARGE)))
                        .at(Setting.HTTPS),
                refused("a connection that is asked about twice in a second", Reason.REQUEST_RATE_EXCEEDED, scene -> {
                            TestDevice device = scene.device();
                            String question = request("GET /connections/" + device.name(), "");
                            return answered(scene, device, question + question).saying("above 1 a second");
                        })
                        .at(Setting.STRICT_HTTPS),
                refused("a connection without a request", Reason.REQUEST_TIMEOUT, scene -> {
                            TestDevice device = scene.device();
                            try (RawHttp http = open(scene, HttpsGround.HTTPS, device)) {
                                http.awaitClosed();
                            }
                            return Trace.ofCertificate(device);
                        })
                        .at(Setting.HASTY),
                refused("a text frame before CONNECT", Reason.WEBSOCKET_VIOLATION, scene -> {
                            TestDevice device = scene.device();
                            try (RawWebSocket socket = RawWebSocket.open(open(scene, HttpsGround.HTTPS, device))) {
                                socket.frame(TEXT, new byte[] {'x'});
                                socket.awaitClosed();
                            }
                            return Trace.ofCertificate(device).saying("frame: text");
                        })
                        .at(Setting.HTTPS),
                ended("a text frame after CONNECT", Reason.WEBSOCKET_VIOLATION, scene -> {
                            TestDevice device = scene.device();
                            try (RawWebSocket socket = RawWebSocket.open(open(scene, HttpsGround.HTTPS, device))) {
                                socket.frame(BINARY, RawWebSocket.connect5(device.name()));
                                var _ = socket.packet();
                                socket.frame(TEXT, new byte[] {'x'});
                                socket.awaitClosed();
                            }
                            return Trace.silent(device).saying("frame: text");
                        })
                        .at(Setting.HTTPS));
    }

    private static RawHttp open(Scene scene, String listener, TestDevice device) throws IOException {
        return RawHttp.open(scene.broker().port(listener), device.sslContext(), scene.inetAddress());
    }

    private static String request(String start, String header) {
        return start + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
    }

    private static Trace answered(Scene scene, TestDevice device, String request) throws IOException {
        try (RawHttp http = open(scene, HttpsGround.HTTPS, device)) {
            http.send(request).answer();
        }
        return Trace.ofCertificate(device);
    }
}
