package io.gatehouse.cli;

import io.gatehouse.control.AdminClient;
import io.gatehouse.control.OperationClient;
import io.gatehouse.pki.Pem;
import io.gatehouse.remote.RemoteBroker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which broker a command speaks to. The flag wins ({@code --context} or {@code --data}), then the environment
 * ({@code GATEHOUSE_CONTEXT}, then {@code GATEHOUSE_DATA}), then the context in use; without any of them it is the
 * broker on {@code ./data}.
 */
final class ChosenBroker implements AutoCloseable {
    private static final String WHAT = "nothing was done";

    private final Environment environment;
    private final GlobalOptions options;
    private final Map<Duration, OperationClient> clients = new HashMap<>();

    ChosenBroker(Environment environment, GlobalOptions options) {
        this.environment = environment;
        this.options = options;
    }

    /** Kept for the whole command: it may ask a thousand times. */
    OperationClient client(Duration timeout) {
        return clients.computeIfAbsent(timeout, this::open);
    }

    private OperationClient open(Duration timeout) {
        BrokerContext context = context();
        if (context == null) {
            return new AdminClient(options.dataFolder(environment), timeout);
        }
        RemoteBroker.AccessKey key =
                context.credentials() instanceof BrokerContext.Credentials.AccessKey(String id, String secret)
                        ? new RemoteBroker.AccessKey(id, secret)
                        : null;
        return RemoteBroker.at(
                context.endpoint(),
                new ContextTls(WHAT).of(context),
                key,
                caPem(context),
                timeout,
                InstantSource.system());
    }

    /** {@code null} for the broker on a data folder. */
    private @Nullable BrokerContext context() {
        String name = named();
        if (name == null || name.equals(BrokerContext.LOCAL)) {
            return null;
        }
        BrokerContext context = ContextFile.of(environment).read().find(name);
        if (context == null) {
            throw CommandFailure.usage(
                    WHAT,
                    "context: " + name + " (expected: one that was added)",
                    "see what there is: gatehouse context ls");
        }
        return context;
    }

    private @Nullable String named() {
        if (options.context != null) {
            if (options.data != null && !options.context.equals(BrokerContext.LOCAL)) {
                throw CommandFailure.usage(
                        WHAT,
                        "--data beside --context " + options.context + " (expected: one of them)",
                        "leave one out");
            }
            return options.context;
        }
        if (options.data != null) {
            return null;
        }
        String fromEnvironment = environment.variable("GATEHOUSE_CONTEXT");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return fromEnvironment;
        }
        String data = environment.variable("GATEHOUSE_DATA");
        return data != null && !data.isBlank()
                ? null
                : ContextFile.of(environment).read().current();
    }

    /** The authorities anew, so that nothing else of that file is written into a device's folder. */
    private static String caPem(BrokerContext context) {
        try {
            return Pem.of(CertificateFile.read(context.ca()).certificates());
        } catch (CertificateFile.Unreadable e) {
            throw CommandFailure.failed(WHAT, e.why(), e.remedy());
        }
    }

    @Override
    public void close() {
        clients.values().forEach(OperationClient::close);
        clients.clear();
    }
}
