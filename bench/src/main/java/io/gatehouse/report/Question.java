package io.gatehouse.report;

import java.util.Optional;

/** What somebody may ask of TLS as it is built here, and the measurements that answer it. */
interface Question {
    String title();

    /** Nothing where the run did not measure what it needs. */
    Optional<Answer> answer(Results results);
}
