package io.gatehouse.remote;

import io.gatehouse.control.Answer;
import io.gatehouse.control.OperatorApi;
import io.gatehouse.json.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;

/** Asks a broker without operators to make the first, with the token that it was configured with. */
public final class BootstrapCall {
    private BootstrapCall() {}

    /**
     * Sends it once and waits for the answer, on the calling thread.
     *
     * @param endpoint {@code https://host:port}, without a path
     * @param tls trusts the control plane
     * @param token never printed
     * @param name of the operator
     */
    public static Answer<OperatorApi.Key> firstOperator(
            URI endpoint, SSLContext tls, String token, String name, Duration timeout, InstantSource clock) {
        try (var calls = new ControlPlaneCalls(endpoint, tls, null, timeout, clock)) {
            Members made = calls.send(ApiRequest.post("gatehouse", "first-operator")
                    .body(JsonValue.object().put("token", token).put("name", name)));
            return new Answer.Done<>(
                    new OperatorApi.Key(made.text("operator"), made.text("accessKeyId"), made.text("secretAccessKey")));
        } catch (CallFailed failed) {
            return failed.reason() instanceof CallFailed.Reason.NotAuthorised(var why, var _)
                    ? new Answer.NotAuthorised<>(
                            why,
                            "use the token of control.bootstrap-token, which is good once; beside the broker none is"
                                    + " needed: gatehouse operator create NAME --role admin")
                    : RemoteBroker.answer(failed, OperatorApi.CREATE.name());
        }
    }
}
