package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import java.util.Arrays;

/** Values of requests that are one of a few words. */
final class EnumConstants {
    private EnumConstants() {}

    /**
     * @param field by which the value is called in the error
     * @throws OperationRefused InvalidRequestException: none of them, to the letter
     */
    static <E extends Enum<E>> E named(String field, String name, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw OperationRefused.invalid(field + ": " + Json.quoted(name) + " (expected: one of "
                + Arrays.toString(type.getEnumConstants()) + ")");
    }
}
