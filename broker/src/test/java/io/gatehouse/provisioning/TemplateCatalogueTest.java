package io.gatehouse.provisioning;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.ProvisioningHook;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.TemplateChange;
import io.gatehouse.registry.TemplateType;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TemplateCatalogueTest extends ProvisioningGround {
    private static final String BODY = Templates.naming("\"one\"");

    private TemplateCatalogue catalogue;

    @BeforeEach
    void prepare() {
        catalogue = new TemplateCatalogue(registry);
    }

    private ResourceResult<ProvisioningTemplate> create(String name, String body) {
        return catalogue.create(
                name, "bulbs", TemplateType.FLEET_PROVISIONING, body, true, "arn:aws:iam::1:role/r", null, Tags.NONE);
    }

    private ProvisioningTemplate fleet() {
        return Objects.requireNonNull(registry.templates().template("fleet"));
    }

    @Test
    void a_template_that_parses_is_kept_and_read_again() throws Exception {
        ProvisioningTemplate made = resource(create("fleet", BODY));

        assertThat(made.defaultVersion()).isEqualTo(1);
        assertThat(made.body()).isEqualTo(BODY);
        assertThat(reopen().templates().template("fleet")).isEqualTo(made);
        TemplateParse parsed = catalogue.body(made.body());
        assertThat(parsed).isInstanceOf(TemplateParse.Parsed.class);
        assertThat(catalogue.body(made.body())).isSameAs(parsed);
        assertThat(create("fleet", BODY))
                .isInstanceOfSatisfying(
                        ResourceResult.ResourceAlreadyExists.class,
                        there -> assertThat(there.arn())
                                .isEqualTo("arn:aws:iot:local:000000000000:provisioningtemplate/fleet"));
    }

    @Test
    void a_template_that_does_not_parse_or_is_about_another_certificate_is_refused() {
        assertThat(create("fleet", "{}").sentence()).contains("templateBody: line 1");
        assertThat(create("fleet", BODY.replace("{\"Ref\": \"AWS::IoT::Certificate::Id\"}", "{\"Ref\": \"Serial\"}"))
                        .sentence())
                .contains("not the device's own");
        for (String name : new String[] {"", "a b", "x".repeat(37), "ä"}) {
            assertThat(create(name, BODY)).isInstanceOf(ResourceResult.InvalidRequest.class);
        }
        assertThat(registry.templates().templates(null, 10)).isEmpty();
    }

    @Test
    void a_template_has_five_versions_one_of_which_counts() throws Exception {
        resource(create("fleet", BODY));
        for (int i = 2; i <= 5; i++) {
            resource(catalogue.addVersion("fleet", Templates.naming("\"v" + i + "\""), i == 3));
        }

        ProvisioningTemplate five = fleet();
        assertThat(five.defaultVersion()).isEqualTo(3);
        assertThat(five.body()).contains("\"v3\"");
        assertThat(catalogue.addVersion("fleet", BODY, true)).isInstanceOf(ResourceResult.VersionsLimitExceeded.class);
        assertThat(registry.templates().deleteVersion("fleet", 3)).isInstanceOf(ResourceResult.DeleteConflict.class);
        resource(registry.templates().deleteVersion("fleet", 5));
        assertThat(registry.templates().deleteVersion("fleet", 5)).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(resource(catalogue.addVersion("fleet", BODY, false)).newest())
                .isEqualTo(6);
        assertThat(reopen().templates().template("fleet"))
                .isEqualTo(registry.templates().template("fleet"));
        assertThat(catalogue.addVersion("other", BODY, true)).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(catalogue.addVersion("fleet", "[]", true)).isInstanceOf(ResourceResult.InvalidRequest.class);
    }

    @Test
    void a_template_is_updated_in_what_is_said() {
        resource(create("fleet", BODY));
        resource(catalogue.addVersion("fleet", BODY, false));
        ProvisioningHook hook = new ProvisioningHook(ProvisioningHook.DEFAULT_VERSION, "https://hooks.example/ask");

        ProvisioningTemplate after = resource(
                registry.templates().update("fleet", new TemplateChange("lamps", false, 2L, null, hook, false)));
        assertThat(after.description()).isEqualTo("lamps");
        assertThat(after.enabled()).isFalse();
        assertThat(after.defaultVersion()).isEqualTo(2);
        assertThat(after.roleArn()).isEqualTo("arn:aws:iam::1:role/r");
        assertThat(after.hook()).isEqualTo(hook);
        assertThat(resource(registry.templates()
                                .update("fleet", new TemplateChange(null, null, null, null, null, true)))
                        .hook())
                .isNull();
        assertThat(registry.templates().update("fleet", new TemplateChange(null, null, 9L, null, null, false)))
                .isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(registry.templates()
                        .update(
                                "fleet",
                                new TemplateChange(null, null, null, null, new ProvisioningHook("a b", "x"), false)))
                .isInstanceOf(ResourceResult.InvalidRequest.class);
    }

    @Test
    void templates_are_listed_by_name_and_deleted_with_their_versions() throws Exception {
        IntStream.range(0, 5).forEach(i -> resource(create("t" + i, BODY)));

        assertThat(registry.templates().templates("t1", 2))
                .extracting(ProvisioningTemplate::name)
                .containsExactly("t2", "t3");
        resource(registry.templates().delete("t2"));
        assertThat(registry.templates().delete("t2")).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(reopen().templates().templates(null, 10)).hasSize(4);
    }

    @Test
    void templates_are_part_of_the_exported_registry_and_come_back() throws Exception {
        resource(create("fleet", BODY));
        resource(catalogue.addVersion("fleet", Templates.naming("\"two\""), true));
        ProvisioningTemplate before = fleet();
        String document = registry.documents().export();

        assertThat(done(registry.documents().compare(document)).isNone()).isTrue();
        resource(registry.templates().delete("fleet"));
        assertThat(done(registry.documents().compare(document)).nouns())
                .anySatisfy(noun -> assertThat(noun.added()).containsExactly("fleet"));
        done(registry.documents().replace(document, false));

        assertThat(fleet().body()).isEqualTo(before.body());
        assertThat(registry.documents().export()).isEqualTo(document);
        assertThat(reopen().documents().export()).isEqualTo(document);
    }
}
