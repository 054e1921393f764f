import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Publishes one message as {{thing}} and receives it. Needs org.eclipse.paho.mqttv5.client 1.2.5 on the class path. */
public class PahoJava {
    static final Path FOLDER = Path.of("{{folder}}");

    public static void main(String[] arguments) throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(tls().getSocketFactory());
        MqttClient client = new MqttClient("ssl://{{host}}:{{port}}", "{{thing}}", new MemoryPersistence());
        CountDownLatch received = new CountDownLatch(1);
        client.setCallback(new MqttCallback() {
            @Override
            public void messageArrived(String topic, MqttMessage message) {
                System.out.println(topic + " " + new String(message.getPayload()));
                received.countDown();
            }

            @Override
            public void disconnected(MqttDisconnectResponse response) {}

            @Override
            public void mqttErrorOccurred(MqttException exception) {}

            @Override
            public void deliveryComplete(IMqttToken token) {}

            @Override
            public void connectComplete(boolean reconnect, String serverUri) {}

            @Override
            public void authPacketArrived(int reasonCode, MqttProperties properties) {}
        });
        client.connect(options);
        client.subscribe("{{thing}}/#", 1);
        client.publish("{{thing}}/hello", new MqttMessage("{\"on\":true}".getBytes()));
        received.await(10, TimeUnit.SECONDS);
        client.disconnect();
        client.close();
    }

    static SSLContext tls() throws Exception {
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        String pem = Files.readString(FOLDER.resolve("key.pem")).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));

        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        try (FileInputStream chain = new FileInputStream(FOLDER.resolve("chain.pem").toFile())) {
            own.setKeyEntry("device", key, new char[0],
                    certificates.generateCertificates(chain).toArray(new Certificate[0]));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);

        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (FileInputStream ca = new FileInputStream(FOLDER.resolve("ca.pem").toFile())) {
            trusted.setCertificateEntry("broker", certificates.generateCertificate(ca));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
