package io.gatehouse.control.aws;

import io.gatehouse.operator.Role;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Believes whatever access key a request names: {@code VIEWER}, {@code OPERATOR} and {@code ADMIN} are known, and have
 * that role. The service is the one of the signature's scope, as it will be where signatures are verified.
 */
final class TestCallers implements Callers {
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=(\\w+)/\\d+/[^/]+/([^/]+)/aws4_request");

    /** Thrown at everybody, where it is set. */
    volatile @Nullable RuntimeException defect;

    /** What was asked last. */
    volatile @Nullable RawRequest last;

    @Override
    public Identification identify(RawRequest request) {
        last = request;
        if (defect != null) {
            throw defect;
        }
        String authorization = request.header("authorization");
        Matcher credential = CREDENTIAL.matcher(authorization == null ? "" : authorization);
        if (!credential.find()) {
            return new Identification.Refused(AwsError.MISSING_AUTHENTICATION_TOKEN, "sign the request");
        }
        AwsService service = AwsService.of(credential.group(2));
        String key = credential.group(1);
        if (service == null || !key.matches("VIEWER|OPERATOR|ADMIN")) {
            return new Identification.Refused(AwsError.UNRECOGNIZED_CLIENT, "access key: not known");
        }
        return new Identification.Known(new Caller(key.toLowerCase(Locale.ROOT), Role.valueOf(key), service));
    }
}
