package io.gatehouse.load;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.gatehouse.load", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule generator_and_broker_share_no_code_of_a_protocol = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.load..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.gatehouse.mqtt..",
                    "io.gatehouse.tls..",
                    "io.gatehouse.transport..",
                    "io.gatehouse.session..",
                    "io.gatehouse.routing..",
                    "io.gatehouse.admission..",
                    "io.gatehouse.policy..",
                    "io.gatehouse.engine..");

    @ArchTest
    static final ArchRule only_one_class_knows_the_inside_of_the_client = noClasses()
            .that()
            .doNotHaveSimpleName("HivemqClients")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hivemq.client.internal..");

    @ArchTest
    static final ArchRule packages_have_an_order =
            slices().matching("io.gatehouse.load.(*)..").should().beFreeOfCycles();
}
