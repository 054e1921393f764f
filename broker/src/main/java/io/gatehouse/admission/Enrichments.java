package io.gatehouse.admission;

import io.gatehouse.mqtt.Enrichment;
import io.gatehouse.mqtt.UserProperty;
import io.gatehouse.registry.PropagatingAttribute;
import io.gatehouse.registry.PropagatingAttribute.Source;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingType;
import io.gatehouse.registry.ThingTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the type of a thing adds to the messages of a connection that stands for it. Worked out with the rights of the
 * connection and as seldom. Any thread; memory only.
 */
final class Enrichments {
    private Enrichments() {}

    /** @param thing that the connection stands for */
    static Enrichment of(ThingTypes types, @Nullable Thing thing, String clientId) {
        String typeName = thing == null ? null : thing.typeName();
        ThingType type = typeName == null ? null : types.type(typeName);
        if (thing == null || type == null || type.propagatingAttributes().isEmpty()) {
            return Enrichment.NONE;
        }
        List<UserProperty> appended = new ArrayList<>();
        for (PropagatingAttribute attribute : type.propagatingAttributes()) {
            String value = switch (attribute.source()) {
                case Source.OfThing(String name) -> thing.attributes().get(name);
                case Source.OfConnection.CLIENT_ID -> clientId;
                case Source.OfConnection.THING_NAME -> thing.name();
            };
            if (value != null) {
                appended.add(new UserProperty(attribute.userPropertyKey(), value));
            }
        }
        return Enrichment.of(appended);
    }
}
