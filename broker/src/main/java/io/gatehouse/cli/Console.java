package io.gatehouse.cli;

import io.gatehouse.control.AdminClient;
import io.gatehouse.control.AdminJson;
import io.gatehouse.control.Answer;
import io.gatehouse.control.Operation;
import io.gatehouse.control.OperationClient;
import io.gatehouse.control.Outcome;
import java.io.PrintWriter;
import java.time.Duration;

/** What every command needs: somewhere to print, and the running broker to ask. Used by main only. */
final class Console implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Environment environment;
    private final GlobalOptions options;
    private final ChosenBroker broker;

    Console(Environment environment, GlobalOptions options) {
        this.environment = environment;
        this.options = options;
        this.broker = new ChosenBroker(environment, options);
    }

    Environment environment() {
        return environment;
    }

    GlobalOptions options() {
        return options;
    }

    PrintWriter out() {
        return environment.out();
    }

    boolean json() {
        return options.output == GlobalOptions.Format.json;
    }

    boolean color() {
        String noColor = environment.variable("NO_COLOR");
        return environment.terminal() && !options.noColor && (noColor == null || noColor.isEmpty());
    }

    /** Prints {@code value} as JSON where asked to, otherwise what {@code table} makes of it. */
    <T> void print(T value, java.util.function.Function<T, String> table) {
        out().print(json() ? AdminJson.pretty(value) + "\n" : table.apply(value));
        out().flush();
    }

    /**
     * The same for what a person reads and no program does: off a terminal, standard output is left to the lines of the
     * log, which are JSON there.
     */
    <T> void announce(T value, java.util.function.Function<T, String> text) {
        if (json() || environment.terminal()) {
            print(value, text);
        } else {
            environment.err().print(text.apply(value));
            environment.err().flush();
        }
    }

    void note(String words) {
        environment.err().println(words);
    }

    /** Asks the running broker; every ending but success becomes a failure that begins with {@code what}. */
    <Q extends Record, R extends Record> R ask(String what, Operation<Q, R> operation, Q request) {
        return ask(what, operation, request, options.timeout());
    }

    /** The same for what takes as long as the disk does: waits up to an hour, or longer where --timeout says so. */
    <Q extends Record, R extends Record> R askPatiently(String what, Operation<Q, R> operation, Q request) {
        Duration timeout = options.timeout();
        return ask(what, operation, request, timeout.compareTo(PATIENCE) < 0 ? PATIENCE : timeout);
    }

    private <Q extends Record, R extends Record> R ask(
            String what, Operation<Q, R> operation, Q request, Duration timeout) {
        return done(what, broker.client(timeout).call(operation, request));
    }

    /** What a broker answered; anything but a success becomes a failure. */
    static <R> R done(String what, Answer<R> answer) {
        if (answer instanceof Answer.Done<R>(R value)) {
            return value;
        }
        throw failure(what, answer);
    }

    /** How long to wait for an answer. */
    Duration timeout() {
        return options.timeout();
    }

    /** @param answer any but a success */
    static CommandFailure failure(String what, Answer<?> answer) {
        return switch (answer) {
            case Answer.Done<?> done -> throw new IllegalArgumentException("answer: " + done + " (expected: none)");
            case Answer.Refused<?>(var refusal) ->
                new CommandFailure(ExitCode.FAILED, refusal.code().name(), what, refusal.why(), refusal.remedy());
            case Answer.NotReachable<?>(String why, String remedy) ->
                new CommandFailure(ExitCode.NOT_REACHABLE, null, what, why, remedy);
            case Answer.NotAuthorised<?>(String why, String remedy) ->
                new CommandFailure(ExitCode.NOT_AUTHORISED, "NOT_AUTHORISED", what, why, remedy);
        };
    }

    /** The broker that was chosen, for whoever asks it a thousand things. */
    OperationClient broker() {
        return broker.client(options.timeout());
    }

    /** What came of something done in this process; a refusal becomes a failure. */
    static <R> R done(Outcome<R> outcome) {
        return switch (outcome) {
            case Outcome.Done<R>(R value) -> value;
            case Outcome.Refused<R>(var refusal) ->
                throw new CommandFailure(
                        ExitCode.FAILED, refusal.code().name(), refusal.what(), refusal.why(), refusal.remedy());
        };
    }

    /** Of the broker on the data folder, whatever context is in use. */
    AdminClient client() {
        return new AdminClient(options.dataFolder(environment), options.timeout());
    }

    @Override
    public void close() {
        broker.close();
    }
}
