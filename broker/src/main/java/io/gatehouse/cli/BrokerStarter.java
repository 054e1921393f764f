package io.gatehouse.cli;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationSource;
import io.gatehouse.control.BrokerView;

/** How {@code up} starts a broker. The wiring implements it; this package never sees what it wires. */
@FunctionalInterface
public interface BrokerStarter {
    /**
     * Returns once every listener accepts.
     *
     * @param source where the configuration came from, and where a reload reads it
     * @throws StartFailure when it cannot, with nothing left running
     */
    Running start(Configuration configuration, ConfigurationSource source) throws StartFailure;

    /** A broker that was started. */
    interface Running {
        BrokerView view();

        /** Returns when the broker has stopped, by a signal or by itself: 0 when in order, 1 when not. */
        int awaitStopped() throws InterruptedException;
    }

    /** The broker did not start. */
    final class StartFailure extends Exception {
        private static final long serialVersionUID = 1;

        private final String why;
        private final String remedy;

        public StartFailure(String why, String remedy) {
            super(why);
            this.why = why;
            this.remedy = remedy;
        }

        public StartFailure(String why, String remedy, Throwable cause) {
            super(why, cause);
            this.why = why;
            this.remedy = remedy;
        }

        public String why() {
            return why;
        }

        public String remedy() {
            return remedy;
        }
    }
}
