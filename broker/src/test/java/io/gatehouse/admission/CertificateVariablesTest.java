package io.gatehouse.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.VariableNames;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** A certificate as the AWS IoT developer guide shows one ("Using X.509 certificate policy variables"). */
class CertificateVariablesTest {
    private static final String ISSUER = "C=US,O=IoT Devices,OU=SmartHome,ST=WA,CN=IoT Devices Primary CA,"
            + "GIVENNAME=Primary CA1,INITIALS=XY,DN=Example corp,SURNAME=SmartHome,T=CA1,Pseudonym=Primary_CA,"
            + "GENERATION=2,SERIALNUMBER=987";
    private static final String SUBJECT = "C=US,O=IoT Devices,OU=LightBulb,ST=NY,CN=LightBulb Device Cert,"
            + "GIVENNAME=Bulb,INITIALS=ZZ,DN=Bulb001,SURNAME=Multi Color,T=RGB,Pseudonym=RGB Device,"
            + "GENERATION=4,SERIALNUMBER=123";
    private static final BigInteger SERIAL = new BigInteger("921285cbb7a5e086", 16);

    private static X509Certificate certificate(String subject, GeneralName... alternatives) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(ISSUER),
                SERIAL,
                Date.from(Instant.EPOCH),
                Date.from(Instant.ofEpochSecond(2_000_000_000)),
                new X500Name(subject),
                keys.getPublic());
        if (alternatives.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addExtension(
                    Extension.issuerAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "issuer.example.com")));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    @Test
    void every_attribute_of_subject_and_issuer_has_its_value() throws Exception {
        X509Certificate certificate = certificate(SUBJECT);
        Map<String, List<String>> ofSubject = CertificateVariables.ofSubject(certificate);
        Map<String, List<String>> ofIssuer = CertificateVariables.ofIssuer(certificate);

        List<String> subject = new ArrayList<>();
        List<String> issuer = new ArrayList<>();
        for (String name : VariableNames.NAME_ATTRIBUTES) {
            subject.addAll(ofSubject.get(VariableNames.SUBJECT_PREFIX + name));
            issuer.addAll(ofIssuer.get(VariableNames.ISSUER_PREFIX + name));
        }
        assertThat(subject)
                .containsExactly(
                        "Bulb001",
                        "US",
                        "IoT Devices",
                        "LightBulb",
                        "NY",
                        "LightBulb Device Cert",
                        "123",
                        "RGB",
                        "Multi Color",
                        "Bulb",
                        "ZZ",
                        "RGB Device",
                        "4");
        assertThat(issuer)
                .containsExactly(
                        "Example corp",
                        "US",
                        "IoT Devices",
                        "SmartHome",
                        "WA",
                        "IoT Devices Primary CA",
                        "987",
                        "CA1",
                        "SmartHome",
                        "Primary CA1",
                        "XY",
                        "Primary_CA",
                        "2");
        assertThat(CertificateVariables.serialNumber(certificate)).isEqualTo("10525622389124227206");
    }

    @Test
    void every_kind_of_alternative_name_has_its_value() throws Exception {
        X509Certificate certificate = certificate(
                SUBJECT,
                new GeneralName(GeneralName.dNSName, "example.com"),
                new GeneralName(GeneralName.dNSName, "second.example.com"),
                new GeneralName(GeneralName.iPAddress, "192.0.2.4"),
                new GeneralName(GeneralName.rfc822Name, "email@example.com"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.com"),
                new GeneralName(new X500Name("C=US,ST=NY,CN=LightBulb")));
        String prefix = VariableNames.SUBJECT_PREFIX + VariableNames.ALTERNATIVE;

        assertThat(CertificateVariables.ofSubject(certificate))
                .containsEntry(prefix + "DNSName", List.of("example.com", "second.example.com"))
                .containsEntry(prefix + "IPAddress", List.of("192.0.2.4"))
                .containsEntry(prefix + "RFC822Name", List.of("email@example.com"))
                .containsEntry(prefix + "UniformResourceIdentifier", List.of("https://example.com"))
                .containsEntry(prefix + "DirectoryName", List.of("CN=LightBulb,ST=NY,C=US"));
        assertThat(CertificateVariables.ofIssuer(certificate))
                .containsEntry(
                        VariableNames.ISSUER_PREFIX + VariableNames.ALTERNATIVE + "DNSName",
                        List.of("issuer.example.com"));
    }

    @Test
    void several_values_keep_their_order_and_the_sixth_is_ignored() throws Exception {
        Map<String, List<String>> values =
                CertificateVariables.ofSubject(certificate("O=one,O=two+CN=x,O=three,O=four,O=five,O=six"));

        assertThat(values.get(VariableNames.SUBJECT_PREFIX + "Organization"))
                .containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void what_a_certificate_does_not_say_has_no_value() throws Exception {
        assertThat(CertificateVariables.ofSubject(certificate("L=Berlin"))).isEmpty();
    }
}
