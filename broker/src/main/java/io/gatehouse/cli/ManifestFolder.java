package io.gatehouse.cli;

import io.gatehouse.control.OwnerFile;
import io.gatehouse.manifest.Export;
import io.gatehouse.manifest.ManifestFiles;
import io.gatehouse.manifest.Resource;
import io.gatehouse.uri.PercentCoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of resources, one file each, in a folder for each noun. A mark says that an export made it: in such a folder
 * files of what is gone are deleted, and by such a folder what is written nowhere may be taken for gone.
 */
final class ManifestFolder {
    private static final String MARK = ".gatehouse-export";
    /** What exports wrote whose mark names nothing. */
    private static final Set<Resource.Kind> BEFORE =
            EnumSet.complementOf(EnumSet.of(Resource.Kind.PROVISIONING_TEMPLATE, Resource.Kind.CA_CERTIFICATE));

    private static final int DEEPEST = 8;
    private static final int MOST_FILES = 1_000_000;
    private static final int LONGEST_NAME = 200;

    private final Path path;
    private final Set<Path> written = new HashSet<>();
    /** In lower case: some disks take two names for one that differ in nothing else. */
    private final Set<String> taken = new HashSet<>();

    ManifestFolder(Path path) {
        this.path = path;
    }

    private boolean isExport() {
        return Files.isRegularFile(path.resolve(MARK));
    }

    /**
     * The kinds that the export wrote which made it, and none where no export did. The mark names their folders: an
     * export by a version that knew fewer kinds says nothing of what it did not know.
     */
    Set<Resource.Kind> exported(String what) {
        if (!isExport()) {
            return Set.of();
        }
        List<String> lines = TextFile.read(what, path.resolve(MARK)).lines().toList();
        return Arrays.stream(Resource.Kind.values())
                .filter(kind -> lines.contains(kind.folder()) || (lines.size() == 1 && BEFORE.contains(kind)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Resource.Kind.class)));
    }

    private static String mark() {
        return Arrays.stream(Resource.Kind.values())
                .map(kind -> kind.folder() + "\n")
                .collect(Collectors.joining("", "made by gatehouse export; it may delete files here\n", ""));
    }

    /** Files to read: the one that is named, or those below the folder, in order. Links are not followed. */
    static List<Path> files(String what, Path named) {
        if (Files.isRegularFile(named)) {
            return List.of(named);
        }
        try (Stream<Path> tree = Files.walk(named, DEEPEST)) {
            List<Path> files = tree.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && ManifestFiles.isManifest(String.valueOf(file.getFileName())))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
            if (files.isEmpty()) {
                throw CommandFailure.failed(
                        what,
                        named + ": no file in it that ends with .json, .yaml or .yml",
                        "name another folder, or make one: gatehouse export FOLDER");
            }
            return files;
        } catch (IOException e) {
            throw CommandFailure.failed(what, named + ": cannot be read: " + e, "name a file or folder that exists");
        }
    }

    /** Begins an export: the folder is new, empty, or of an export before. */
    void begin(String what) {
        try {
            OwnerFile.createFolder(path);
            try (Stream<Path> entries = Files.list(path)) {
                if (!isExport() && entries.anyMatch(entry -> !entry.endsWith(".git"))) {
                    throw CommandFailure.failed(
                            what,
                            path + " (expected: a new or empty folder, or one that export made)",
                            "name another folder");
                }
            }
            OwnerFile.write(path.resolve(MARK), mark());
        } catch (IOException e) {
            throw CommandFailure.failed(what, path + ": cannot be written: " + e, "name another folder");
        }
    }

    void write(String what, Resource resource) {
        try {
            Path folder = path.resolve(resource.kind().folder());
            OwnerFile.createFolder(folder);
            Path file = folder.resolve(fileName(resource));
            OwnerFile.write(file, Export.text(resource));
            written.add(file);
        } catch (IOException e) {
            throw CommandFailure.failed(what, path + ": cannot be written: " + e, "look at the folder and its disk");
        }
    }

    private String fileName(Resource resource) {
        String name = PercentCoding.encode(resource.name());
        name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        while (!taken.add(resource.kind() + "/" + name.toLowerCase(Locale.ROOT))) {
            name += "~";
        }
        return name + ".json";
    }

    /** Ends an export: what was not written this time is of something that is gone. */
    void end(String what) {
        for (Resource.Kind kind : Resource.Kind.values()) {
            Path folder = path.resolve(kind.folder());
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    if (!written.contains(file)
                            && file.toString().endsWith(".json")
                            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        Files.delete(file);
                    }
                }
            } catch (IOException e) {
                throw CommandFailure.failed(
                        what, folder + ": old files cannot be deleted: " + e, "look at the folder and its disk");
            }
        }
    }
}
