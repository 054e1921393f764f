package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.registry.EventConfiguration;
import io.gatehouse.registry.EventConfigurations;
import io.gatehouse.registry.EventType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Which changes of the registry are told as events. */
final class EventConfigurationOperations implements OperationGroup {
    private static final String CONFIGURATIONS = "eventConfigurations";
    private static final String ENABLED = "Enabled";

    private final EventConfigurations configurations;
    private final Arns arns;
    private final RegistryAnswers answers;

    EventConfigurationOperations(EventConfigurations configurations, Arns arns, RegistryAnswers answers) {
        this.configurations = configurations;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("DescribeEventConfigurations", _ -> describe())
                .change("UpdateEventConfigurations", this::subject, this::update);
    }

    private Subject subject(Call call) {
        return new Subject(arns.eventConfigurations(), this::describe);
    }

    private JsonObject describe() {
        EventConfiguration current = configurations.current();
        ObjectBuilder types = JsonValue.object();
        for (EventType type : EventType.values()) {
            types.put(
                    type.name(),
                    JsonValue.object()
                            .put(ENABLED, current.enabled().contains(type))
                            .build());
        }
        ObjectBuilder answer = JsonValue.object().put(CONFIGURATIONS, types.build());
        Instant createdAt = current.createdAt();
        Instant lastModifiedAt = current.lastModifiedAt();
        if (createdAt != null && lastModifiedAt != null) {
            answer.put("creationDate", RegistryAnswers.seconds(createdAt))
                    .put("lastModifiedDate", RegistryAnswers.seconds(lastModifiedAt));
        }
        return answer.build();
    }

    /** Those that are not named stay as they are. */
    private JsonObject update(Call call) {
        Map<EventType, Boolean> switched = new EnumMap<>(EventType.class);
        Fields asked = call.body().object(CONFIGURATIONS);
        if (asked != null) {
            for (String name : asked.names()) {
                Fields configuration = asked.object(name);
                switched.put(
                        EnumConstants.named(CONFIGURATIONS, name, EventType.class),
                        configuration != null && configuration.flag(ENABLED));
            }
        }
        answers.done(configurations.update(switched), AwsError.INTERNAL_FAILURE);
        return RegistryAnswers.NOTHING;
    }
}
