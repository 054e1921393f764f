package io.gatehouse.control;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operations on many devices at once and their shapes: for a fleet that comes, goes, or is shut out as a whole.
 * Each device stands or falls for itself and is answered in its place; only a request that is itself not acceptable is
 * refused as a whole.
 */
public final class FleetApi {
    /** The most devices, things or certificates of one request. */
    public static final int MOST = 1000;

    public static final Operation<BrokerApi.Nothing, Target> DESCRIBE =
            new Operation<>("fleet/describe", BrokerApi.Nothing.class, Target.class);
    public static final Operation<Register, Registered> REGISTER =
            new Operation<>("fleet/register", Register.class, Registered.class);
    public static final Operation<Remove, Removed> REMOVE =
            new Operation<>("fleet/remove", Remove.class, Removed.class);
    public static final Operation<SetStatus, StatusSet> SET_STATUS =
            new Operation<>("fleet/set-status", SetStatus.class, StatusSet.class);

    private FleetApi() {}

    /**
     * What a fleet has to know before it is made.
     *
     * @param arnPrefix what resources of policies begin with: {@code arn:PARTITION:iot:REGION:ACCOUNT:}
     * @param host where devices connect to, as {@code thing create} writes it
     * @param caPem what devices verify the server with
     */
    public record Target(String arnPrefix, String host, int port, String caPem) {}

    /**
     * A policy and devices. What is there already is not made again, so a request that was interrupted is repeated.
     *
     * @param policy created if it does not exist, kept if it has that very document in force; if another document
     *     stands under its name the whole request is refused. {@code null} for none
     * @param devices 1 to {@link #MOST}
     */
    public record Register(@Nullable Policy policy, List<Device> devices) {
        public Register {
            devices = several("devices", devices);
            if (policy == null) {
                for (Device device : devices) {
                    if (device.policy()) {
                        throw new ShapeException(
                                "policy: missing (expected: a policy; device " + device.thing() + " is to have it)");
                    }
                }
            }
        }
    }

    /** A policy by its name and what it says. */
    public record Policy(String name, String document) {
        public Policy {
            Shape.text("name", name, 128);
            Shape.text("document", document, 200_000);
        }
    }

    /**
     * One device.
     *
     * @param thing its name; a thing that exists gets the certificate beside those it has
     * @param certificate PEM, or DER in base64; a chain after it is ignored
     * @param active whether it is let in
     * @param policy whether it gets the policy of the request
     */
    public record Device(String thing, String certificate, boolean active, boolean policy) {
        public Device {
            Shape.text("thing", thing, 128);
            Shape.text("certificate", certificate, 64 * 1024);
        }
    }

    /** What became of one of many. */
    public enum Result {
        /** It is as asked for now, and was not before. */
        DONE,
        /** It was as asked for already. */
        UNCHANGED,
        /** Nothing of it was done. */
        REFUSED
    }

    /**
     * What became of each device, in the order of the request.
     *
     * @param policyCreated false where it was there, or none was asked for
     */
    public record Registered(boolean policyCreated, List<DeviceResult> devices) {}

    /** @param certificateId {@code null} where the device was refused, as {@code refusal} is elsewhere */
    public record DeviceResult(
            String thing,
            Result result,
            @Nullable String certificateId,
            @Nullable Refusal refusal) {}

    /** @param things names, 1 to {@link #MOST}, each once */
    public record Remove(List<String> things) {
        public Remove {
            things = different("things", things, 128);
        }
    }

    /** What became of each thing, in the order of the request. */
    public record Removed(List<ThingResult> things) {}

    /**
     * What became of a thing and its certificates.
     *
     * @param removed ids of the certificates that are gone with it; they are let in no more
     * @param kept certificates that are still registered, without the thing
     * @param refusal {@code null} where it is gone
     */
    public record ThingResult(
            String thing,
            Result result,
            List<String> removed,
            List<Kept> kept,
            @Nullable Refusal refusal) {}

    /** @param why as the end of a sentence about the certificate */
    public record Kept(String certificateId, String why) {}

    /** @param ids whole certificate ids, 1 to {@link #MOST}, each once */
    public record SetStatus(List<String> ids, CertificateApi.Status status) {
        public SetStatus {
            ids = different("ids", ids, 64);
            Shape.there("status", status);
        }
    }

    /** What became of each certificate, in the order of the request. */
    public record StatusSet(List<StatusResult> certificates) {}

    /** @param refusal {@code null} where the certificate has the status */
    public record StatusResult(
            String id, Result result, @Nullable Refusal refusal) {}

    private static <T> List<T> several(String name, @Nullable List<T> list) {
        List<T> all = Shape.there(name, list);
        if (all.isEmpty() || all.size() > MOST) {
            throw new ShapeException(
                    name + ": " + all.size() + " (expected: 1 to " + MOST + "; send more in several requests)");
        }
        all.forEach(one -> Shape.there(name, one));
        return List.copyOf(all);
    }

    private static List<String> different(String name, @Nullable List<String> list, int longest) {
        List<String> texts = several(name, list);
        texts.forEach(text -> Shape.text(name, text, longest));
        Set<String> once = texts.stream().collect(Collectors.toSet());
        if (once.size() < texts.size()) {
            throw new ShapeException(
                    name + ": " + (texts.size() - once.size()) + " more than once (expected: each once)");
        }
        return texts;
    }
}
