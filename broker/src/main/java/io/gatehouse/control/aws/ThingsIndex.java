package io.gatehouse.control.aws;

import io.gatehouse.indexing.SearchPage;
import io.gatehouse.json.Json;
import io.gatehouse.query.Query;
import io.gatehouse.query.QueryParse;
import io.gatehouse.query.QueryParser;
import org.jspecify.annotations.Nullable;

/** The one index that there is, as requests name it and ask it. */
final class ThingsIndex {
    static final String NAME = "AWS_Things";
    static final String QUERY_VERSION = "2017-09-30";

    private ThingsIndex() {}

    /** @throws OperationRefused ResourceNotFoundException */
    static void require(String name) {
        if (!name.equals(NAME)) {
            throw new OperationRefused(
                    AwsError.RESOURCE_NOT_FOUND,
                    "index " + Json.quoted(name) + " does not exist (expected: " + NAME + ", the only one here)");
        }
    }

    /**
     * Looks at {@code indexName} and {@code queryVersion}, which may be missing.
     *
     * @throws OperationRefused ResourceNotFoundException or InvalidRequestException
     */
    static void require(Fields body) {
        String name = body.text("indexName");
        require(name == null ? NAME : name);
        String version = body.text("queryVersion");
        if (version != null && !version.equals(QUERY_VERSION)) {
            throw OperationRefused.invalid(
                    "queryVersion: " + Json.quoted(version) + " (expected: " + QUERY_VERSION + ")");
        }
    }

    /** @throws OperationRefused InvalidQueryException */
    static Query query(String text) {
        return switch (QueryParser.parse(text)) {
            case QueryParse.Parsed(Query query) -> query;
            case QueryParse.Malformed malformed ->
                throw new OperationRefused(AwsError.INVALID_QUERY, malformed.toString());
        };
    }

    /** @throws OperationRefused ThrottlingException: there was no turn */
    static SearchPage page(@Nullable SearchPage page) {
        if (page == null) {
            throw new OperationRefused(
                    AwsError.THROTTLING, "searches: too many at once (expected: again, a little later)");
        }
        return page;
    }
}
