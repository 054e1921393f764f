package io.gatehouse.provisioning;

import io.gatehouse.registry.ThingRegistration.OnExisting;
import io.gatehouse.registry.ThingRegistration.WantedThing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code AWS::IoT::Thing} of a template. Immutable.
 *
 * @param overrides whether there are OverrideSettings at all
 */
record ThingTemplate(
        String logicalName,
        Expression name,
        @Nullable Map<String, Expression> attributes,
        @Nullable Expression type,
        @Nullable Expression groups,
        @Nullable Expression billingGroup,
        OnExisting onAttributes,
        OnExisting onType,
        OnExisting onGroups,
        boolean overrides) {
    ThingTemplate {
        attributes = attributes == null ? null : Map.copyOf(attributes);
    }

    WantedThing evaluate(Evaluation evaluation) {
        Map<String, String> values = attributes == null ? null : new LinkedHashMap<>();
        if (attributes != null && values != null) {
            attributes.forEach(
                    (key, value) -> values.put(key, evaluation.text(value).value()));
        }
        return new WantedThing(
                evaluation.text(name).value(),
                values,
                type == null ? null : evaluation.text(type).value(),
                groups == null
                        ? null
                        : evaluation.list(groups).stream().map(Text::value).toList(),
                billingGroup == null ? null : evaluation.text(billingGroup).value(),
                onAttributes,
                onType,
                onGroups,
                overrides);
    }
}
