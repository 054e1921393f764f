package io.gatehouse.load.cli;

import io.gatehouse.load.measure.Words;
import io.gatehouse.load.scenario.Load;
import io.gatehouse.load.scenario.Terms;
import io.gatehouse.load.script.Script;
import io.gatehouse.load.script.Times;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was asked for, and where it ran, in words. */
final class Setting {
    private Setting() {}

    /** Of a scenario. */
    static Map<String, String> of(FleetCommand command, Cast cast, Terms terms, Load load) {
        Map<String, String> setting = ofFleet(command, cast, terms.connectRate());
        setting.put("rate", Words.rate(load.rate()));
        setting.put(
                "QoS and payload", load.qos().getCode() + ", " + load.payload().words());
        setting.put(
                "warm-up and duration",
                load.warmUp().toMillis() / 1e3 + " s, " + load.duration().toMillis() / 1e3 + " s");
        return setting;
    }

    /** Of a scenario file. */
    static Map<String, String> of(FleetCommand command, Cast cast, Script script) {
        Map<String, String> setting = ofFleet(command, cast, command.devices.connectRate);
        setting.put("scenario", script.name());
        setting.put("phases", script.phases().size() + ", " + Times.words(script.duration()) + " in all");
        return setting;
    }

    private static Map<String, String> ofFleet(FleetCommand command, Cast cast, double connectRate) {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put(
                "broker", cast.broker().getHostString() + ":" + cast.broker().getPort());
        setting.put("devices", cast.identities().size() + ", keys " + keys(command, cast));
        setting.put("MQTT", command.devices.mqtt == 5 ? "5.0" : "3.1.1");
        setting.put("TLS", command.tls.words(cast.engine()));
        setting.put("connect rate", connectRate == 0 ? "as fast as answered" : Words.rate(connectRate));
        return setting;
    }

    private static String keys(FleetCommand command, Cast cast) {
        return command.identities.areBrought()
                ? cast.identities().getFirst().key().getAlgorithm()
                : command.identities.keyType.toString();
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
