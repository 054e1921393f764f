package io.gatehouse.tls;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Names of the IANA's registry "Transport Layer Security (TLS) Parameters", for what clients of today offer. What is
 * not here is shown by its number.
 */
final class TlsNames {
    static final int TLS_1_2 = 0x0303;
    static final int TLS_1_3 = 0x0304;
    /** RSASSA-PSS with an ordinary RSA key, over a hash that was not seen; no number of the registry. */
    static final int RSA_PSS_UNSEEN_HASH = 0x0800;

    private TlsNames() {}

    static List<String> each(String packed, IntFunction<String> name) {
        List<String> names = new ArrayList<>(packed.length());
        for (int i = 0; i < packed.length(); i++) {
            names.add(name.apply(packed.charAt(i)));
        }
        return List.copyOf(names);
    }

    static String version(int number) {
        return switch (number) {
            case 0x0300 -> "SSLv3";
            case 0x0301 -> "TLSv1";
            case 0x0302 -> "TLSv1.1";
            case TLS_1_2 -> "TLSv1.2";
            case TLS_1_3 -> "TLSv1.3";
            default -> hex(number);
        };
    }

    static String cipherSuite(int number) {
        return switch (number) {
            case 0x1301 -> "TLS_AES_128_GCM_SHA256";
            case 0x1302 -> "TLS_AES_256_GCM_SHA384";
            case 0x1303 -> "TLS_CHACHA20_POLY1305_SHA256";
            case 0x1304 -> "TLS_AES_128_CCM_SHA256";
            case 0x1305 -> "TLS_AES_128_CCM_8_SHA256";
            case 0xC02B -> "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
            case 0xC02C -> "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
            case 0xC02F -> "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
            case 0xC030 -> "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
            case 0xCCA8 -> "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
            case 0xCCA9 -> "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
            case 0xC0AC -> "TLS_ECDHE_ECDSA_WITH_AES_128_CCM";
            case 0xC0AE -> "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8";
            case 0xC009 -> "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA";
            case 0xC00A -> "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA";
            case 0xC013 -> "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
            case 0xC014 -> "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA";
            case 0xC023 -> "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";
            case 0xC024 -> "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384";
            case 0xC027 -> "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256";
            case 0xC028 -> "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384";
            case 0x009C -> "TLS_RSA_WITH_AES_128_GCM_SHA256";
            case 0x009D -> "TLS_RSA_WITH_AES_256_GCM_SHA384";
            case 0x009E -> "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
            case 0x009F -> "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384";
            case 0xCCAA -> "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
            case 0x002F -> "TLS_RSA_WITH_AES_128_CBC_SHA";
            case 0x0035 -> "TLS_RSA_WITH_AES_256_CBC_SHA";
            case 0x003C -> "TLS_RSA_WITH_AES_128_CBC_SHA256";
            case 0x003D -> "TLS_RSA_WITH_AES_256_CBC_SHA256";
            case 0x0033 -> "TLS_DHE_RSA_WITH_AES_128_CBC_SHA";
            case 0x0039 -> "TLS_DHE_RSA_WITH_AES_256_CBC_SHA";
            case 0x0067 -> "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256";
            case 0x006B -> "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256";
            case 0x000A -> "TLS_RSA_WITH_3DES_EDE_CBC_SHA";
            case 0x00FF -> "TLS_EMPTY_RENEGOTIATION_INFO_SCSV";
            case 0x5600 -> "TLS_FALLBACK_SCSV";
            default -> hex(number);
        };
    }

    static String group(int number) {
        return switch (number) {
            case 0x0017 -> "secp256r1";
            case 0x0018 -> "secp384r1";
            case 0x0019 -> "secp521r1";
            case 0x001D -> "x25519";
            case 0x001E -> "x448";
            case 0x0100 -> "ffdhe2048";
            case 0x0101 -> "ffdhe3072";
            case 0x0102 -> "ffdhe4096";
            case 0x0103 -> "ffdhe6144";
            case 0x0104 -> "ffdhe8192";
            case 0x11EB -> "SecP256r1MLKEM768";
            case 0x11EC -> "X25519MLKEM768";
            case 0x11ED -> "SecP384r1MLKEM1024";
            case 0x0202 -> "MLKEM1024";
            case 0x0201 -> "MLKEM768";
            default -> hex(number);
        };
    }

    static String signature(int number) {
        return switch (number) {
            case 0x0403 -> "ecdsa_secp256r1_sha256";
            case 0x0503 -> "ecdsa_secp384r1_sha384";
            case 0x0603 -> "ecdsa_secp521r1_sha512";
            case 0x0807 -> "ed25519";
            case 0x0808 -> "ed448";
            case RSA_PSS_UNSEEN_HASH -> "rsa_pss_rsae (over a hash that was not seen)";
            case 0x0804 -> "rsa_pss_rsae_sha256";
            case 0x0805 -> "rsa_pss_rsae_sha384";
            case 0x0806 -> "rsa_pss_rsae_sha512";
            case 0x0809 -> "rsa_pss_pss_sha256";
            case 0x080A -> "rsa_pss_pss_sha384";
            case 0x080B -> "rsa_pss_pss_sha512";
            case 0x0401 -> "rsa_pkcs1_sha256";
            case 0x0501 -> "rsa_pkcs1_sha384";
            case 0x0601 -> "rsa_pkcs1_sha512";
            case 0x0201 -> "rsa_pkcs1_sha1";
            case 0x0203 -> "ecdsa_sha1";
            // RFC 5246 had them; TLS 1.3 has no name for them.
            case 0x0301 -> "rsa_pkcs1_sha224";
            case 0x0303 -> "ecdsa_sha224";
            case 0x0202 -> "dsa_sha1";
            case 0x0302 -> "dsa_sha224";
            case 0x0402 -> "dsa_sha256";
            case 0x0502 -> "dsa_sha384";
            case 0x0602 -> "dsa_sha512";
            default -> hex(number);
        };
    }

    private static String hex(int number) {
        return "0x" + HexFormat.of().toHexDigits((short) number);
    }
}
