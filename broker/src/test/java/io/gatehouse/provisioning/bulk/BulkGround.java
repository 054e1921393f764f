package io.gatehouse.provisioning.bulk;

import static io.gatehouse.RunningBroker.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.audit.Audit;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.pki.PkiException;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.provisioning.ProvisioningPlan;
import io.gatehouse.provisioning.ThingProvisioning;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.Thing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open registry over a store in memory, an authority that issues, and folders for input and reports. */
abstract class BulkGround {
    static final String ROLE = "arn:aws:iam::000000000000:role/bulk";

    /** A thing named by its serial number, with a certificate for its signing request and a policy. */
    static final String TEMPLATE = """
            {"Parameters": {"Serial": {"Type": "String"}, "Csr": {"Type": "String"}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                  "ThingName": {"Fn::Join": ["", ["pump-", {"Ref": "Serial"}]]},
                  "AttributePayload": {"serial": {"Ref": "Serial"}}}},
               "certificate": {"Type": "AWS::IoT::Certificate", "Properties": {
                  "CertificateSigningRequest": {"Ref": "Csr"}, "Status": "ACTIVE"}},
               "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {
                  "Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]}}}}}""";

    private static final String CSR = SigningRequest.create().pem();
    private static final String ANOTHER_CSR = SigningRequest.create().pem();

    @TempDir
    private static Path authorityFolder;

    private static DevelopmentCa authority;

    @TempDir
    Path folder;

    final MemoryKeyValue store = new MemoryKeyValue();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    Metrics metrics;
    Registry registry;
    Audit audit;
    ThingRegistrar registrar;

    @BeforeAll
    static void makeAuthority() throws PkiException {
        authority = DevelopmentCa.openOrCreate(authorityFolder);
    }

    @BeforeEach
    void openGround() throws StoreException, IOException {
        metrics = opened(new Metrics(1));
        registry = opened(Registry.open(store, SCOPE, RegistryLimits.STRICT, InstantSource.system()));
        audit = opened(Audit.open(data(), InstantSource.system()));
        registrar = registrar(IssuingRules.asAws(2));
        Files.createDirectories(folder.resolve("bulk/factory"));
    }

    @AfterEach
    void closeGround() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    ThingRegistrar registrar(IssuingRules rules) {
        return new ThingRegistrar(registry, new DeviceIssuer(authority.issuingAuthority(), rules, Clock.SYSTEM), SCOPE);
    }

    Path data() {
        return folder.resolve("data");
    }

    BulkRegistration openTasks() throws StoreException {
        return openTasks(registrar::register);
    }

    /** One more over the same store and folders, as after a restart. */
    BulkRegistration openTasks(Function<ProvisioningPlan, ThingProvisioning> through) throws StoreException {
        BulkRegistration tasks = opened(new BulkRegistration(
                new InputFolder(folder.resolve("bulk")),
                new TaskReports(data()),
                new LineRegistration(registry, through, InstantSource.system()),
                TaskTable.open(store),
                audit,
                SCOPE,
                metrics.bulkRegistration(),
                Clock.SYSTEM));
        tasks.begin();
        return tasks;
    }

    /** A line with a signing request, the same for all. */
    static String device(String serial) {
        return device(serial, CSR);
    }

    /** The same with another key. */
    static String anotherDevice(String serial) {
        return device(serial, ANOTHER_CSR);
    }

    private static String device(String serial, String csr) {
        return Json.print(
                JsonValue.object().put("Serial", serial).put("Csr", csr).build());
    }

    Path input(String... lines) throws IOException {
        return Files.writeString(folder.resolve("bulk/factory/devices.jsonl"), String.join("\n", lines) + "\n");
    }

    static String start(BulkRegistration tasks) {
        TaskStart came = tasks.start("ada", TEMPLATE, "factory", "devices.jsonl", ROLE);
        assertThat(came).isInstanceOf(TaskStart.Started.class);
        return ((TaskStart.Started) came).task().id();
    }

    static RegistrationTask ended(BulkRegistration tasks, String id) {
        await().until(() -> known(tasks, id).status().isFinal());
        return known(tasks, id);
    }

    static RegistrationTask known(BulkRegistration tasks, String id) {
        RegistrationTask task = tasks.find(id);
        assertThat(task).as(id).isNotNull();
        return task;
    }

    List<JsonObject> report(String id, ReportType type) throws IOException {
        return Files.readAllLines(new TaskReports(data()).file(id, type)).stream()
                .map(BulkGround::object)
                .toList();
    }

    private static JsonObject object(String line) {
        return (JsonObject) ((JsonParse.Parsed) Json.parse(line, JsonLimits.DEFAULT)).value();
    }

    List<String> things() {
        return registry.things("", null, 1000).stream().map(Thing::name).toList();
    }

    static String arn(String resource) {
        return RunningBroker.SCOPE.arn(resource);
    }
}
