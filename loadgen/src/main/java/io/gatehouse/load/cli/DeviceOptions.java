package io.gatehouse.load.cli;

import io.gatehouse.load.scenario.Terms;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** How devices connect, whatever they do then. */
final class DeviceOptions {
    @Option(
            names = "--connect-rate",
            paramLabel = "N",
            description = "Connects a second; 0 for as fast as they are answered (connect: 100, otherwise 0).")
    double connectRate;

    @Option(
            names = {"-k", "--keepalive"},
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "0 for none (${DEFAULT-VALUE}).")
    int keepAlive = 300;

    @Option(
            names = "--mqtt",
            paramLabel = "VERSION",
            defaultValue = "5",
            description = "3 (3.1.1) or 5 (${DEFAULT-VALUE}).")
    int mqtt = 5;

    @Option(
            names = "--resume",
            paramLabel = "PART",
            arity = "0..1",
            fallbackValue = "1",
            defaultValue = "0",
            description = "Part of the connects that offer a ticket, from 0 to 1; 1 where no part is named (0).")
    double resume;

    @Option(
            names = "--ifaddr",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Addresses to connect from, in turn; one is good for some 28,000 connections.")
    List<InetAddress> sources = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Event loops of the generator (default: half of the processors).")
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Of TCP, TLS and CONNACK, each (${DEFAULT-VALUE}).")
    Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "At the end, for what is under way, at most (${DEFAULT-VALUE}).")
    Duration drain = Duration.ofSeconds(10);

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random (${DEFAULT-VALUE}).")
    long seed = 1;

    /** @param usualConnectRate where none was asked for */
    Terms terms(double usualConnectRate) {
        return new Terms(connectRate == 0 ? usualConnectRate : connectRate, keepAlive, resume, drain, seed);
    }
}
