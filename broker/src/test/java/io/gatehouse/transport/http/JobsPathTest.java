package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JobsPathTest {
    @ParameterizedTest
    @CsvSource({
        "/things/lamp/jobs/first,   lamp,    first",
        "/things/lamp/jobs/$next,   lamp,    $next",
        "/things/a%3Ab/jobs/%24next,a%3Ab,   %24next",
        "/things/jobs/jobs/jobs,    jobs,    jobs"
    })
    void a_path_names_a_thing_and_a_job(String path, String thing, String job) {
        assertThat(JobsPath.of(path)).isEqualTo(new JobsPath(thing, job));
    }

    @Test
    void a_path_names_a_thing_alone() {
        assertThat(JobsPath.of("/things/lamp/jobs")).isEqualTo(new JobsPath("lamp", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/things",
                "/things/",
                "/things/lamp",
                "/things/lamp/job",
                "/things/lamp/jobsx",
                "/things/lamp/jobs/a/b",
                "/things/lamp/shadow",
                "/thing/lamp/jobs",
                "/topics/things/lamp/jobs",
                "things/lamp/jobs"
            })
    void other_paths_are_none_of_jobs(String path) {
        assertThat(JobsPath.of(path)).isNull();
    }
}
