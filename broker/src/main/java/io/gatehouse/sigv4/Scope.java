package io.gatehouse.sigv4;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a credential names: whose key, and for which day, region and service a signing key was derived from its secret.
 *
 * @param date {@code 20150830}
 */
record Scope(String accessKeyId, String date, String region, String service) {
    /**
     * The services of AWS IoT that clients of ours sign for: control plane under two names, data plane under two, jobs.
     * {@code execute-api} is what older clients, as the AWS CLI 2.9.19, write for {@code iot}.
     */
    static final Set<String> SERVICES = Set.of("iot", "execute-api", "iotdata", "iotdevicegateway", "iot-jobs-data");

    /** The one that MQTT over WebSocket is signed for, whose clients append the session token after they signed. */
    static final String GATEWAY = "iotdevicegateway";

    static final String TERMINATOR = "aws4_request";
    private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9_]{8,128}");
    private static final Pattern DATE = Pattern.compile("[0-9]{8}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

    /**
     * Reads one.
     *
     * @param credential {@code GHAKEXAMPLE/20150830/us-east-1/iot/aws4_request}
     * @param services that are taken
     */
    static Scope read(String credential, Set<String> services) throws NotVerified {
        String[] parts = credential.split("/", 6);
        if (parts.length != 5
                || !DATE.matcher(parts[1]).matches()
                || !REGION.matcher(parts[2]).matches()
                || !parts[4].equals(TERMINATOR)) {
            throw NotVerified.incomplete(
                    "Credential: (expected: access key, date, region, service and aws4_request, with / between them)");
        }
        if (!services.contains(parts[3])) {
            throw NotVerified.invalid("Credential: another service (expected: "
                    + String.join(", ", services.stream().sorted().toList()) + ")");
        }
        if (!ACCESS_KEY.matcher(parts[0]).matches()) {
            throw new NotVerified(
                    AuthenticationError.UNRECOGNIZED_CLIENT, "The access key in the request is not known.");
        }
        return new Scope(parts[0], parts[1], parts[2], parts[3]);
    }

    String text() {
        return date + "/" + region + "/" + service + "/" + TERMINATOR;
    }
}
