package io.gatehouse.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of certificates as people have them: PEM, DER, with words around it, with a key in it.
 *
 * @param certificates in the order of the file
 * @param der whether the file is one certificate in DER
 * @param hasKey whether a private key stands in it too
 * @param windowsLines whether lines end with CR LF
 * @param wordsAround whether there is text outside the blocks
 */
record CertificateFile(
        Path path,
        List<X509Certificate> certificates,
        boolean der,
        boolean hasKey,
        boolean windowsLines,
        boolean wordsAround) {
    private static final long MOST_BYTES = 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** Why a file is none; says what to do too. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private final String remedy;

        Unreadable(String why, String remedy) {
            super(why, null, false, false);
            this.remedy = remedy;
        }

        String why() {
            return String.valueOf(getMessage());
        }

        String remedy() {
            return remedy;
        }
    }

    static CertificateFile read(Path path) throws Unreadable {
        byte[] bytes = bytes(path);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.contains("-----BEGIN ")) {
            return new CertificateFile(path, List.of(der(path, bytes)), true, false, false, false);
        }
        List<X509Certificate> certificates = new ArrayList<>();
        boolean hasKey = false;
        Matcher block = BLOCK.matcher(text);
        StringBuilder around = new StringBuilder();
        while (block.find()) {
            block.appendReplacement(around, "");
            String label = block.group(1);
            hasKey |= label.endsWith("PRIVATE KEY");
            if (label.equals("CERTIFICATE")
                    || label.equals("X509 CERTIFICATE")
                    || label.equals("TRUSTED CERTIFICATE")) {
                certificates.add(der(path, decoded(path, certificates.size() + 1, block.group(2))));
            }
        }
        block.appendTail(around);
        if (around.indexOf("-----BEGIN ") >= 0) {
            throw new Unreadable(
                    path + ": a PEM block is cut short or has characters that are not base64",
                    "copy the file again, in text mode and whole");
        }
        if (certificates.isEmpty()) {
            throw new Unreadable(
                    path + ": no certificate in it (expected: -----BEGIN CERTIFICATE-----)", instead(text));
        }
        return new CertificateFile(
                path,
                List.copyOf(certificates),
                false,
                hasKey,
                text.contains("\r\n"),
                !around.toString().isBlank());
    }

    private static String instead(String text) {
        if (text.contains("PRIVATE KEY-----")) {
            return "this is a key file; name the certificate, and this one with --key";
        }
        if (text.contains("CERTIFICATE REQUEST-----")) {
            return "this is a request for a certificate; have it signed, and name what comes back";
        }
        return text.contains("-----BEGIN PKCS7-----")
                ? "convert it: openssl pkcs7 -print_certs -in FILE -out certificate.pem"
                : "name another file";
    }

    private static byte[] bytes(Path path) throws Unreadable {
        try {
            if (Files.isDirectory(path)) {
                throw new Unreadable(path + ": a folder (expected: a file)", "name the file in it");
            }
            if (Files.size(path) > MOST_BYTES) {
                throw new Unreadable(path + ": longer than " + MOST_BYTES + " bytes", "name the right file");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new Unreadable(path + ": no such file", "name one that exists");
        } catch (AccessDeniedException e) {
            throw new Unreadable(path + ": not readable by you", "run the command as the file's owner");
        } catch (IOException e) {
            throw new Unreadable(path + ": cannot be read: " + e.getMessage(), "look at the file and its disk");
        }
    }

    private static byte[] decoded(Path path, int number, String base64) throws Unreadable {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Unreadable(path + ": certificate " + number + " is not base64", "copy the file again, whole");
        }
    }

    private static X509Certificate der(Path path, byte[] bytes) throws Unreadable {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            throw new Unreadable(
                    path + ": neither PEM nor DER of an X.509 certificate",
                    "convert it; of a PKCS#12 file: openssl pkcs12 -in FILE -clcerts -nokeys -out certificate.pem");
        }
    }
}
