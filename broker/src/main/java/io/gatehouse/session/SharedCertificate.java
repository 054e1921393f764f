package io.gatehouse.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client came with a certificate that other connected clients have.
 *
 * @param clientId who came
 * @param thing who came stands for
 * @param address who came has, without port
 * @param others client ids that were there, in the order of their coming, {@link SharedCertificates#MOST_TOLD} at most
 * @param clients how many there are with the one that came, whether or not it is let in
 * @param refused whether it is not let in
 */
public record SharedCertificate(
        String certificateId,
        String clientId,
        @Nullable String thing,
        String address,
        List<String> others,
        int clients,
        boolean refused) {
    public SharedCertificate {
        others = List.copyOf(others);
    }
}
