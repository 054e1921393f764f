package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.StoreException;
import io.gatehouse.registry.PropagatingAttribute.Source;
import io.gatehouse.registry.RegistryChange.RegistryImported;
import io.gatehouse.registry.RegistryChange.ThingTypeChanged;
import io.gatehouse.registry.RegistryResult.AlreadyExists;
import io.gatehouse.registry.RegistryResult.Invalid;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a thing type adds to the messages of its things: kept, bounded, and told to whom it concerns. */
final class PropagatingAttributesTest extends RegistryGround {
    private static final PropagatingAttribute SITE = new PropagatingAttribute("site", new Source.OfThing("site"));
    private static final PropagatingAttribute CLIENT =
            new PropagatingAttribute("iot:ClientId", Source.OfConnection.CLIENT_ID);

    private RegistryResult<ThingType> create(String name, List<PropagatingAttribute> attributes) {
        return registry.thingTypes().create(name, "", List.of(), attributes, Tags.NONE);
    }

    private RegistryResult<ThingType> update(String name, List<PropagatingAttribute> attributes) {
        return registry.thingTypes().update(name, new ThingTypeUpdate(null, null, attributes));
    }

    private static List<PropagatingAttribute> of(Registry registry, String type) {
        return Objects.requireNonNull(registry.thingTypes().type(type)).propagatingAttributes();
    }

    @Test
    void they_are_there_after_a_restart_and_in_a_document() throws StoreException {
        done(create("meter", List.of(SITE, CLIENT)));
        assertThat(of(reopen(), "meter")).containsExactly(SITE, CLIENT);
        String document = registry.documents().export();

        done(update("meter", List.of()));
        assertThat(of(reopen(), "meter")).isEmpty();
        done(registry.documents().replace(document, false));

        assertThat(of(registry, "meter")).containsExactly(SITE, CLIENT);
        assertThat(registry.documents().export()).isEqualTo(document);
    }

    @Test
    void a_type_with_others_is_another_type() {
        done(create("meter", List.of(SITE)));

        done(create("meter", List.of(SITE)));
        assertThat(create("meter", List.of())).isInstanceOf(AlreadyExists.class);
    }

    @Test
    void other_ones_concern_the_certificates_of_the_things_of_the_type_and_nobody_else() {
        done(create("meter", List.of()));
        done(create("lamp", List.of()));
        String id = registered("meter-1", ACTIVE).id();
        done(registry.createThing("meter-1", "meter", NONE));
        done(registry.attachThing("meter-1", id));
        done(registry.createThing("lamp-1", "lamp", NONE));
        done(registry.attachThing("lamp-1", registered("lamp-1", ACTIVE).id()));
        long before = registry.epoch();
        told.clear();

        done(registry.thingTypes().update("meter", new ThingTypeUpdate("counts", null, null)));
        assertThat(told).containsExactly(new ThingTypeChanged("meter", Set.of()));
        assertThat(registry.epoch()).isEqualTo(before);

        told.clear();
        done(update("meter", List.of(SITE)));
        assertThat(told).containsExactly(new ThingTypeChanged("meter", Set.of(id)));
        assertThat(registry.epoch()).isGreaterThan(before);

        String document = registry.documents().export();
        done(update("meter", List.of(CLIENT)));
        told.clear();
        done(registry.documents().replace(document, false));
        assertThat(told).containsExactly(new RegistryImported(Set.of(id)));
    }

    @Test
    void there_are_at_most_twenty_of_names_that_aws_takes() {
        done(create("meter", Collections.nCopies(20, SITE)));

        assertThat(update("meter", Collections.nCopies(21, SITE))).isInstanceOf(Invalid.class);
        assertThat(update("meter", List.of(new PropagatingAttribute("a b", Source.OfConnection.CLIENT_ID))))
                .isInstanceOf(Invalid.class);
        assertThat(update("meter", List.of(new PropagatingAttribute("a", new Source.OfThing("a b")))))
                .isInstanceOf(Invalid.class);
        String document = """
                {"gatehouse": "registry", "format": 1, "thingTypes": [{"name": "meter",
                 "propagatingAttributes": [{"userPropertyKey": "a", "connectionAttribute": "iot:Port"}]}]}""";
        assertThat(registry.documents().replace(document, false).sentence())
                .contains("line 2", "iot:ClientId or iot:Thing.ThingName");
        assertThat(of(registry, "meter")).hasSize(20);
    }
}
