package io.gatehouse.tls;

/** Makes the meters of one listener's handshakes, and lets their records share what is the same. Any thread. */
final class HandshakeMeters {
    private final int maxClientHelloBytes;
    private final OneOfEach<HelloOffer> offers = new OneOfEach<>();
    private final OneOfEach<String> serverNames = new OneOfEach<>();
    private final OneOfEach<ServerReading> answers = new OneOfEach<>();

    /** @param maxClientHelloBytes larger ones are refused, and need not be read */
    HandshakeMeters(int maxClientHelloBytes) {
        this.maxClientHelloBytes = maxClientHelloBytes;
    }

    HandshakeMeter meter() {
        return new HandshakeMeter(this);
    }

    int maxClientHelloBytes() {
        return maxClientHelloBytes;
    }

    HelloReading shared(HelloReading hello) {
        HelloOffer offer = hello.offer();
        String serverName = hello.serverName();
        return new HelloReading(
                offer == null ? null : offers.of(offer), serverName == null ? null : serverNames.of(serverName));
    }

    ServerReading shared(ServerReading answer) {
        return answers.of(answer);
    }
}
