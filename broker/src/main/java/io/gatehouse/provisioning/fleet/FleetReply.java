package io.gatehouse.provisioning.fleet;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;

/** What came of a device's request. */
sealed interface FleetReply {
    JsonObject body();

    /** @param body may have a private key in it */
    record Accepted(JsonObject body) implements FleetReply {
        /** Without the body. */
        @Override
        public String toString() {
            return "Accepted[]";
        }
    }

    /**
     * @param message for the device, which knows a claim and nothing else: what it can do about it
     * @param detail for the operator, what of the registry or the template stood against it
     */
    record Rejected(FleetError error, String message, String detail) implements FleetReply {
        Rejected(FleetError error, String message) {
            this(error, message, message);
        }

        @Override
        public JsonObject body() {
            return JsonValue.object()
                    .put("statusCode", error.status())
                    .put("errorCode", error.code())
                    .put("errorMessage", message)
                    .build();
        }
    }
}
