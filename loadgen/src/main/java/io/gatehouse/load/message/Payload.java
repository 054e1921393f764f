package io.gatehouse.load.message;

import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.message.Template.Values;
import io.gatehouse.load.message.Template.Variable;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What messages carry. Each has its {@link Stamp} in it. Immutable. */
public sealed interface Payload {
    /** There is no room for less. */
    int LEAST_BYTES = Stamp.BYTES;

    /** The payload of one message; an array of its own. */
    byte[] of(Values values);

    /** In words, for people. */
    String words();

    /** Octets that are the same in each message, behind its stamp, and cannot be compressed. */
    final class Filling implements Payload {
        private final byte[] filling;

        private Filling(byte[] filling) {
            this.filling = filling;
        }

        /**
         * Of so many octets.
         *
         * @param bytes {@link #LEAST_BYTES} or more
         * @param seed of what is in them
         */
        public static Filling of(int bytes, long seed) {
            byte[] filling = new byte[bytes];
            new Random(seed).nextBytes(filling);
            return new Filling(filling);
        }

        @Override
        public byte[] of(Values values) {
            byte[] payload = filling.clone();
            values.stamp().write(payload);
            return payload;
        }

        @Override
        public String words() {
            return filling.length + " B";
        }
    }

    /** A text of a template. */
    record Text(Template template) implements Payload {
        /** Taken where the stamp has its place. */
        public static Attempt<Payload> of(String text) {
            return withStamp(Template.of(text));
        }

        /** The same of a JSON text, see {@link JsonText}. */
        static Attempt<Payload> ofJson(String text) {
            return withStamp(Template.ofJson(text));
        }

        private static Attempt<Payload> withStamp(Attempt<Template> read) {
            return switch (read) {
                case Attempt.Failed<Template>(Problem problem) -> Attempt.failed(problem);
                case Attempt.Done<Template>(Template template)
                when template.has(Variable.STAMP) -> Attempt.done(new Text(template));
                case Attempt.Done<Template>(Template template) ->
                    Attempt.failed(Problem.input(
                            template + " (expected: %s in it, for the " + Stamp.CHARACTERS
                                    + " characters by which each message is known when it arrives)",
                            "put %s where it does no harm, in quotes where the text is JSON"));
            };
        }

        @Override
        public byte[] of(Values values) {
            return template.of(values).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String words() {
            return template.toString();
        }
    }
}
