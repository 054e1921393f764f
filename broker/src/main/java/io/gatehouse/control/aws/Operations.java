package io.gatehouse.control.aws;

import io.gatehouse.control.aws.Operation.Wave;
import io.gatehouse.operator.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every operation that AWS IoT's control plane has, also those that nothing here answers: a caller shall hear that an
 * operation is missing, not that its path is unknown. The list is {@code operations.txt} beside this class. Immutable.
 */
final class Operations {
    private static final String LIST = "operations.txt";

    private final List<Operation> all;
    private final Map<AwsService, RouteTree> routes = new EnumMap<>(AwsService.class);

    private Operations(List<Operation> all) {
        this.all = List.copyOf(all);
        for (Operation operation : all) {
            routes.computeIfAbsent(operation.service(), _ -> new RouteTree()).add(operation);
        }
    }

    /** In the order of the list. */
    List<Operation> all() {
        return all;
    }

    /** The operation of that service with that name, or null. */
    @Nullable
    Operation named(AwsService service, String name) {
        for (Operation operation : all) {
            if (operation.service() == service && operation.name().equals(name)) {
                return operation;
            }
        }
        return null;
    }

    /** What a request for that service means; null where the service has no such path or not with that method. */
    @Nullable
    Route route(AwsService service, String method, RequestPath path) {
        RouteTree tree = routes.get(service);
        return tree == null ? null : tree.find(method, path);
    }

    static Operations load() {
        try (InputStream in = Operations.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + ": missing in the jar (expected: beside Operations)");
            }
            List<Operation> all = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    all.add(read(line));
                }
            }
            return new Operations(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation read(String line) {
        String[] cells = line.split(" +");
        AwsService service = AwsService.of(cells[0]);
        if (cells.length != 6 || service == null) {
            throw new IllegalStateException(LIST + ": " + line + " (expected: service wave role method path name)");
        }
        return new Operation(
                service,
                Wave.valueOf(cells[1].toUpperCase(Locale.ROOT)),
                Role.valueOf(cells[2].toUpperCase(Locale.ROOT)),
                cells[3],
                cells[4],
                cells[5]);
    }
}
