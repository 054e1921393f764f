package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.Configuration;
import software.amazon.awssdk.services.iot.model.DescribeEventConfigurationsResponse;
import software.amazon.awssdk.services.iot.model.EventType;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;

/** Which events there are, asked and turned on by AWS's own client. */
final class AwsSdkEventsIT extends AwsSdkGround {
    private static final Configuration ON =
            Configuration.builder().enabled(true).build();
    private static final Configuration OFF =
            Configuration.builder().enabled(false).build();

    private Set<EventType> enabled() {
        return iot.describeEventConfigurations(r -> {}).eventConfigurations().entrySet().stream()
                .filter(entry -> entry.getValue().enabled())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Test
    void every_kind_that_the_client_knows_is_there_and_off_at_first() {
        DescribeEventConfigurationsResponse first = iot.describeEventConfigurations(r -> {});

        assertThat(first.eventConfigurations().keySet())
                .isEqualTo(Set.copyOf(EventType.knownValues()))
                .hasSize(11);
        assertThat(enabled()).isEmpty();
        assertThat(first.creationDate()).isNull();
    }

    @Test
    void what_is_turned_on_is_on_until_it_is_turned_off_and_what_is_not_named_stays() {
        iot.updateEventConfigurations(
                r -> r.eventConfigurations(Map.of(EventType.THING, ON, EventType.THING_GROUP, ON)));
        iot.updateEventConfigurations(
                r -> r.eventConfigurations(Map.of(EventType.THING, OFF, EventType.CERTIFICATE, ON)));
        iot.updateEventConfigurations(r -> {});

        assertThat(enabled()).containsExactlyInAnyOrder(EventType.THING_GROUP, EventType.CERTIFICATE);
        assertThat(iot.describeEventConfigurations(r -> {}).lastModifiedDate()).isNotNull();
    }

    @Test
    void all_of_them_can_be_turned_on_at_once() {
        iot.updateEventConfigurations(r -> r.eventConfigurations(
                EventType.knownValues().stream().collect(Collectors.toMap(type -> type, _ -> ON))));

        assertThat(enabled()).hasSize(11);
    }

    @Test
    void a_kind_that_is_none_is_refused_and_nothing_is_turned_on() {
        refused(
                InvalidRequestException.class,
                () -> iot.updateEventConfigurations(
                        r -> r.eventConfigurationsWithStrings(Map.of("THING", ON, "THINGS", ON))),
                "eventConfigurations: \"THINGS\" (expected: one of "
                        + Arrays.toString(io.gatehouse.registry.EventType.values()));

        assertThat(enabled()).isEmpty();
    }
}
