package io.gatehouse.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may read a file with a private key that an operator gave. Blocks on the file.
 *
 * <p>A key of our own user is for that user alone. A key that another user owns, root mostly, can be given to us
 * through a group only: so Kubernetes mounts a Secret (0440, {@code root} and the pod's {@code fsGroup}), and so Debian
 * keeps keys for services (0640, {@code root} and {@code ssl-cert}). The owner has decided who is in that group.
 *
 * @param permissions of the file, or of what a link leads to
 * @param ours the user of this process owns it
 * @param ourGroup this process is in its group
 */
public record KeyFileMode(Set<PosixFilePermission> permissions, boolean ours, boolean ourGroup) {
    private static final Path PROCESS = Path.of("/proc/self/status");
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNER_AND_GROUP =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);

    public KeyFileMode {
        permissions = Set.copyOf(permissions);
    }

    /**
     * Looks at a file. Where the system does not tell who we are, nothing is taken for ours, and no group is good
     * enough.
     *
     * @throws UnsupportedOperationException the file system has no such modes
     */
    public static KeyFileMode of(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (OWNER.containsAll(permissions) || !Files.isReadable(PROCESS)) {
            return new KeyFileMode(permissions, false, false);
        }
        Set<Integer> groups = new HashSet<>(ids("Groups:"));
        groups.add(ids("Gid:").get(1)); // real, effective, saved, of the file system
        return new KeyFileMode(
                permissions, ids("Uid:").get(1).equals(Files.getAttribute(file, "unix:uid")), groups.contains((Integer)
                        Files.getAttribute(file, "unix:gid")));
    }

    /** Nobody reads it who should not, and nobody but its owner writes it. */
    public boolean isPrivate() {
        return OWNER.containsAll(permissions) || (ourGroup && !ours && OWNER_AND_GROUP.containsAll(permissions));
    }

    /** As {@code ls} writes it. */
    @Override
    public String toString() {
        return PosixFilePermissions.toString(permissions);
    }

    private static List<Integer> ids(String line) throws IOException {
        return Files.readAllLines(PROCESS).stream()
                .filter(text -> text.startsWith(line))
                .flatMap(text ->
                        Arrays.stream(text.substring(line.length()).strip().split("\\s+")))
                .filter(id -> !id.isEmpty())
                .map(Integer::parseUnsignedInt)
                .toList();
    }
}
