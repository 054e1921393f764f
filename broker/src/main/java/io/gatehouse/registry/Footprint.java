package io.gatehouse.registry;

import io.gatehouse.engine.Key;
import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.registry.ThingRegistrationPlans.Claim;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The things and certificates that a plan looks at or writes to, their attachments included, as {@link Journal} asks
 * for them. The names are as they were asked for, so that they may be none.
 */
record Footprint(Set<Place> places) {
    /** Of a plan that is refused whatever others write. */
    static final Footprint NOTHING = new Footprint(Set.of());

    /** One thing or certificate. */
    record Place(Kind kind, String name) {}

    Footprint {
        places = Set.copyOf(places);
    }

    static Footprint ofThing(String name) {
        return new Footprint(Set.of(new Place(Kind.THING, name)));
    }

    static Footprint ofCertificate(String id) {
        return new Footprint(Set.of(new Place(Kind.CERTIFICATE, id)));
    }

    static Footprint of(Reading certificate) {
        return certificate instanceof Reading.Read read
                ? ofCertificate(read.der().id())
                : NOTHING;
    }

    static Footprint of(Claim certificate) {
        return switch (certificate) {
            case Claim.Known(var id) -> ofCertificate(id);
            case Claim.Given(var reading, var _) -> of(reading);
        };
    }

    Footprint andThing(String name) {
        Set<Place> both = new HashSet<>(places);
        both.add(new Place(Kind.THING, name));
        return new Footprint(both);
    }

    boolean meets(Set<Place> others) {
        return places.stream().anyMatch(others::contains);
    }

    /** Whether a record is that of one of these, or of an attachment that is theirs alone. */
    boolean covers(Key record) {
        List<String> parts = record.parts();
        if (record.startsWith(Keys.THING_ATTACHMENTS)) {
            return has(Kind.THING, parts.get(1)) && has(Kind.CERTIFICATE, parts.get(2));
        }
        if (record.startsWith(Keys.POLICY_ATTACHMENTS)) {
            return has(Kind.CERTIFICATE, parts.get(2));
        }
        return record.startsWith(Keys.THINGS) && has(Kind.THING, record.name())
                || record.startsWith(Keys.CERTIFICATES) && has(Kind.CERTIFICATE, record.name());
    }

    private boolean has(Kind kind, String name) {
        return places.contains(new Place(kind, name));
    }
}
