package io.gatehouse.cli;

/** Which Gatehouse this is. */
public final class Version {
    private Version() {}

    /** From the jar's manifest; {@code development} where the classes come from a folder. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static String line() {
        return "gatehouse " + current() + ", Java " + Runtime.version().feature() + " ("
                + System.getProperty("java.vendor") + "), " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }
}
