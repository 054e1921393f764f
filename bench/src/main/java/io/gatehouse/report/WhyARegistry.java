package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looking a certificate up by its digest, beside validating the chain it came with. */
final class WhyARegistry implements Question {
    @Override
    public String title() {
        return "Why a registry on top of a valid certificate?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Chart chart = Chart.bars("certificates in the chain", "µs on one core");
        Table table = new Table("chain", "looked up by digest", "validated (PKIX)");
        Measurement lookUp = null;
        Measurement validated = null;
        for (String key : List.of("p256", "rsa2048")) {
            for (String chain : List.of("1", "2", "3")) {
                Map<String, String> parameters = Map.of("chain", chain, "key", key);
                Measurement digest = results.one("ChainValidationBenchmark.digestLookup", parameters)
                        .orElse(null);
                Measurement pkix =
                        results.one("ChainValidationBenchmark.pkix", parameters).orElse(null);
                if (digest == null || pkix == null) {
                    continue;
                }
                String name = chain + ", " + key;
                chart.add("looked up by digest", name, digest.score() / 1000, digest.error() / 1000);
                chart.add("validated (PKIX)", name, pkix.score() / 1000, pkix.error() / 1000);
                table.row(name, Words.nanos(digest.score()), Words.nanos(pkix.score()));
                lookUp = lookUp == null ? digest : lookUp;
                validated = validated == null ? pkix : validated;
            }
        }
        if (lookUp == null || validated == null) {
            return Optional.empty();
        }
        return Optional.of(new Answer(
                List.of(
                        "Because a valid certificate says that an authority once knew this device, and not that"
                                + " you want it"
                                + " connected now: what is registered can be revoked within a second, one at a time.",
                        "It is also cheaper: the look-up by digest takes " + Words.nanos(lookUp.score())
                                + ", the validation of the shortest chain " + Words.nanos(validated.score()) + ", "
                                + Words.times(validated.score() / lookUp.score()) + " as long.",
                        "So Gatehouse validates no chain when a registered device connects, and an authority's"
                                + " word counts"
                                + " against its certificates only (CRL, OCSP)."),
                chart,
                table));
    }
}
