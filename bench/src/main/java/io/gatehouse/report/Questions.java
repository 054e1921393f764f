package io.gatehouse.report;

import java.util.List;

/** All of them, in the order in which somebody would ask. */
final class Questions {
    static final List<Question> ALL = List.of(
            new WhyAHandshake(),
            new WhyCertificates(),
            new WhyASessionKey(),
            new WhyEphemeralKeys(),
            new WhyARegistry(),
            new WhyResume(),
            new WhyTls13(),
            new WhyCoalesce(),
            new PostQuantum(),
            new BesideTheCipher(),
            new Codec(),
            new ManySubscriptions(),
            new PolicyCost(),
            new KeepingMessages(),
            new HotPaths());

    private Questions() {}
}
