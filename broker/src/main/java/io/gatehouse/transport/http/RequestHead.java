package io.gatehouse.transport.http;

import io.gatehouse.reason.Reason;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with the head of a request, whatever it is for (RFC 9112). Pure functions. */
final class RequestHead {
    private RequestHead() {}

    /** What keeps the rest of the connection from being read; {@code null} where nothing does. */
    static @Nullable Declined problem(HttpRequest head, HttpTerms terms) {
        DecoderResult result = head.decoderResult();
        if (result.isFailure()) {
            return unreadable(result.cause());
        }
        HttpVersion version = head.protocolVersion();
        boolean http11 = version.equals(HttpVersion.HTTP_1_1);
        if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
            return new Declined(
                    Reason.REQUEST_INVALID, Fault.VERSION_UNSUPPORTED, "version: another (expected: HTTP/1.1)");
        }
        HttpHeaders headers = head.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (http11 && hosts.isEmpty())) { // section 3.2
            return Declined.invalid("Host: " + hosts.size() + " of them (expected: one)");
        }
        return length(head, http11, terms);
    }

    /** Where the body ends must be beyond doubt: it is where the next request begins (section 6.3). */
    private static @Nullable Declined length(HttpRequest head, boolean http11, HttpTerms terms) {
        List<String> encodings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!encodings.isEmpty()
                && (!http11 || encodings.size() > 1 || !"chunked".equalsIgnoreCase(encodings.getFirst()))) {
            return Declined.invalid("Transfer-Encoding: another (expected: chunked, alone, in HTTP/1.1)");
        }
        if (!encodings.isEmpty() && head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return Declined.invalid("Content-Length: given (expected: none beside Transfer-Encoding)");
        }
        if (HttpUtil.getContentLength(head, 0L) > terms.maxBodyBytes()) {
            return bodyTooLarge(terms);
        }
        String expectation = head.headers().get(HttpHeaderNames.EXPECT);
        if (expectation != null && http11 && !"100-continue".equalsIgnoreCase(expectation)) {
            return new Declined(
                    Reason.REQUEST_INVALID, Fault.EXPECTATION_FAILED, "Expect: another (expected: 100-continue)");
        }
        return null;
    }

    private static Declined unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                new Declined(Reason.REQUEST_TOO_LARGE, Fault.LINE_TOO_LONG, "request line: longer than the limit");
            case TooLongHttpHeaderException _ ->
                new Declined(Reason.REQUEST_TOO_LARGE, Fault.HEADERS_TOO_LARGE, "headers: larger than the limit");
            default -> Declined.invalid("head: not readable (expected: HTTP/1.1)"); // and nothing of it is repeated
        };
    }

    static Declined bodyTooLarge(HttpTerms terms) {
        return new Declined(
                Reason.REQUEST_TOO_LARGE,
                Fault.TOO_LARGE,
                "body: larger than the limit (expected: at most " + terms.maxBodyBytes() + " bytes)");
    }
}
