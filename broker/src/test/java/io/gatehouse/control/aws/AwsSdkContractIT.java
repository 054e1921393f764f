package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.IotException;
import software.amazon.awssdk.services.iot.model.IotRequest;

/** Walks the list of operations that AWS's own client has: each is known here, and answered, or answered with 501. */
final class AwsSdkContractIT extends AwsSdkGround {
    private final Operations operations = Operations.load();

    private static List<Method> methods() {
        return Arrays.stream(IotClient.class.getMethods())
                .filter(method -> method.getParameterCount() == 1
                        && IotRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && !method.getName().endsWith("Paginator"))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    /** Java writes CreateCACertificate as createCaCertificate. */
    private Map<String, Operation> byLowerCaseName() {
        return operations.all().stream()
                .filter(operation -> operation.service() == AwsService.IOT)
                .collect(Collectors.toMap(
                        operation -> operation.name().toLowerCase(Locale.ROOT), operation -> operation));
    }

    /** With everything in it that stands in the path or is required. */
    private static Object request(Class<?> type) throws ReflectiveOperationException {
        Object builder = type.getMethod("builder").invoke(null);
        for (SdkField<?> field : ((SdkPojo) builder).sdkFields()) {
            if (field.location() == MarshallLocation.PAYLOAD) {
                continue;
            }
            if (field.marshallingType().equals(MarshallingType.STRING)) {
                field.set(builder, "x");
            } else if (field.marshallingType().equals(MarshallingType.INTEGER)) {
                field.set(builder, 1);
            } else if (field.marshallingType().equals(MarshallingType.LONG)) {
                field.set(builder, 1L);
            }
        }
        Method build = builder.getClass().getMethod("build");
        build.setAccessible(true);
        return build.invoke(builder);
    }

    private static @Nullable Throwable asked(IotClient iot, Method method) throws ReflectiveOperationException {
        Object request = request(method.getParameterTypes()[0]);
        Throwable thrown = catchThrowable(() -> method.invoke(iot, request));
        return thrown instanceof InvocationTargetException wrapped ? wrapped.getCause() : thrown;
    }

    @Test
    void every_operation_of_the_sdk_is_in_the_catalogue_and_the_other_way_round() {
        Set<String> ofTheSdk = methods().stream()
                .map(method -> method.getName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(byLowerCaseName().keySet()).containsExactlyInAnyOrderElementsOf(ofTheSdk);
    }

    @Test
    void every_operation_of_the_sdk_is_answered_or_said_to_be_missing() throws Exception {
        Map<String, Operation> known = byLowerCaseName();
        Set<String> answered = running.ground.plane.answered();
        Map<String, String> wrong = new TreeMap<>();
        for (Method method : methods()) {
            Operation operation =
                    Objects.requireNonNull(known.get(method.getName().toLowerCase(Locale.ROOT)));
            String name = operation.name();
            Throwable thrown = asked(iot, method);
            String problem = problem(name, answered.contains(name), thrown);
            if (!problem.isEmpty()) {
                wrong.put(name, problem);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static String problem(String name, boolean answered, @Nullable Throwable thrown) {
        if (thrown == null) {
            return answered ? "" : "a success of what nobody implemented";
        }
        if (!(thrown instanceof IotException refused)) {
            return thrown.toString();
        }
        boolean missing = refused.statusCode() == 501
                && refused.awsErrorDetails().errorCode().equals("NotImplementedException")
                && refused.awsErrorDetails().errorMessage().startsWith(name + " of iot is not implemented here");
        boolean real = refused.statusCode() < 500
                && !refused.awsErrorDetails().errorCode().equals("UnknownOperationException");
        return (answered ? real : missing) ? "" : String.valueOf(refused.getMessage());
    }
}
