package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code gatehouse billing-group} and {@code gatehouse tag} against a real admin socket. */
final class TagCommandTest extends AdminGround {
    private String ok(String... arguments) {
        return done(arguments).out();
    }

    @Test
    void billing_groups_are_made_filled_and_removed() {
        ok("thing", "create", "lamp");
        ok("thing", "create", "door");
        assertThat(ok("billing-group", "create", "hall", "--description", "ground floor"))
                .contains("ground floor");
        ok("billing-group", "create", "attic");

        assertThat(ok("billing-group", "add", "hall", "lamp", "door")).isEqualTo("added lamp\nadded door\n");
        assertThat(ok("billing-group", "describe", "hall")).contains("ground floor", "door,lamp");
        assertThat(ok("thing", "describe", "lamp")).containsPattern("billing group +hall");
        assertThat(run("billing-group", "add", "attic", "lamp").err())
                .contains("thing lamp was not added [CONFLICT]", "hall");
        assertThat(ok("billing-group", "update", "hall", "--description", "downstairs"))
                .contains("downstairs");
        assertThat(ok("billing-group", "ls", "--prefix", "h")).contains("hall").doesNotContain("attic");
        assertThat(ok("billing-group", "remove", "hall", "door")).isEqualTo("removed door\n");
        assertThat(ok("billing-group", "rm", "hall")).isEqualTo("removed hall\n");
        assertThat(ok("thing", "describe", "lamp")).containsPattern("billing group +-");
        assertThat(run("billing-group", "describe", "hall").err())
                .contains("[NOT_FOUND]", "see what there is: gatehouse billing-group ls");
    }

    @Test
    void where_one_of_several_things_is_refused_it_is_told_which_were_done() {
        ok("thing", "create", "lamp");
        ok("billing-group", "create", "hall");

        assertThat(run("billing-group", "add", "hall", "lamp", "nobody", "door").err())
                .contains("thing nobody was not added, nor any after it; added before it: lamp [NOT_FOUND]");
    }

    @Test
    void tags_are_set_one_by_one_and_taken_away() {
        ok("group", "create", "attic");
        assertThat(ok("tag", "set", "group/attic", "floor=2", "empty=")).containsPattern("floor +2");
        assertThat(ok("tag", "set", "group/attic", "floor=3")).contains("empty").containsPattern("floor +3");

        String arn = "arn:aws:iot:local:000000000000:thinggroup/attic";
        assertThat(ok("tag", "ls", arn, "-o", "json")).contains(arn, "\"floor\" : \"3\"");
        assertThat(ok("tag", "rm", arn, "floor", "never")).doesNotContain("floor");
        assertThat(run("tag", "rm", "group/cellar", "floor").err()).contains("[NOT_FOUND]", "gatehouse group ls");
    }

    @Test
    void an_arn_of_another_broker_and_what_has_no_tags_are_refused() {
        ok("group", "create", "attic");

        CommandRun foreign = run("tag", "set", "arn:aws:iot:eu-central-1:123456789012:thinggroup/attic", "a=b");

        assertThat(foreign.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(foreign.err()).contains("as it is called here");
        assertThat(ok("tag", "ls", "group/attic")).doesNotContain("b");
        for (String none :
                new String[] {"thing/lamp", "attic", "group/", "arn:aws:iot", "arn:aws:iot:x:y:thing/lamp"}) {
            CommandRun run = run("tag", "ls", none);
            assertThat(run.exitCode()).as(none).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("resource: " + none + " (expected: an ARN of what may have tags");
        }
    }
}
