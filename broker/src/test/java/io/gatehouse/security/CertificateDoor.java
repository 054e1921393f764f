package io.gatehouse.security;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.Protocol;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import io.gatehouse.transport.http.RawHttp;
import io.gatehouse.transport.http.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The ways in that ask for a certificate, each by what a device does there. */
enum CertificateDoor {
    /** A listener for MQTT alone, as on port 8883. */
    MQTTS("mqtts") {
        @Override
        Visit come(RunningBroker broker, TestDevice device, SSLContext tls) throws IOException {
            return mqtt(broker, device, tls);
        }
    },
    /** A listener for everything, as on port 443; MQTT is asked for by ALPN. */
    ALPN("all", "x-amzn-mqtt-ca") {
        @Override
        Visit come(RunningBroker broker, TestDevice device, SSLContext tls) throws IOException {
            return mqtt(broker, device, tls);
        }
    },
    /** Requests, as on port 8443. */
    HTTPS("https") {
        @Override
        Visit come(RunningBroker broker, TestDevice device, SSLContext tls) throws IOException {
            RawHttp http = RawHttp.open(broker.port(listener()), tls);
            try {
                HttpResponse<String> answer = http.send(PUBLISH).answer();
                return Requests.answered(http, answer);
            } catch (IOException | RuntimeException failed) {
                http.close();
                throw failed;
            }
        }
    },
    /** MQTT in a WebSocket. */
    WSS("wss") {
        @Override
        Visit come(RunningBroker broker, TestDevice device, SSLContext tls) throws IOException {
            RawHttp http = RawHttp.open(broker.port(listener()), tls);
            try {
                HttpResponse<String> answer =
                        http.send(RawWebSocket.upgrade("mqtt")).answer();
                if (answer.statusCode() != 101) {
                    return Requests.answered(http, answer);
                }
                RawWebSocket socket = RawWebSocket.upgraded(http);
                socket.frame(BINARY, Connect.mqtt5(device.name()).bytes());
                byte[] connack = socket.packet();
                return new WebSocket(socket, "CONNACK " + (connack[2] & 0xFF), words(connack));
            } catch (IOException | RuntimeException failed) {
                http.close();
                throw failed;
            }
        }
    };

    private static final String PUBLISH =
            "POST /topics/states?qos=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx";
    private static final int BINARY = 0x82;

    private final String listener;
    private final String[] applicationProtocols;

    CertificateDoor(String listener, String... applicationProtocols) {
        this.listener = listener;
        this.applicationProtocols = applicationProtocols;
    }

    /** One connection, and what was said over it when it came. */
    interface Visit extends AutoCloseable {
        /** {@code CONNACK} and its code, or the status of a request, with {@code close} where it is the last one. */
        String told();

        /** What was said beside the code. */
        String words();

        /** Does what a device does, and is answered. */
        void works() throws IOException;

        /** Waits until the broker ends it: {@code DISCONNECT} and its code, or {@code closed} where nothing is said. */
        String ends() throws IOException;

        /** Leaves as a device should. */
        void leaves() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Beside a listener {@code mqtts} the others. */
    static Configuration listeners(Configuration from) {
        Configuration all =
                RunningBroker.andListener(from, ALPN.listener, false, Protocol.MQTT, Protocol.HTTPS, Protocol.WSS);
        Configuration https = RunningBroker.andListener(all, HTTPS.listener, false, Protocol.HTTPS);
        return RunningBroker.andListener(https, WSS.listener, false, Protocol.WSS);
    }

    String listener() {
        return listener;
    }

    /** @throws SSLException where the handshake is refused, {@link EOFException} where the connection just ends */
    abstract Visit come(RunningBroker broker, TestDevice device, SSLContext tls) throws IOException;

    Visit mqtt(RunningBroker broker, TestDevice device, SSLContext tls) throws IOException {
        RawClient client = RawClient.of(broker.port(listener), tls, InetAddress.getLoopbackAddress(), this::ask);
        try {
            Answer connack = client.send(Connect.mqtt5(device.name()).bytes()).next();
            if (connack == null) {
                throw new EOFException("the connection ended before CONNACK");
            }
            return new Mqtt(client, "CONNACK " + connack.code(), connack.words());
        } catch (IOException | RuntimeException failed) {
            client.close();
            throw failed;
        }
    }

    private void ask(SSLParameters parameters) {
        if (applicationProtocols.length > 0) {
            parameters.setApplicationProtocols(applicationProtocols);
        }
    }

    private static String words(byte[] packet) {
        return new String(packet, StandardCharsets.UTF_8);
    }

    private record Mqtt(RawClient client, String told, String words) implements Visit {
        @Override
        public void works() throws IOException {
            client.publish("states", "alive", 1);
        }

        @Override
        public String ends() throws IOException {
            Answer farewell = client.next();
            if (farewell == null) {
                return "closed";
            }
            client.awaitClosed();
            return (farewell.type() == Answer.DISCONNECT ? "DISCONNECT " : farewell.type() + " ") + farewell.code();
        }

        @Override
        public void leaves() throws IOException {
            client.send(Frames.DISCONNECT).awaitClosed();
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private record Requests(RawHttp http, String told, String words) implements Visit {
        static Requests answered(RawHttp http, HttpResponse<String> answer) {
            boolean last = answer.headers().firstValue("connection").orElse("").equals("close");
            return new Requests(http, answer.statusCode() + (last ? " close" : ""), answer.body());
        }

        @Override
        public void works() throws IOException {
            int status = http.send(PUBLISH).answer().statusCode();
            if (status != 200) {
                throw new AssertionError("request: " + status + " (expected: 200)");
            }
        }

        @Override
        public String ends() throws IOException {
            try {
                return String.valueOf(http.answer().statusCode());
            } catch (EOFException | SocketException end) {
                return "closed";
            }
        }

        @Override
        public void leaves() throws IOException {
            http.close();
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }

    private record WebSocket(RawWebSocket socket, String told, String words) implements Visit {
        @Override
        public void works() throws IOException {
            socket.frame(BINARY, Frames.PINGREQ);
            if (socket.packet()[0] != (byte) 0xD0) {
                throw new AssertionError("no PINGRESP");
            }
        }

        @Override
        public String ends() throws IOException {
            byte[] farewell = socket.packet();
            int status = socket.closeStatus();
            socket.awaitClosed();
            return (farewell[0] == (byte) 0xE0 ? "DISCONNECT " : farewell[0] + " " + status + " ")
                    + (farewell[1] & 0xFF);
        }

        @Override
        public void leaves() throws IOException {
            socket.frame(BINARY, Frames.DISCONNECT);
            socket.awaitClosed();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
