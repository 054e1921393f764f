package io.gatehouse.cli;

import java.net.URL;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Decides where logs go, once the command line was read and before anything asks for a logger: SLF4J reads these
 * properties once.
 */
final class Logs {
    private static final String NOWHERE = "org.slf4j.helpers.NOP_FallbackServiceProvider";

    private Logs() {}

    /** A broker logs as {@code logback.xml} says; every other command says what it has to say by itself. */
    static void choose(boolean broker) {
        if (broker) {
            // HiveMQ's jar has a logback.xml too; named by its place, ours is taken without a page of warnings.
            URL ours = Logs.class.getResource("/logback.xml");
            if (ours != null) {
                setUnlessSet("logback.configurationFile", ours.toString());
            }
        } else {
            // Starting Logback takes a third of a short command's time, to print nothing.
            setUnlessSet("slf4j.provider", NOWHERE);
            setUnlessSet("slf4j.internal.verbosity", "WARN");
            Logger.getLogger("").setLevel(Level.OFF);
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
