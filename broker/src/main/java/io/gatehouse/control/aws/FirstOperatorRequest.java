package io.gatehouse.control.aws;

import io.gatehouse.control.aws.FirstOperator.Answer;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;

/**
 * {@code POST /gatehouse/first-operator} with {@code {"token": …, "name": …}}, answered with {@code {"operator": …,
 * "accessKeyId": …, "secretAccessKey": …}}: the one request that nobody signs, because there is nobody yet who could.
 * AWS has no such operation, and no path of AWS's begins so.
 */
final class FirstOperatorRequest {
    /** What it is counted as. */
    static final String OPERATION = "CreateFirstOperator";

    private static final String PATH = "/gatehouse/first-operator";

    private final FirstOperator operators;

    FirstOperatorRequest(FirstOperator operators) {
        this.operators = operators;
    }

    static boolean isOne(RawRequest request) {
        return request.path().equals(PATH) && request.method().equals("POST");
    }

    /** @throws OperationRefused with the reason */
    JsonObject answer(RawRequest request) {
        Fields body = Fields.read(request.body());
        return switch (operators.make(
                body.requiredText("token"), body.requiredText("name"), ControlPlane.from(request.peer()))) {
            case Answer.Made(String operator, String accessKeyId, String secretAccessKey) ->
                JsonValue.object()
                        .put("operator", operator)
                        .put("accessKeyId", accessKeyId)
                        .put("secretAccessKey", secretAccessKey)
                        .build();
            case Answer.Refused(AwsError error, String message) -> throw new OperationRefused(error, message);
        };
    }
}
