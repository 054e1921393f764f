package io.gatehouse.policy;

/**
 * Something in a document that is legal and probably not meant.
 *
 * @param path where in the document: {@code Statement[2].Resource[0]}
 * @param message what happens
 * @param instead what to write, if it is not meant
 */
public record Finding(Kind kind, String path, String message, String instead) {
    /** The name of a constant is its stable, public code. */
    public enum Kind {
        /** {@code client/${iot:ClientId}} allows every client id. */
        TAUTOLOGICAL_CLIENT_ID,
        /** Every action, or every resource, is allowed. */
        BROAD_ALLOW,
        /** {@code +} or {@code #} in a Deny is literal text: {@code a/#} does not deny {@code a/b}. */
        MQTT_WILDCARD_IN_DENY,
        /** A denied filter is reached by a subscription with {@code +} or {@code #}. */
        DENY_AVOIDED_BY_WILDCARD_FILTER,
        /** The actions and the resource types of the statement do not fit: {@code topic/} for {@code iot:Subscribe}. */
        RESOURCE_NEVER_MATCHES,
        /** Not an action that AWS IoT or this broker knows. */
        UNKNOWN_ACTION,
        /** A variable that is never resolved: the resource never matches. */
        UNKNOWN_VARIABLE,
        /** A Deny does not apply to connections for which its variable or condition key has no value. */
        DENY_DEPENDS_ON_VARIABLE,
        /** The client chooses this value itself. */
        CLIENT_CHOSEN_VARIABLE,
        /** A condition of an Allow that also holds where its key has no value. */
        CONDITION_HOLDS_WITHOUT_KEY,
        /** Another partition, region or account than this broker's. */
        RESOURCE_OUT_OF_SCOPE,
        /** Two statements with the same {@code Sid}. */
        DUPLICATE_SID,
        /** An Allow, all of which a Deny of the same document takes back. */
        ALLOW_ALWAYS_DENIED,
        /** Says nothing that another statement of the document does not say. */
        REDUNDANT,
        /** There was more to look at than one look may cost. */
        LINT_INCOMPLETE
    }
}
