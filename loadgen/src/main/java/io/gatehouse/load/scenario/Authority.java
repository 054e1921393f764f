package io.gatehouse.load.scenario;

import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a scenario asks of the broker's registry while it is played. Blocks. */
public interface Authority {
    /** @return {@code null} when the registry has it */
    @Nullable
    Problem revoke(List<Identity> identities);

    /** A new key and certificate under the same name, which the registry knows. */
    Renewal renew(Identity identity);

    /** What became of it. */
    sealed interface Renewal {}

    record Renewed(Identity identity) implements Renewal {}

    record NotRenewed(Problem problem) implements Renewal {}
}
