package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.control.aws.Operation.Wave;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperationsTest {
    private final Operations operations = Operations.load();

    private @Nullable String found(AwsService service, String method, String path) {
        Route route = operations.route(service, method, RequestPath.read(path));
        return route == null ? null : route.operation().name() + " " + route.labels();
    }

    @Test
    void all_operations_of_the_model_are_there_once() {
        assertThat(operations.all().stream().filter(operation -> operation.service() == AwsService.IOT))
                .hasSize(272)
                .extracting(Operation::name)
                .doesNotHaveDuplicates();
        assertThat(operations.all().stream().filter(operation -> operation.wave() == Wave.FIRST))
                .hasSize(62);
    }

    @Test
    void every_operation_is_found_by_its_own_method_and_path() {
        for (Operation operation : operations.all()) {
            String path = operation.path().replaceAll("\\{\\w+\\+}", "x/y").replaceAll("\\{\\w+}", "x");
            Route route = operations.route(operation.service(), operation.method(), RequestPath.read(path));

            assertThat(route).as(operation.toString()).isNotNull();
            assertThat(route.operation()).isEqualTo(operation);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET    | /things/lamp                            | DescribeThing {thingName=lamp}
                    PUT    | /thing-groups/addThingToThingGroup      | AddThingToThingGroup {}
                    GET    | /thing-groups/addThingTo                | DescribeThingGroup {thingGroupName=addThingTo}
                    GET    | /things/principals                      | DescribeThing {thingName=principals}
                    GET    | /authorizers                            | ListAuthorizers {}
                    GET    | /authorizers/                           | ListAuthorizers {}
                    GET    | /destinations/arn%3Aaws/a/b             | GetTopicRuleDestination {arn=arn:aws/a/b}
                    POST   | /attached-policies/arn%3Aaws%3Acert%2Fx | ListAttachedPolicies {target=arn:aws:cert/x}
                    """)
    void what_is_written_out_goes_before_a_name(String method, String path, String expected) {
        assertThat(found(AwsService.IOT, method, path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /thing",
        "GET, /things/",
        "GET, /things/lamp/",
        "HEAD, /things",
        "get, /things",
        "DELETE, /things",
        "GET, /things/a/principals/b",
        "GET, /policies/p/version/1/2"
    })
    void other_paths_and_methods_are_of_no_operation(String method, String path) {
        assertThat(found(AwsService.IOT, method, path)).isNull();
    }

    @Test
    void where_two_services_have_the_same_path_the_service_of_the_signature_tells_which_is_meant() {
        assertThat(found(AwsService.IOT, "GET", "/things/lamp/jobs")).startsWith("ListJobExecutionsForThing ");
        assertThat(found(AwsService.IOT_JOBS_DATA, "GET", "/things/lamp/jobs")).startsWith("GetPendingJobExecutions ");
        assertThat(found(AwsService.IOT, "POST", "/command-executions")).startsWith("ListCommandExecutions ");
        assertThat(found(AwsService.IOT_JOBS_DATA, "POST", "/command-executions"))
                .startsWith("StartCommandExecution ");
        assertThat(found(AwsService.IOT_DATA, "GET", "/things/lamp/jobs")).isNull();
    }

    @Test
    void lists_and_descriptions_change_nothing_and_deletions_do() {
        assertThat(operations.all()).allSatisfy(operation -> {
            if (operation.name().matches("(List|Describe|Search).*")) {
                assertThat(operation.changes()).as(operation.name()).isFalse();
            }
            if (operation.name().matches("(Delete|Create|Update|Attach|Detach|Register|Set).*")) {
                assertThat(operation.changes()).as(operation.name()).isTrue();
            }
        });
    }
}
