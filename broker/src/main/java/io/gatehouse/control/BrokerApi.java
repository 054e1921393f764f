package io.gatehouse.control;

/** The operations on the broker itself. */
public final class BrokerApi {
    public static final Operation<Nothing, BrokerView> DESCRIBE =
            new Operation<>("broker/describe", Nothing.class, BrokerView.class);

    private BrokerApi() {}

    /** A request without members. */
    public record Nothing() {}
}
