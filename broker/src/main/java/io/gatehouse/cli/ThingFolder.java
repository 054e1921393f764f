package io.gatehouse.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.gatehouse.control.AdminJson;
import io.gatehouse.control.OwnerFile;
import io.gatehouse.control.ThingApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of one device: {@code key.pem certificate.pem chain.pem ca.pem policy.json endpoint.json README.txt} and
 * {@code snippets/}. Mode 0700, its files 0600, and nothing in it is ever overwritten.
 *
 * @param fresh true where this run made it
 */
record ThingFolder(Path path, boolean fresh) {
    ThingFolder(Path path) {
        this(path, false);
    }

    static final String KEY = "key.pem";
    static final String CERTIFICATE = "certificate.pem";
    static final String CHAIN = "chain.pem";
    static final String CA = "ca.pem";
    static final String POLICY = "policy.json";
    static final String ENDPOINT = "endpoint.json";

    /** @param thing its name, and what client ids are made from */
    @JsonIgnoreProperties(ignoreUnknown = true) // a folder outlives the version that wrote it
    record Endpoint(String thing, String certificateId, String host, int port) {}

    /** Makes the folder, or takes an empty one, before anything is asked of the broker. */
    static ThingFolder prepare(Path path) {
        try {
            boolean fresh = !Files.exists(path);
            if (!fresh) {
                try (Stream<Path> entries = Files.list(path)) {
                    if (entries.findAny().isPresent()) {
                        throw CommandFailure.failed(
                                "no thing was created",
                                "--out: " + path + " (expected: a new or empty folder; nothing is overwritten)",
                                "name another folder, or move that one away");
                    }
                }
                OwnerFile.restrictFolder(path);
            } else {
                OwnerFile.createFolder(path);
            }
            return new ThingFolder(path, fresh);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "no thing was created", "--out: " + path + " cannot be written: " + e, "name another folder");
        }
    }

    /** Takes a folder away again that {@link #prepare} made and nothing was written to. */
    void abandon() {
        try {
            if (fresh) {
                Files.delete(path);
            }
        } catch (IOException e) {
            return; // not empty, then: somebody else writes there, and nothing of theirs is deleted
        }
    }

    /** Writes what the broker answered, and the key that was made here. */
    void write(ThingApi.Created created, String privateKeyPem) {
        var endpoint = new Endpoint(created.name(), created.certificateId(), created.host(), created.port());
        Map<String, String> files = new LinkedHashMap<>();
        files.put(KEY, privateKeyPem); // first: the one that cannot be had again
        files.put(CERTIFICATE, created.certificatePem());
        files.put(CHAIN, created.chainPem());
        files.put(CA, created.caPem());
        files.put(POLICY, created.policyDocument());
        files.put(ENDPOINT, AdminJson.pretty(endpoint) + "\n");
        files.putAll(Snippets.of(endpoint, path));
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path target = path.resolve(file.getKey());
                OwnerFile.createFolder(java.util.Objects.requireNonNull(target.getParent()));
                OwnerFile.create(target, file.getValue());
            }
        } catch (IOException e) {
            String why = e instanceof FileAlreadyExistsException exists
                    ? exists.getFile() + ": appeared meanwhile (expected: nobody else writes here)"
                    : path + ": cannot be written: " + e;
            throw CommandFailure.failed(
                    "thing " + created.name() + " is registered, but its folder is incomplete",
                    why,
                    "remove both and start again: gatehouse thing rm " + created.name() + " --revoke");
        }
    }

    /** Reads where a folder's device connects to. */
    Endpoint endpoint() {
        String what = "not connected";
        Path file = path.resolve(ENDPOINT);
        if (!Files.isDirectory(path) || !Files.exists(file)) {
            throw CommandFailure.failed(
                    what,
                    "--as: " + path + " (expected: a folder that thing create made; it has no " + ENDPOINT + ")",
                    "make one: gatehouse thing create NAME --out " + path.getFileName());
        }
        try {
            return AdminJson.read(TextFile.read(what, file).getBytes(StandardCharsets.UTF_8), Endpoint.class);
        } catch (AdminJson.MalformedJsonException e) {
            throw CommandFailure.failed(what, file + ": " + e.getMessage(), "restore the file or make a new folder");
        }
    }

    /** A sentence where others could read the key, empty where they cannot. */
    String looseness() {
        Path key = path.resolve(KEY);
        try {
            boolean loose = OwnerFile.othersMayRead(key);
            return loose ? key + " is readable by others; anyone who copies it is this device: chmod 600 " + key : "";
        } catch (IOException e) {
            return "";
        }
    }
}
