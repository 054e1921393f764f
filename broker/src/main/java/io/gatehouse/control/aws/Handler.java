package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue.JsonObject;

/** Answers one operation, on a virtual thread; blocks until what it changes is on disk. */
@FunctionalInterface
interface Handler {
    /** @throws OperationRefused with the error that the caller is answered */
    JsonObject answer(Call call);
}
