package io.gatehouse.operator;

/**
 * An access key at the one moment when its secret is shown.
 *
 * @param id 20 characters
 * @param secret 40 characters; kept sealed, and never given out again
 */
public record NewAccessKey(String operator, String id, String secret) {
    @Override
    public String toString() {
        return "NewAccessKey[" + operator + ", " + id + ", secret hidden]";
    }
}
