package io.gatehouse.provisioning.bulk;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where input files are read from: the operator's folder, in it a folder for each bucket, in that the keys, as programs
 * that serve S3 from a disk lay them out.
 *
 * <p>A caller says bucket and key, so neither may lead out. Both are of few characters, no part of a key is {@code ..},
 * and each folder is opened relative to the one before ({@code openat}) without following links: there is no moment
 * between a check and an opening in which a name could come to mean something else. Virtual threads; blocks.
 */
final class InputFolder {
    /** More than a million devices with their signing requests have fewer. */
    static final long MOST_BYTES = 2L << 30;

    private static final String KEY = "inputFileKey";
    private static final String BUCKET = "inputFileBucket";
    private static final int MOST_PARTS = 16;
    private static final Pattern BUCKETS = Pattern.compile("[a-zA-Z0-9._-]{3,256}");
    private static final Pattern KEYS = Pattern.compile("[a-zA-Z0-9!_.*'()/-]{1,1024}");

    private final @Nullable Path folder;

    /** @param folder null where the operator of the broker has named none */
    InputFolder(@Nullable Path folder) {
        this.folder = folder;
    }

    InputOpening open(String bucket, String key) {
        if (folder == null) {
            return new InputOpening.Refused("provisioning.bulk-folder: not configured (expected: the folder on the"
                    + " broker's machine in which inputFileBucket is a folder and inputFileKey a file)");
        }
        if (!BUCKETS.matcher(bucket).matches()) {
            return refused(BUCKET, bucket, "3 to 256 letters, digits, . _ -");
        }
        if (!KEYS.matcher(key).matches()) {
            return refused(KEY, key, "1 to 1024 letters, digits, ! _ . * ' ( ) - /");
        }
        List<String> way = new ArrayList<>(List.of(bucket));
        way.addAll(List.of(key.split("/", -1)));
        if (way.size() > MOST_PARTS || way.stream().anyMatch(part -> part.isEmpty() || part.matches("\\.\\.?"))) {
            return refused(
                    KEY,
                    key,
                    "a file of the bucket, no more than " + (MOST_PARTS - 2)
                            + " folders deep, without . or .. or an empty part");
        }
        return open(folder, way, bucket, key);
    }

    private static InputOpening open(Path folder, List<String> way, String bucket, String key) {
        try (DirectoryStream<Path> root = Files.newDirectoryStream(folder)) {
            return root instanceof SecureDirectoryStream<Path> secure
                    ? open(secure, way.iterator(), key)
                    : new InputOpening.Refused(
                            "provisioning.bulk-folder: its file system (expected: one with openat, as on Linux)");
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return refused(KEY, bucket + "/" + key, "a file in the folder that provisioning.bulk-folder names");
        } catch (FileSystemException unusable) {
            // A link on the way ends here too: it is not followed, and the reason is the system's.
            String reason = unusable.getReason();
            return refused(
                    KEY,
                    bucket + "/" + key,
                    "a file that the broker may read, behind no symbolic link" + (reason == null ? "" : "; " + reason));
        } catch (IOException failed) {
            return new InputOpening.Refused(KEY + ": " + Json.quoted(bucket + "/" + key) + ": " + failed.getMessage()
                    + " (expected: a file that can be read)");
        }
    }

    private static InputOpening open(SecureDirectoryStream<Path> in, Iterator<String> way, String key)
            throws IOException {
        Path next = Path.of(way.next());
        if (!way.hasNext()) {
            return openFile(in, next, key);
        }
        try (SecureDirectoryStream<Path> deeper = in.newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS)) {
            return open(deeper, way, key);
        }
    }

    private static InputOpening openFile(SecureDirectoryStream<Path> in, Path name, String key) throws IOException {
        // Asked first: to open a pipe would wait for whoever writes into it.
        if (!attributes(in, name).isRegularFile()) {
            return refused(KEY, key, "a regular file, and no symbolic link");
        }
        SeekableByteChannel channel =
                in.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        try {
            BasicFileAttributes opened = attributes(in, name);
            long size = channel.size();
            if (size <= MOST_BYTES && size == opened.size()) {
                var version = new InputVersion(size, opened.lastModifiedTime().toInstant());
                return new InputOpening.Opened(new InputFile(channel, version));
            }
            channel.close();
            return size > MOST_BYTES
                    ? refused(KEY, key, "at most " + MOST_BYTES + " bytes; it has " + size)
                    : refused(KEY, key, "a file that nobody is changing");
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> in, Path name) throws IOException {
        return in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static InputOpening refused(String field, String value, String expected) {
        return new InputOpening.Refused(field + ": " + Json.quoted(value) + " (expected: " + expected + ")");
    }
}
