package io.gatehouse.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Which connected clients have which certificate, over all loops. A certificate is meant for one device: two clients
 * that have it at once are a copied key, or a fleet that was given one. AWS IoT Core looks for that once a day
 * (DEVICE_CERTIFICATE_SHARED_CHECK of Device Defender); here the second one is known when it comes.
 *
 * <p>Any thread. What is asked about one certificate is answered in one order, so that of two clients that come at the
 * same time on two loops one is the second. As large as there are connected clients: a few words for a certificate with
 * one client, a set for one with more. Touched when a client comes and goes, and never for a message.
 */
public final class SharedCertificates {
    /** Client ids that are told of those that share a certificate. */
    public static final int MOST_TOLD = 8;

    private final ConcurrentMap<String, Holders> byCertificate = new ConcurrentHashMap<>();
    private final AtomicInteger shared = new AtomicInteger();
    private final LongAdder found = new LongAdder();

    /**
     * The other clients of a certificate.
     *
     * @param count of them
     * @param first client ids in the order of their coming, {@link #MOST_TOLD} at most
     */
    public record Others(int count, List<String> first) {
        public static final Others NONE = new Others(0, List.of());

        public Others {
            first = List.copyOf(first);
        }
    }

    /** The connected clients of a certificate. */
    private sealed interface Holders {}

    private record One(String clientId) implements Holders {}

    /** Two or more; touched only within the map's computation for its certificate. */
    private record Several(Set<String> clientIds) implements Holders {}

    SharedCertificates() {}

    /**
     * A client comes. One that is there already, and whose connection is being taken over, is nobody new.
     *
     * @param alone whether it is to stay out where there are others
     * @return who is there besides, where the client is new
     */
    Others enter(String certificateId, String clientId, boolean alone) {
        Coming coming = new Coming(clientId, alone);
        byCertificate.compute(certificateId, (_, present) -> coming.join(present));
        return coming.others;
    }

    /** One coming client, for the time of the computation. */
    private final class Coming {
        private final String clientId;
        private final boolean alone;
        private Others others = Others.NONE;

        Coming(String clientId, boolean alone) {
            this.clientId = clientId;
            this.alone = alone;
        }

        Holders join(@Nullable Holders present) {
            return switch (present) {
                case null -> new One(clientId);
                case One one -> one.clientId().equals(clientId) ? one : second(one);
                case Several several -> several.clientIds().contains(clientId) ? several : next(several);
            };
        }

        private Holders second(One one) {
            found.increment();
            others = new Others(1, List.of(one.clientId()));
            if (alone) {
                return one;
            }
            shared.incrementAndGet();
            Set<String> clientIds = new LinkedHashSet<>(); // its first ones are found however many have left
            clientIds.add(one.clientId());
            clientIds.add(clientId);
            return new Several(clientIds);
        }

        private Holders next(Several several) {
            found.increment();
            others = othersIn(several, clientId);
            if (!alone) {
                several.clientIds().add(clientId);
            }
            return several;
        }
    }

    /** A client that had come is gone, or was not let in after all. */
    void leave(String certificateId, String clientId) {
        byCertificate.computeIfPresent(certificateId, (_, present) -> switch (present) {
            case One one -> one.clientId().equals(clientId) ? null : one;
            case Several several -> without(several, clientId);
        });
    }

    private Holders without(Several several, String clientId) {
        Set<String> left = several.clientIds();
        left.remove(clientId);
        if (left.size() > 1) {
            return several;
        }
        shared.decrementAndGet();
        return new One(left.iterator().next());
    }

    /** Who else has this certificate now. */
    public Others othersOf(String certificateId, String clientId) {
        if (!(byCertificate.get(certificateId) instanceof Several)) {
            return Others.NONE; // as nearly all of a list are
        }
        Others[] answer = {Others.NONE};
        byCertificate.computeIfPresent(certificateId, (_, present) -> {
            if (present instanceof Several several) {
                answer[0] = othersIn(several, clientId);
            }
            return present;
        });
        return answer[0];
    }

    private static Others othersIn(Several several, String clientId) {
        Set<String> all = several.clientIds();
        List<String> first = all.stream()
                .filter(other -> !other.equals(clientId))
                .limit(MOST_TOLD)
                .toList();
        return new Others(all.size() - (all.contains(clientId) ? 1 : 0), first);
    }

    /** Certificates that two clients or more have now. */
    public int count() {
        return shared.get();
    }

    /** How often a client came, or wanted to, with a certificate that another one had; since the start. */
    public long found() {
        return found.sum();
    }

    /** Certificates with a connected client. */
    int certificates() {
        return byCertificate.size();
    }
}
