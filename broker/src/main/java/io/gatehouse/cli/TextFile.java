package io.gatehouse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Text files that an operator named; what goes wrong with them is said in words. */
final class TextFile {
    private static final long MOST_BYTES = 256 * 1024;
    private static final long MOST_DOCUMENT_BYTES = 64 * 1024 * 1024;

    private TextFile() {}

    static String read(String what, Path file) {
        return read(what, file, MOST_BYTES);
    }

    /** What comes by standard input, as long as a file may be. */
    static String typed(String what, InputStream in) {
        try {
            byte[] bytes = in.readNBytes((int) MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw CommandFailure.failed(
                        what, "standard input: longer than " + MOST_BYTES + " bytes", "give the right text");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CommandFailure.failed(what, "standard input: not text (expected: UTF-8)", "convert it");
        } catch (IOException e) {
            throw CommandFailure.failed(what, "standard input: " + e.getMessage(), "give the text again");
        }
    }

    /** One that holds a whole registry. */
    static String readDocument(String what, Path file) {
        return read(what, file, MOST_DOCUMENT_BYTES);
    }

    private static String read(String what, Path file, long most) {
        try {
            if (Files.size(file) > most) {
                throw CommandFailure.failed(what, file + ": longer than " + most + " bytes", "name the right file");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw CommandFailure.failed(what, file + ": no such file", "name one that exists");
        } catch (AccessDeniedException e) {
            throw CommandFailure.failed(what, file + ": not readable by you", "run the command as its owner");
        } catch (CharacterCodingException e) {
            throw CommandFailure.failed(
                    what, file + ": not text (expected: UTF-8; of certificates, PEM)", "convert it");
        } catch (IOException e) {
            throw CommandFailure.failed(what, file + ": " + e.getMessage(), "look at the file and its disk");
        }
    }
}
