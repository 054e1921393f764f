package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.registry.CertificateStatus;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.AttributePayload;
import software.amazon.awssdk.services.iot.model.IotException;

/** A control plane that listens, and AWS's own client, which signs, encodes and reads as it does for AWS. */
abstract class AwsSdkGround {
    @TempDir
    Path folder;

    RunningControlPlane running;
    IotClient iot;

    @BeforeEach
    void start() throws Exception {
        running = new RunningControlPlane(folder, ControlPlaneLimits.USUAL);
        iot = running.sdk("ADMIN", HttpClient.Version.HTTP_2);
    }

    @AfterEach
    void stop() {
        iot.close();
        running.close();
    }

    static String arn(String resource) {
        return TestControlPlane.arn(resource);
    }

    static <E extends IotException> E refused(Class<E> error, ThrowingCallable what, String message) {
        E thrown = catchThrowableOfType(error, what);
        assertThat(thrown).hasMessageContaining(message);
        return thrown;
    }

    static Consumer<AttributePayload.Builder> attributes(Map<String, String> attributes, boolean merge) {
        return payload -> payload.attributes(attributes).merge(merge);
    }

    String certificate(String name, CertificateStatus status) {
        return running.ground.certificate(name, status);
    }

    String certificateArn(String name) {
        return arn("cert/" + certificate(name, CertificateStatus.INACTIVE));
    }
}
