package io.gatehouse.control.aws;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.gatehouse.json.Json;

/** A {@link Reply} as AWS sends it: the error's name in {@code x-amzn-ErrorType}, JSON in the body. */
final class HttpAnswer {
    private HttpAnswer() {}

    static AggregatedHttpResponse of(Reply reply) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(reply.status())
                .contentType(MediaType.JSON)
                .add("x-amzn-RequestId", reply.requestId())
                .add(HttpHeaderNames.CACHE_CONTROL, "no-store"); // there may be a private key in it
        AwsError error = reply.error();
        if (error != null) {
            headers.add("x-amzn-ErrorType", error.typeName());
        }
        return AggregatedHttpResponse.of(headers.build(), HttpData.ofUtf8(Json.print(reply.body())));
    }
}
