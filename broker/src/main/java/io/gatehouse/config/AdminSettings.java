package io.gatehouse.config;

/**
 * The socket that {@code gatehouse thing}, {@code cert}, … speak to.
 *
 * @param host a loopback address; whoever wants to administer from elsewhere comes through ssh
 * @param port 0 takes a free one; the commands find it through {@code admin.json} in the data folder
 */
public record AdminSettings(String host, int port) {
    public static final AdminSettings DEFAULTS = new AdminSettings("127.0.0.1", 0);

    public AdminSettings {
        Check.that(!host.isBlank(), "host", host, "a loopback address");
        Check.range("port", port, 0, 65_535);
    }
}
