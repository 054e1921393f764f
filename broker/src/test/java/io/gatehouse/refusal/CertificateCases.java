package io.gatehouse.refusal;

import static io.gatehouse.RunningBroker.done;
import static io.gatehouse.refusal.Misconfiguration.ended;
import static io.gatehouse.refusal.Misconfiguration.refused;

import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** The handshake completes; the registry says no. */
final class CertificateCases {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int NOT_AUTHORIZED_3 = 5;
    private static final Duration DAY = Duration.ofDays(1);

    private CertificateCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.of(unknown(), known(), issued()).flatMap(cases -> cases);
    }

    private static Stream<Misconfiguration> issued() {
        return Stream.of(
                refused(
                                "a certificate that is on the CRL of its authority",
                                Reason.CERTIFICATE_REVOKED_BY_CRL,
                                scene -> scene.connect(
                                                scene.registered(Issuing.listed(scene), CertificateStatus.ACTIVE))
                                        .saying("CRL of O=test,CN=careful"))
                        .at(Setting.ISSUED)
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a certificate whose authority forgot to renew its CRL, in hard mode",
                                Reason.CERTIFICATE_CRL_STALE,
                                scene -> scene.connect(
                                        scene.registered(Issuing.forgotten(scene), CertificateStatus.ACTIVE)))
                        .at(Setting.ISSUED)
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a certificate that its authority revoked, as its responder says",
                                Reason.CERTIFICATE_REVOKED_BY_OCSP,
                                scene ->
                                        scene.connect(scene.registered(Issuing.asked(scene), CertificateStatus.ACTIVE)))
                        .at(Setting.ISSUED)
                        .answered(NOT_AUTHORIZED));
    }

    private static Stream<Misconfiguration> unknown() {
        return Stream.of(
                refused(
                                "a certificate that nobody registered",
                                Reason.CERTIFICATE_UNKNOWN,
                                scene -> scene.connect(scene.stranger()))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "mosquitto_pub with a certificate that nobody registered",
                                Reason.CERTIFICATE_UNKNOWN,
                                scene -> {
                                    TestDevice device = scene.stranger();
                                    Path files = Programs.filesOf(device);
                                    String said = Programs.mosquittoPub(
                                            scene,
                                            "-V",
                                            "mqttv311",
                                            "-t",
                                            "x",
                                            "--cafile",
                                            files.resolve("ca.pem").toString(),
                                            "--cert",
                                            files.resolve("chain.pem").toString(),
                                            "--key",
                                            files.resolve("key.pem").toString());
                                    return Trace.told3(device, said.contains("not authorised") ? NOT_AUTHORIZED_3 : 0);
                                })
                        .answered(NOT_AUTHORIZED_3),
                refused(
                                "a certificate whose authority is registered, and it is not",
                                Reason.CERTIFICATE_UNKNOWN,
                                scene -> {
                                    TestDevice authority = Certificates.authority(scene.name() + "-factory");
                                    done(scene.broker()
                                            .registry()
                                            .registerCa(Certificates.der(authority), CaStatus.ACTIVE));
                                    return scene.connect(Certificates.signedBy(authority, scene.name()));
                                })
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a new certificate with the subject of the old one",
                                Reason.CERTIFICATE_UNKNOWN,
                                scene -> scene.connect(Certificates.lookAlike(scene.device())))
                        .answered(NOT_AUTHORIZED),
                refused("a certificate that was deleted", Reason.CERTIFICATE_UNKNOWN, scene -> {
                            TestDevice device = scene.registered(scene.stranger(), CertificateStatus.INACTIVE);
                            done(scene.broker().registry().detachPolicy(scene.name(), device.certificateId()));
                            done(scene.broker().registry().deleteCertificate(device.certificateId()));
                            return scene.connect(device);
                        })
                        .answered(NOT_AUTHORIZED));
    }

    private static Stream<Misconfiguration> known() {
        return Stream.of(
                refused(
                                "a certificate that was registered and not activated",
                                Reason.CERTIFICATE_INACTIVE,
                                scene -> scene.connect(scene.registered(scene.stranger(), CertificateStatus.INACTIVE)))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a certificate that waits for activation",
                                Reason.CERTIFICATE_PENDING_ACTIVATION,
                                scene -> scene.connect(
                                        scene.registered(scene.stranger(), CertificateStatus.PENDING_ACTIVATION)))
                        .answered(NOT_AUTHORIZED),
                refused("a revoked certificate of a 3.1.1 client", Reason.CERTIFICATE_REVOKED, scene -> {
                            TestDevice device = scene.registered(scene.stranger(), CertificateStatus.REVOKED);
                            try {
                                device.mqtt3(scene.broker()).connect();
                                return Trace.told3(device, 0);
                            } catch (Mqtt3ConnAckException refused) {
                                return Trace.told3(
                                        device,
                                        refused.getMqttMessage().getReturnCode().getCode());
                            }
                        })
                        .answered(NOT_AUTHORIZED_3),
                refused("a certificate that has ended", Reason.CERTIFICATE_EXPIRED, scene -> {
                            TestDevice device = valid(
                                    scene,
                                    Instant.now().minus(DAY),
                                    Instant.now().plus(DAY));
                            Setting.SHIFTED.shift(DAY.multipliedBy(2));
                            try {
                                return scene.connect(device);
                            } finally {
                                Setting.SHIFTED.shift(Duration.ZERO);
                            }
                        })
                        .at(Setting.RESUMING)
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a certificate that has not begun, or a clock that is slow",
                                Reason.CERTIFICATE_NOT_YET_VALID,
                                scene -> scene.connect(valid(
                                        scene,
                                        Instant.now().plus(DAY),
                                        Instant.now().plus(DAY.multipliedBy(2)))))
                        .answered(NOT_AUTHORIZED),
                refused("a second client with the certificate of the first", Reason.CERTIFICATE_SHARED, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient first = scene.connected(device);
                                    RawClient second = scene.dial(device)) {
                                Answer answer = second.connect(Connect.mqtt5(scene.name() + "-copy"));
                                second.awaitClosed();
                                first.publish("still", "here", 1);
                                return Trace.of(device, scene.name() + "-copy", answer)
                                        .saying("connected with this certificate: " + scene.name());
                            }
                        })
                        .at(Setting.SOLE)
                        .answered(NOT_AUTHORIZED),
                ended(
                                "a certificate that is revoked while its device is connected",
                                Reason.CERTIFICATE_REVOKED,
                                scene -> {
                                    TestDevice device = scene.device();
                                    try (RawClient client = scene.connected(device)) {
                                        done(scene.broker()
                                                .registry()
                                                .setCertificateStatus(
                                                        device.certificateId(), CertificateStatus.REVOKED));
                                        return Trace.of(device, client.expect(Answer.DISCONNECT));
                                    }
                                })
                        .answered(NOT_AUTHORIZED));
    }

    private static TestDevice valid(Scene scene, Instant from, Instant until) {
        return scene.registered(Certificates.valid(scene.name(), from, until), CertificateStatus.ACTIVE);
    }
}
