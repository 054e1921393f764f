package io.gatehouse.load.cli;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was asked for, and where it ran, in words. */
final class Setting {
    private Setting() {}

    static Map<String, String> of(ScenarioCommand command, Cast cast) {
        LoadOptions load = command.load;
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put(
                "broker", cast.broker().getHostString() + ":" + cast.broker().getPort());
        setting.put("devices", cast.identities().size() + ", keys " + command.identities.keyType);
        setting.put("MQTT", load.mqtt == 5 ? "5.0" : "3.1.1");
        setting.put("TLS", command.tls.words(cast.engine()));
        setting.put("connect rate", load.connectRate == 0 ? "as fast as answered" : load.connectRate + "/s");
        setting.put("rate", load.rate + "/s");
        setting.put("QoS and payload", load.qos + ", " + load.payload + " B");
        setting.put(
                "warm-up and duration", load.warmUp.toMillis() / 1e3 + " s, " + load.duration.toMillis() / 1e3 + " s");
        return setting;
    }

    static Map<String, String> machine() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        machine.put("heap at most", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        machine.put("Netty", netty() + (Epoll.isAvailable() ? ", epoll" : ", NIO"));
        machine.put("TLS library", OpenSsl.isAvailable() ? OpenSsl.versionString() : "none but the JDK's");
        return machine;
    }

    private static String netty() {
        return Version.identify().values().stream()
                .findFirst()
                .map(Version::artifactVersion)
                .orElse("unknown");
    }
}
