package io.gatehouse.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on live connections and their shapes. */
public final class ConnectionApi {
    public static final Operation<Page, Listing> LIST = new Operation<>("conn/list", Page.class, Listing.class);
    /** Those whose certificate another connected client has, too. */
    public static final Operation<Page, Listing> SHARED = new Operation<>("conn/shared", Page.class, Listing.class);

    public static final Operation<Client, ConnectionView> DESCRIBE =
            new Operation<>("conn/describe", Client.class, ConnectionView.class);
    public static final Operation<Client, Client> KICK = new Operation<>("conn/kick", Client.class, Client.class);

    private ConnectionApi() {}

    public record Client(String clientId) {
        public Client {
            Shape.text("clientId", clientId, 65_535);
        }
    }

    public record Listing(
            List<ConnectionView> connections, @Nullable String next) {}
}
