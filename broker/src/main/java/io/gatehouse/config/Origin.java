package io.gatehouse.config;

/** Where a value came from. Its text is what is printed before a problem and beside an effective value. */
public sealed interface Origin {
    /** Nobody set it: the record's own default. */
    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /**
     * A place in the configuration file.
     *
     * @param line from 1
     * @param column from 1
     */
    record InFile(String file, int line, int column) implements Origin {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }

    /** An environment variable, by its name. */
    record Environment(String variable) implements Origin {
        @Override
        public String toString() {
            return "environment " + variable;
        }
    }

    /** A flag of the command line, with its dashes. */
    record Flag(String flag) implements Origin {
        @Override
        public String toString() {
            return "flag " + flag;
        }
    }
}
