package io.gatehouse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may import whom: the package table of {@code broker/ARCHITECTURE.md}, row by row.
 *
 * <p>A package takes its nested packages with it ({@code engine} is {@code engine.rocks} too), unless they have a row
 * of their own. {@code reason} and {@code log} are everybody's. {@code *} is every row above but the services and what
 * is taken out.
 */
class ArchitectureTest {
    private static final String ROOT = "io.gatehouse";

    private static final String TABLE = """
            reason       |
            log          |
            mqtt         |
            config       |
            metrics      |
            json         |
            memory       |
            pki          | config loop tls
            migration    | json
            mqtt.wire    | mqtt
            loop         | metrics
            engine       | mqtt config metrics
            tls          | config metrics
            reload       | metrics
            revocation   | config metrics reload
            policy       | mqtt json
            refusal      | loop metrics policy tls
            telemetry    | config mqtt loop policy
            query        |
            registry     | mqtt policy engine json query
            backup       | engine registry policy json
            uri          |
            sigv4        | uri
            operator     | sigv4 engine json
            audit        | json
            admission    | registry policy mqtt tls revocation operator
            routing      | mqtt loop metrics engine
            retain       | mqtt engine
            session      | mqtt loop routing retain policy refusal engine metrics tls memory telemetry
            trace        | mqtt loop refusal policy routing
            transport.http | * -backup
            transport    | * -backup
            history      | session refusal policy engine loop
            indexing     | registry query loop
            shadow       | * -transport
            jobs         | * -transport
            rules        | * -transport
            provisioning | * -transport
            rotation     | registry session audit loop
            events       | * -transport
            control      | * +services -transport
            console      | control metrics
            remote       | control sigv4 policy json uri
            manifest     | control json
            cli          | control remote manifest config pki migration uri
            """;

    private static final Set<String> SERVICES = Set.of("shadow", "jobs", "rules", "provisioning", "events");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** What each package may import, itself, {@code reason} and {@code log} included. */
    private static final Map<String, Set<String>> ALLOWED = allowed();

    static Set<String> packages() {
        return ALLOWED.keySet();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_imports_only_what_its_row_allows(String row) {
        Set<String> allowed = ALLOWED.getOrDefault(row, Set.of());
        Set<String> violations = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (row.equals(rowOf(type))) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isOurs(target) && !allowed.contains(rowOf(target))) {
                        violations.add(type.getName() + " uses " + target.getName());
                    }
                }
            }
        }

        assertThat(violations).as(row + " may import " + allowed).isEmpty();
    }

    @Test
    void every_package_has_a_row() {
        assertThat(CLASSES.stream()
                        .filter(ArchitectureTest::isOurs)
                        .filter(type -> rowOf(type).isEmpty()))
                .allSatisfy(type -> assertThat(type.getPackageName()).isEqualTo(ROOT));
    }

    @Test
    void packages_nest_one_level_deep() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .allSatisfy(name -> assertThat(name.split("\\.")).hasSizeLessThanOrEqualTo(5));
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveNameMatching(".*\\.[A-Za-z]*(Util|Utils|Helper|Manager|Base)")
                .orShould()
                .haveNameMatching(".*\\.(Abstract|Default|Base)[A-Z][A-Za-z]*")
                .because("a noun of MQTT or AWS IoT tells more")
                .check(CLASSES);
    }

    @Test
    void no_package_collects_leftovers() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..core..", "..internal..", "..model..", "..service..")
                .check(CLASSES);
    }

    @Test
    void only_the_adapter_knows_hivemqs_codec() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".mqtt.wire.hivemq..")
                .and()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.hivemq..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are HiveMQ's codec",
                        type -> type.getPackageName().startsWith("com.hivemq.")
                                && !type.getPackageName().startsWith("com.hivemq.client.")))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void only_pki_issues_certificates_and_only_revocation_speaks_ocsp() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".pki..", ROOT + ".revocation..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".revocation..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.bouncycastle\\..*(CertificateBuilder|ContentSigner.*)")
                .check(CLASSES);
    }

    @Test
    void only_engine_rocks_knows_the_store() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".engine.rocks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(CLASSES);
    }

    @Test
    void only_the_control_plane_knows_armeria() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".control.aws..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.linecorp.armeria..")
                .check(CLASSES);
    }

    @Test
    void only_telemetry_knows_open_telemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".telemetry..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(CLASSES);
    }

    @Test
    void every_line_of_the_log_is_about_an_event_because_only_log_knows_slf4js_loggers() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".log..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.slf4j\\.(Logger|LoggerFactory)|ch\\.qos\\.logback\\..*")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.System\\$Logger")
                .check(CLASSES);
    }

    @Test
    void nothing_is_found_by_reflection_or_service_loader() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.ServiceLoader")
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(CLASSES);
    }

    private static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] cells = line.split("\\|", -1);
            String row = cells[0].strip();
            Set<String> imports = new HashSet<>(List.of(row, "reason", "log"));
            List<String> words = new ArrayList<>(Arrays.asList(cells[1].strip().split(" +")));
            for (String word : words) {
                switch (word.isEmpty() ? ' ' : word.charAt(0)) {
                    case ' ' -> {}
                    case '*' ->
                        allowed.keySet().stream()
                                .filter(above -> !SERVICES.contains(above))
                                .forEach(imports::add);
                    case '+' -> imports.addAll(SERVICES);
                    case '-' -> imports.remove(word.substring(1));
                    default -> imports.add(word);
                }
            }
            allowed.put(row, imports);
        }
        return allowed;
    }

    /** The longest row that is a prefix of the package; empty for the root and for what has no row. */
    private static String rowOf(JavaClass type) {
        String name = type.getPackageName();
        String within = name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
        String longest = "";
        for (String row : ALLOWED.keySet()) {
            if ((within.equals(row) || within.startsWith(row + ".")) && row.length() > longest.length()) {
                longest = row;
            }
        }
        return longest;
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }
}
