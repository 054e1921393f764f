package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/** DescribeEndpoint: where devices connect. */
final class EndpointOperations implements OperationGroup {
    private final EndpointNames names;

    EndpointOperations(EndpointNames names) {
        this.names = names;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("DescribeEndpoint", this::describe);
    }

    private JsonObject describe(Call call) {
        String type = call.query().text("endpointType");
        return JsonValue.object()
                .put("endpointAddress", address(type == null ? "iot:Data" : type))
                .build();
    }

    private String address(String type) {
        return switch (type) {
            case "iot:Data", "iot:Data-ATS" -> names.data();
            case "iot:CredentialProvider" -> configured(type, names.credentialProvider());
            case "iot:Jobs" -> configured(type, names.jobs());
            default ->
                throw OperationRefused.invalid("endpointType: " + Json.quoted(type)
                        + " (expected: iot:Data, iot:Data-ATS, iot:CredentialProvider or iot:Jobs)");
        };
    }

    private static String configured(String type, @Nullable String name) {
        if (name == null) {
            throw OperationRefused.invalid("endpointType: " + type + " (expected: one that this broker has)");
        }
        return name;
    }
}
